import { minBig, WAD } from '../../core/units.ts';

/**
 * The BAMM's quote as its contract computes it, to the wei (facts: the contract's published formula; the conformance
 * vectors hold both the contract and this to it). Agents size their trades with it; the contract has the last word.
 */

/** D of the two-coin stable-swap invariant. @throws RangeError where the contract reverts (division by zero) */
export function sumFixedPoint(x: bigint, y: bigint, amplification: bigint): bigint {
  if (x === 0n && y === 0n) return 0n;
  const sum = x + y;
  let d = sum;
  for (let i = 0; i < 255; i++) {
    let p = (d * d) / (2n * x + 1n);
    p = (p * d) / (2n * y + 1n);
    const before = d;
    d = ((2n * amplification * sum + 2n * p) * d) / ((2n * amplification - 1n) * d + 3n * p);
    if (d - before <= 1n && before - d <= 1n) break;
  }
  return d;
}

/**
 * USD that come out for `quantity` that goes in, before the price and the caps.
 *
 * @param x stablecoin in the inventory
 * @param y stablecoin plus twice the collateral's value
 * @throws RangeError where the contract reverts
 */
export function curveReturn(quantity: bigint, x: bigint, y: bigint, amplification: bigint): bigint {
  const sum = sumFixedPoint(x, y, amplification);
  let c = (sum * sum) / ((quantity + x) * 2n);
  c = (c * sum) / (amplification * 4n);
  const b = quantity + x + sum / (amplification * 2n);
  let after = sum;
  for (let i = 0; i < 255; i++) {
    const before = after;
    after = (after * after + c) / (2n * after + b - sum);
    if (after - before <= 1n && before - after <= 1n) break;
  }
  const result = y - after - 1n;
  if (result < 0n) throw new RangeError('the contract reverts here: more comes out than there is');
  return result;
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
  const y = stable + 2n * ((collateral * price) / WAD);
  const usd = curveReturn(quantity, stable, y, amplification);
  let out = (usd * WAD) / price;
  if (stablePrice > WAD) out = (out * stablePrice) / WAD;
  out = minBig(out, collateral);
  out = minBig(out, (((quantity * WAD) / price) * (10_000n + maxDiscount)) / 10_000n);
  return { collateral: out, fee: (quantity * (10_000n + fee)) / 10_000n - quantity };
}
