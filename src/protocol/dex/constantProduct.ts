/** Uniswap v2's pool from a trader's side; amounts are 18-decimal integers. */
export interface DexView {
  /** Stablecoin reserve. */
  readonly stable: bigint;
  /** Collateral reserve. */
  readonly collateral: bigint;
}

/** Uniswap v2's fee: 3 of 1000 of what comes in. */
const KEPT = 997n;
const WHOLE = 1000n;

/**
 * What a sale brings: `getAmountOut` of Uniswap v2.
 *
 * @param amountIn what is sold
 * @param reserveIn pool's reserve of it
 * @param reserveOut pool's reserve of what is bought
 */
export function amountOut(amountIn: bigint, reserveIn: bigint, reserveOut: bigint): bigint {
  if (amountIn <= 0n || reserveIn <= 0n || reserveOut <= 0n) return 0n;
  const kept = amountIn * KEPT;
  return (kept * reserveOut) / (reserveIn * WHOLE + kept);
}

/**
 * What a purchase costs: `getAmountIn` of Uniswap v2.
 *
 * @param out what is bought
 * @returns undefined if the pool does not hold that much
 */
export function amountIn(out: bigint, reserveIn: bigint, reserveOut: bigint): bigint | undefined {
  if (out >= reserveOut || reserveIn <= 0n) return undefined;
  return (reserveIn * out * WHOLE) / ((reserveOut - out) * KEPT) + 1n;
}

/** Stablecoin for one collateral at the reserves, before fee; NaN for an empty pool. */
export function spotPrice({ stable, collateral }: DexView): number {
  return collateral === 0n ? Number.NaN : Number(stable) / Number(collateral);
}
