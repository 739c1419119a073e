import { betaQuantile, binomialCdf } from './specialFunctions.ts';

/** A figure with what the sample says of its true value. */
export interface Interval {
  /** From the sample; null where it has no value. */
  readonly estimate: number | null;
  /** -Infinity where the sample sets no lower bound. */
  readonly low: number;
  /** Infinity where the sample sets no upper bound. */
  readonly high: number;
}

/** Nothing is known. */
export const UNBOUNDED: Interval = {
  estimate: null,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/**
 * Chance of an event from `hits` among `trials`: Clopper and Pearson's exact interval, which holds its level or more
 * whatever the true chance.
 *
 * @param level of confidence, e.g. 0.95
 * @param unknown further trials that may or may not have hit: the low end takes all of them for misses, the high end for hits
 */
export function probabilityInterval(hits: number, trials: number, level: number, unknown = 0): Interval {
  const all = trials + unknown;
  if (all === 0) return { estimate: null, low: 0, high: 1 };
  const tail = (1 - level) / 2;
  const most = hits + unknown;
  return {
    estimate: trials === 0 ? null : hits / trials,
    low: hits === 0 ? 0 : betaQuantile(tail, hits, all - hits + 1),
    high: most === all ? 1 : betaQuantile(1 - tail, most + 1, all - most),
  };
}

/**
 * Quantile of the distribution behind a sample, with the interval between two order statistics whose ranks follow from
 * the binomial distribution: it holds its level or more whatever the distribution.
 *
 * @param sorted ascending, without NaN
 * @param p share, 0 to 1, both left out
 * @param unknown further draws of unknown value: the low end takes them for the lowest, the high end for the highest
 * @returns the estimate is the order statistic of rank ⌈np⌉ among the known; an end for which the sample is too small is infinite
 */
export function quantileInterval(sorted: Float64Array, p: number, level: number, unknown = 0): Interval {
  const known = sorted.length;
  const n = known + unknown;
  if (known === 0) return UNBOUNDED;
  const tail = (1 - level) / 2;
  // The true quantile is under the order statistic of rank r in at most P(B < r) of all samples, and over it in P(B ≥ r).
  const lower = lastRank(n, (rank) => binomialCdf(rank - 1, n, p) <= tail);
  const upper = lastRank(n, (rank) => 1 - binomialCdf(rank - 1, n, p) > tail) + 1;
  return {
    estimate: sorted[Math.max(1, Math.ceil(known * p - 1e-9)) - 1] ?? null,
    low: sorted[lower - unknown - 1] ?? Number.NEGATIVE_INFINITY,
    high: sorted[upper - 1] ?? Number.POSITIVE_INFINITY,
  };
}

/** The last rank from 1 to n for which a condition holds that holds up to some rank only; 0 if it never does. */
function lastRank(n: number, holds: (rank: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
