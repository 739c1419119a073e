import type { Observation } from './policy.ts';

/** Gas that typical transactions use, measured on Anvil (facts: liquidation of one trove 299–419k, a swap 241–280k). */
export const TYPICAL_GAS = {
  liquidateFirst: 400_000n,
  liquidateNext: 60_000n,
  /** Somebody else was first, nothing is left: 100 233 of one trove, 111 963 of two. */
  lostLiquidation: 100_000n,
  lostLiquidationNext: 12_000n,
  swap: 280_000n,
  deposit: 360_000n,
  withdraw: 245_000n,
  arbitrage: 400_000n,
  dexSwap: 130_000n,
  redeemFirst: 360_000n,
  redeemNext: 90_000n,
  openTrove: 520_000n,
  /** Measured: 598–637k and 663–743k for one trove, 60–78k for each further. */
  fundedFirst: { wallet: 620_000n, dex: 700_000n },
  fundedNext: 70_000n,
} as const;

/** Gas of a liquidation that brings its own money. @param troves at least 1 */
export function fundedGas(from: 'wallet' | 'dex', troves: number): bigint {
  return TYPICAL_GAS.fundedFirst[from] + TYPICAL_GAS.fundedNext * BigInt(troves - 1);
}

/**
 * Wei that a transaction is going to cost.
 *
 * @param gas units used
 * @param tip wei per gas
 */
export function gasCost(gas: bigint, tip: bigint, { baseFee }: Pick<Observation, 'baseFee'>): bigint {
  return gas * (baseFee + tip);
}
