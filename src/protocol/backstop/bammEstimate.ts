/** What a BAMM's quote follows from, in doubles. */
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
const CLOSE = 1e-15;
/** The contract's divisors are 2x + 1 and 2y + 1 wei: half a wei more on each side. */
const HALF_WEI = 5e-19;
/** 2^256 in whole units cubed: with hardly a wei of stablecoin the contract's D³ / (2x + 1) does not fit a word. */
const WORD_END = 2 ** 256 / 1e54;

/**
 * The BAMM's quote in doubles: for searching a trade's size, some hundred times as fast as the exact one.
 *
 * The contract iterates towards the root of a quadratic; here it is solved, for what comes out rather than for what is
 * left, so that small purchases lose no digits. Amounts that go on chain come from `bammQuote`.
 *
 * @returns stablecoin paid in → collateral paid out; within 1e-9 of the contract's, relative, from 0.0001 stablecoins on;
 * 0 throughout where the contract reverts (no stablecoin left and some 48M USD of collateral's value twice over)
 */
export function createEstimate(state: BammEstimateState): (quantity: number) => number {
  const { stable, collateral, price, stablePrice, amplification, maxDiscount } = state;
  if (!(price > 0 && collateral > 0)) return () => 0;
  const y = stable + 2 * collateral * price;
  if (cube(stable + y) / (2e18 * stable + 1) >= WORD_END) return () => 0;
  const d = invariant(stable, y, amplification);
  const cubic = cube(d) / (8 * amplification);
  const rate = Math.max(1, stablePrice) / price;
  const cap = (1 + maxDiscount) / price;
  return (quantity) => {
    if (!(quantity > 0)) return 0;
    const after = stable + quantity;
    // With t for what comes out: t² − bt + c = 0; c is 0 for a quantity of 0, because D is the invariant.
    const b = 2 * y + after + d / (2 * amplification) - d;
    const c = quantity * (y + cubic / ((stable + HALF_WEI) * after));
    // Rounding may take the discriminant under 0 where all comes out; the caps decide there.
    const usd = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * c)));
    return Math.min(usd * rate, collateral, quantity * cap);
  };
}

/** D of the two-coin stable-swap invariant, in doubles. */
function invariant(stable: number, value: number, amplification: number): number {
  const [x, y] = [stable + HALF_WEI, value + HALF_WEI];
  const sum = x + y;
  let d = sum;
  for (let i = 0; i < ROUNDS; i++) {
    const before = d;
    const p = cube(d) / (4 * x * y);
    d = ((2 * amplification * sum + 2 * p) * d) / ((2 * amplification - 1) * d + 3 * p);
    if (Math.abs(d - before) <= CLOSE * d) break;
  }
  return d;
}

/** Written out: `**` is not pinned to the last bit across machines, and a size that agents choose is part of the result. */
function cube(x: number): number {
  return x * x * x;
}
