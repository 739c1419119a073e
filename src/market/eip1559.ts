/** EIP-1559's ELASTICITY_MULTIPLIER: the target is the gas limit over this. */
const TARGET_DIVISOR = 2n;
/** EIP-1559's BASE_FEE_MAX_CHANGE_DENOMINATOR. */
const CHANGE_DIVISOR = 8n;

/**
 * Base fee of the next block by EIP-1559 (eips.ethereum.org/EIPS/eip-1559, `expected_base_fee_per_gas`), in its integer
 * arithmetic: unchanged at the target of half the gas limit, up by an eighth after a full block (at least by 1 wei after
 * any above the target), down by an eighth after an empty one. Under 8 wei it no longer falls.
 *
 * @param baseFee of the block before, wei a unit of gas
 * @param gasUsed by the block before
 * @param gasLimit of the block before, 2 or more
 * @returns wei a unit of gas
 */
export function nextBaseFee(baseFee: bigint, gasUsed: bigint, gasLimit: bigint): bigint {
  const target = gasLimit / TARGET_DIVISOR;
  if (gasUsed === target) return baseFee;
  if (gasUsed < target) return baseFee - (baseFee * (target - gasUsed)) / target / CHANGE_DIVISOR;
  const rise = (baseFee * (gasUsed - target)) / target / CHANGE_DIVISOR;
  return baseFee + (rise > 1n ? rise : 1n);
}
