import { minBig, WAD } from '../../core/units.ts';

/**
 * The BAMM's quote as its contract computes it, to the wei (facts: the contract's published formula; the conformance
 * vectors hold both the contract and this to it). Agents size their trades with it; the contract has the last word.
 */

const WORD_END = 2n ** 256n;
const STEPS = 255;
const BPS = 10_000n;

/** What checked uint256 arithmetic does with a result. @throws RangeError if it does not fit */
function checked(value: bigint): bigint {
  if (value < 0n || value >= WORD_END)
    throw new RangeError('the contract reverts here: a figure does not fit 256 bits');
  return value;
}

function isAtMostOneApart(a: bigint, b: bigint): boolean {
  return a - b <= 1n && b - a <= 1n;
}

/** D of the two-coin stable-swap invariant. @throws RangeError where the contract reverts (overflow) */
export function sumFixedPoint(x: bigint, y: bigint, amplification: bigint): bigint {
  if (x === 0n && y === 0n) return 0n;
  const sum = checked(x + y);
  const twoA = checked(2n * amplification);
  const weighted = checked(twoA * sum);
  let d = sum;
  for (let i = 0; i < STEPS; i++) {
    let p = checked(d * d) / checked(2n * x + 1n);
    p = checked(p * d) / checked(2n * y + 1n);
    const before = d;
    d = checked(checked(weighted + 2n * p) * d) / checked(checked(twoA - 1n) * d + 3n * p);
    if (isAtMostOneApart(d, before)) break;
  }
  return d;
}

/**
 * USD that come out for `quantity` that goes in, before the price and the caps.
 *
 * @param x stablecoin in the inventory
 * @param y stablecoin plus twice the collateral's value
 * @throws RangeError where the contract reverts: overflow, division by zero, more out than there is
 */
export function curveReturn(quantity: bigint, x: bigint, y: bigint, amplification: bigint): bigint {
  const sum = sumFixedPoint(x, y, amplification);
  const after = checked(quantity + x);
  let c = checked(sum * sum) / checked(2n * after);
  c = checked(c * sum) / checked(4n * amplification);
  const b = checked(after + sum / (2n * amplification));
  let left = sum;
  for (let i = 0; i < STEPS; i++) {
    const before = left;
    left = checked(checked(left * left) + c) / checked(checked(2n * left + b) - sum);
    if (isAtMostOneApart(left, before)) break;
  }
  return checked(y - left - 1n);
}

export interface BammState {
  /** Stablecoin in the Stability Pool deposit. */
  readonly stable: bigint;
  /** Collateral gained and not sold. */
  readonly collateral: bigint;
  /** Collateral price in USD, 18 decimals; 0: the feed is stale or broken. */
  readonly price: bigint;
  /** Stablecoin price in USD, 18 decimals. */
  readonly stablePrice: bigint;
  readonly amplification: bigint;
  /** Basis points. */
  readonly fee: bigint;
  /** Basis points. */
  readonly maxDiscount: bigint;
}

/**
 * `getSwapEthAmount`: collateral for a quantity of stablecoin.
 *
 * @returns collateral paid out and the fee in stablecoin, (0, 0) if the price is 0
 * @throws RangeError where the contract reverts
 */
export function bammQuote(quantity: bigint, state: BammState): { collateral: bigint; fee: bigint } {
  const { stable, collateral, price, stablePrice, amplification, fee, maxDiscount } = state;
  if (price === 0n) return { collateral: 0n, fee: 0n };
  const cap = addBps(checked(quantity * WAD) / price, maxDiscount);
  const y = checked(stable + 2n * (checked(collateral * price) / WAD));
  const usd = curveReturn(quantity, stable, y, amplification);
  let out = checked(usd * WAD) / price;
  if (stablePrice > WAD) out = checked(out * stablePrice) / WAD;
  return { collateral: minBig(minBig(out, collateral), cap), fee: addBps(quantity, fee) - quantity };
}

function addBps(amount: bigint, bps: bigint): bigint {
  if (bps > BPS) throw new RangeError('the contract reverts here: more than 100 %');
  return checked(amount * (BPS + bps)) / BPS;
}
