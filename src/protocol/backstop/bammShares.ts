import { WAD } from '../../core/units.ts';

/** A BAMM takes its collateral feed for dead once the answer is older than this, seconds. */
export const BAMM_FEED_LIFE = 3600;

export interface ShareState {
  /** Stablecoin in the Stability Pool deposit, 18 decimals. */
  readonly stable: bigint;
  /** Collateral gained and not sold, 18 decimals. */
  readonly collateral: bigint;
  /** Shares of all depositors, 18 decimals. */
  readonly shares: bigint;
}

/**
 * `deposit`: shares minted for an amount of stablecoin, as the contract computes them: at the oracle price, whatever the
 * market says.
 *
 * @param amount stablecoin, 18 decimals
 * @param price the oracle's, USD with 18 decimals
 * @returns shares, 18 decimals; 0 where the contract reverts because nothing is left
 */
export function mintedShares(amount: bigint, { stable, collateral, shares }: ShareState, price: bigint): bigint {
  if (shares === 0n) return WAD;
  const value = stable + (collateral * price) / WAD;
  return value === 0n ? 0n : (shares * amount) / value;
}
