import {
  areWhole,
  decimal,
  numberOf,
  WHOLE,
  type WrittenQuantity,
  type WrittenValue,
  written,
  writtenQuantity,
} from './designsQuantity.ts';
import { exp, log } from './randomMath.ts';
import { maxBig, minBig } from './units.ts';

/** A span of values between two written ones. */
export interface ValueRange {
  readonly from: WrittenValue;
  readonly to: WrittenValue;
  readonly scale: 'linear' | 'log';
}

/** A share of the way from one end to the other, exact. */
interface Share {
  readonly part: bigint;
  readonly of: bigint;
}

const TWO_53 = 2 ** 53;
/** A value is rounded to this part of the distance to its neighbour, or less. */
const FINENESS = 10;
/** Values of so few digits are not rounded at all. */
const FEW_DIGITS = 4;
/** Significant digits of a value on a logarithmic scale. */
const LEAST_DIGITS = 3;
const MOST_DIGITS = 12;
/** Steps that durations are rounded to, in seconds. */
const ROUND_SECONDS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400];

/** What is wrong with a range, in words; undefined if nothing is. */
export function rangeProblem({ from, to, scale }: ValueRange): string | undefined {
  const [low, high] = [writtenQuantity(from), writtenQuantity(to)];
  if (low === undefined || high === undefined) {
    const text = JSON.stringify(low === undefined ? from : to);
    return `a range goes between two quantities such as 110% and 150%; found ${text}: write its values as a list`;
  }
  if (low.unit !== high.unit) {
    return `from and to have different units: ${JSON.stringify(from)}, ${JSON.stringify(to)}`;
  }
  if (low.amount >= high.amount) return `from must be less than to: ${from}, ${to}`;
  if (scale === 'log' && low.amount <= 0n) return `scale: log needs values above zero; found ${from}`;
  return undefined;
}

/** Evenly spaced values, the ends as they are written. @param steps how many, at least 2 */
export function stepsOfRange(range: ValueRange, steps: number): WrittenValue[] {
  return Array.from({ length: steps }, (_, i) => {
    if (i === 0) return range.from;
    if (i === steps - 1) return range.to;
    return valueAt(range, { part: BigInt(i), of: BigInt(steps - 1) }, steps - 1);
  });
}

/**
 * The value at a share of the way, in exact decimals and as few digits as tell it from its neighbours.
 *
 * @param share 0 to 1
 * @param points how many share the range
 */
export function valueInRange(range: ValueRange, share: number, points: number): WrittenValue {
  return valueAt(range, { part: BigInt(Math.floor(share * TWO_53)), of: BigInt(TWO_53) }, points);
}

function valueAt(range: ValueRange, share: Share, divisions: number): WrittenValue {
  const [low, high] = [writtenQuantity(range.from), writtenQuantity(range.to)];
  if (low === undefined || high === undefined) throw new RangeError(rangeProblem(range));
  const like = { ...low, isShort: low.isShort || high.isShort };
  const whole = areWhole(low, high);
  const amount =
    range.scale === 'log'
      ? logAmount(low, high, { share, divisions, whole })
      : linearAmount(low, high, { share, divisions, whole });
  return written(minBig(maxBig(amount, low.amount), high.amount), like);
}

interface Place {
  readonly share: Share;
  readonly divisions: number;
  readonly whole: boolean;
}

function linearAmount(low: WrittenQuantity, high: WrittenQuantity, { share, divisions, whole }: Place): bigint {
  const span = high.amount - low.amount;
  const scaled = span * share.part;
  const exact = low.amount + scaled / share.of;
  if (scaled % share.of === 0n && (!whole || exact % WHOLE === 0n) && digitsOf(exact) <= FEW_DIGITS) return exact;
  const least = whole ? WHOLE : 1n;
  const quantum = quantumOf(span / BigInt(divisions * FINENESS), least, low.unit === 's');
  // Half of a quantum is added before the rest is cut off, all over one denominator.
  const over = low.amount * share.of + scaled;
  const unit = quantum * share.of;
  return ((over + unit / 2n) / unit) * quantum;
}

/** The coarsest round step that is not over the most allowed. */
function quantumOf(most: bigint, least: bigint, isTime: boolean): bigint {
  if (isTime) {
    const seconds = ROUND_SECONDS.findLast((step) => BigInt(step) * WHOLE <= most) ?? 1;
    return BigInt(seconds) * WHOLE;
  }
  let quantum = 1n;
  while (quantum * 10n <= most) quantum *= 10n;
  return quantum < least ? least : quantum;
}

function digitsOf(amount: bigint): number {
  return String(amount < 0n ? -amount : amount).replace(/0+$/, '').length;
}

function logAmount(low: WrittenQuantity, high: WrittenQuantity, { share, divisions, whole }: Place): bigint {
  const [a, b] = [log(numberOf(low)), log(numberOf(high))];
  const value = exp(a + ((b - a) * Number(share.part)) / Number(share.of));
  let digits = LEAST_DIGITS;
  while (digits < MOST_DIGITS && Number(`5e-${digits}`) * FINENESS > (b - a) / divisions) digits++;
  const amount = decimal(value.toPrecision(digits)) ?? low.amount;
  return whole ? ((amount + WHOLE / 2n) / WHOLE) * WHOLE : amount;
}
