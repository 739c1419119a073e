import type { Address } from 'viem';
import { minBig, WAD } from '../../core/units.ts';
import type { CoreConstants } from '../system.ts';
import type { TroveView } from '../troveBook.ts';

/** What a core's redemption fee follows from, and its borrowing fee; 18 decimals. */
export interface RedemptionTerms {
  /** Least fee, of the collateral drawn. */
  readonly floor: bigint;
  /** Part of the fee that redemptions raise and time takes back, as of `since`. */
  readonly baseRate: bigint;
  /** Unix seconds from which on the base rate decays. */
  readonly since: number;
  /** Fee on new debt in the last block; it rises and falls with the base rate. */
  readonly borrowing: bigint;
}

/** What remains of the base rate after a minute, 18 decimals: half of it after 12 h (Liquity's constant). */
const MINUTE_DECAY = 999_037_758_833_783_000n;
/** What is redeemed raises the base rate by its share of the supply over this (Liquity's BETA). */
export const BASE_RATE_DIVISOR = 2;

/** Fee of a redemption too small to raise it, 18 decimals, as the core computes it. @param time Unix seconds */
export function redemptionRate({ floor, baseRate, since }: Omit<RedemptionTerms, 'borrowing'>, time: number): bigint {
  const minutes = Math.max(0, Math.floor((time - since) / 60));
  return minBig(floor + (baseRate * powerOf(MINUTE_DECAY, minutes)) / WAD, WAD);
}

/** Power of an 18-decimal figure by squaring, each product rounded to the nearest: the core's own way. */
function powerOf(base: bigint, exponent: number): bigint {
  if (exponent === 0) return WAD;
  let [square, odd, left] = [base, WAD, exponent];
  while (left > 1) {
    if (left % 2 === 1) odd = product(square, odd);
    square = product(square, square);
    left = Math.floor(left / 2);
  }
  return product(square, odd);
}

function product(a: bigint, b: bigint): bigint {
  return (a * b + WAD / 2n) / WAD;
}

/** A redemption as the core will carry it out if nothing comes before it. */
export interface RedemptionPlan {
  /** Stablecoin that it takes, 18 decimals; 0 if it takes none. */
  readonly stable: bigint;
  /** Owners of the troves redeemed from, the riskiest first. */
  readonly troves: readonly Address[];
  /** Nominal ICR (collateral over debt, 20 decimals) of the last of them if it stays open; 0: all are closed. */
  readonly nominalRatio: bigint;
}

export interface RedemptionSize {
  /** Stablecoin to redeem at most, 18 decimals. */
  readonly stable: bigint;
  /** Collateral's price on chain, USD with 18 decimals. */
  readonly price: bigint;
  /** Minimum collateral ratio, 18 decimals: troves under it are liquidated, not redeemed. */
  readonly mcr: bigint;
  /** Most troves to touch. */
  readonly most: number;
}

/** Decimals of a nominal ICR, as a factor. */
const NOMINAL = 10n ** 20n;

/**
 * What of an amount can be redeemed: the riskiest troves above the minimum ratio are closed one after the other; the
 * last may stay open if it keeps the least debt that the core allows.
 *
 * @param troves the riskiest first
 */
export function planRedemption(
  troves: readonly TroveView[],
  { stable, price, mcr, most }: RedemptionSize,
  { gasCompensation, minimumNetDebt }: CoreConstants,
): RedemptionPlan {
  const touched: Address[] = [];
  let left = stable;
  let nominalRatio = 0n;
  for (const { owner, debt, collateral } of troves) {
    if (left === 0n || touched.length === most || nominalRatio > 0n) break;
    if ((collateral * price) / debt < mcr) continue;
    const net = debt - gasCompensation;
    const taken = left >= net ? net : minBig(left, net - minimumNetDebt);
    if (taken <= 0n) break;
    if (taken < net) nominalRatio = ((collateral - (taken * WAD) / price) * NOMINAL) / (debt - taken);
    touched.push(owner);
    left -= taken;
  }
  return { stable: stable - left, troves: touched, nominalRatio };
}
