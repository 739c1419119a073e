/** The BAMM's quote in doubles: for searching a trade's size, some hundred times as fast as the exact one. */
export interface BammEstimateState {
  /** Whole stablecoins. */
  readonly stable: number;
  /** Whole units of collateral. */
  readonly collateral: number;
  /** USD; 0: the feed is stale or broken. */
  readonly price: number;
  /** USD. */
  readonly stablePrice: number;
  readonly amplification: number;
  /** Ratio, 0.04 is 4 %. */
  readonly maxDiscount: number;
}

const ROUNDS = 255;
const CLOSE = 1e-13;

/**
 * @param quantity stablecoin paid in, above 0
 * @returns collateral paid out, within about 1e-9 of the contract's; amounts that go on chain come from `bammQuote`
 */
export function estimateQuote(quantity: number, state: BammEstimateState): number {
  const { stable, collateral, price, stablePrice, amplification, maxDiscount } = state;
  if (price <= 0 || collateral <= 0 || quantity <= 0) return 0;
  const y = stable + 2 * collateral * price;
  const sum = invariant(stable, y, amplification);
  const x = quantity + stable;
  const c = (sum * sum * sum) / (8 * x * amplification);
  const b = x + sum / (2 * amplification);
  let after = sum;
  for (let i = 0; i < ROUNDS; i++) {
    const before = after;
    after = (after * after + c) / (2 * after + b - sum);
    if (Math.abs(after - before) <= CLOSE * after) break;
  }
  const premium = Math.max(1, stablePrice);
  const out = ((y - after) * premium) / price;
  return Math.min(out, collateral, (quantity / price) * (1 + maxDiscount));
}

/** D of the two-coin stable-swap invariant, in doubles. */
function invariant(x: number, y: number, amplification: number): number {
  const sum = x + y;
  if (x <= 0 || y <= 0) return sum <= 0 ? 0 : degenerate(x, y, amplification);
  let d = sum;
  for (let i = 0; i < ROUNDS; i++) {
    const before = d;
    const p = (d * d * d) / (4 * x * y);
    d = ((2 * amplification * sum + 2 * p) * d) / ((2 * amplification - 1) * d + 3 * p);
    if (Math.abs(d - before) <= CLOSE * d) break;
  }
  return d;
}

/** With an empty side the contract divides by one wei instead of zero. */
function degenerate(x: number, y: number, amplification: number): number {
  return invariant(Math.max(x, 1e-18), Math.max(y, 1e-18), amplification);
}
