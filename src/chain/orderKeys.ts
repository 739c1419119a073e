/**
 * Max fees that make Anvil mine transactions in the order given: strictly falling, each at least what its transaction pays
 * (base fee plus tip), and no higher than the order needs, since a sender's balance has to cover gas × max fee.
 *
 * @param baseFee of the block, wei per gas
 * @param tips priority fees in block order, wei per gas
 * @returns wei per gas, in block order
 */
export function orderKeys(baseFee: bigint, tips: readonly bigint[]): bigint[] {
  const keys = new Array<bigint>(tips.length);
  let below = -1n;
  for (let i = tips.length - 1; i >= 0; i--) {
    const price = baseFee + (tips[i] as bigint);
    below = price > below ? price : below + 1n;
    keys[i] = below;
  }
  return keys;
}
