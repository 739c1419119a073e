import type { Observation } from './policy.ts';

/** Gas that typical transactions use, measured on Anvil (facts: liquidation of one trove 299–419k, a swap 241–280k). */
export const TYPICAL_GAS = {
  liquidateFirst: 400_000n,
  liquidateNext: 60_000n,
  swap: 280_000n,
  arbitrage: 400_000n,
  dexSwap: 130_000n,
  redeemFirst: 360_000n,
  redeemNext: 90_000n,
} as const;

/**
 * Wei that a transaction is going to cost.
 *
 * @param gas units used
 * @param tip wei per gas
 */
export function gasCost(gas: bigint, tip: bigint, { baseFee }: Pick<Observation, 'baseFee'>): bigint {
  return gas * (baseFee + tip);
}
