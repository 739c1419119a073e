import { type Interval, quantileInterval, UNBOUNDED } from './intervals.ts';
import type { RandomStream } from './random.ts';
import { exp, log } from './randomMath.ts';

/** Resamples of a bootstrap. */
const RESAMPLES = 2000;
/** Values in the tail below which no interval is given: too few to say anything of their spread. */
const LEAST_IN_TAIL = 5;
/** Against 0.05 × 200 being a hair more than 10. */
const SLACK = 1e-9;

/** A tail's mean, and the standard error of that. */
interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/**
 * Mean of the highest values: those beyond the quantile `p`, the one at the edge counted in part (the estimator of Acerbi
 * and Tasche 2002). For the lowest, negate the values and the result.
 *
 * @param sorted ascending, without NaN
 * @param p share, 0 up to but not 1: 0.95 is the mean of the highest 5 %
 * @returns null of no values
 */
export function expectedShortfall(sorted: Float64Array, p: number): number | null {
  const n = sorted.length;
  return n === 0 ? null : tailEstimate((rank) => sorted[n - 1 - rank] as number, n, p).mean;
}

/**
 * The same with an interval by the studentised bootstrap (bootstrap-t), whose standard error is that of the influence
 * function; its low end is no lower than that of the quantile `p`. Percentile and BCa intervals are far too short for samples of hundreds; see `expectedShortfall.test.ts`.
 *
 * @param random the bootstrap's own stream
 * @returns no bounds if fewer than five values are in the tail; no width if they are all the same
 */
export function expectedShortfallInterval(
  sorted: Float64Array,
  p: number,
  level: number,
  random: RandomStream,
): Interval {
  const n = sorted.length;
  const estimate = expectedShortfall(sorted, p);
  if (estimate === null || n * (1 - p) < LEAST_IN_TAIL - SLACK || !Number.isFinite(estimate)) {
    return { ...UNBOUNDED, estimate };
  }
  const { error } = tailEstimate((rank) => sorted[n - 1 - rank] as number, n, p);
  if (error === 0) return { estimate, low: estimate, high: estimate };
  const pivots = resampledPivots(sorted, p, estimate, random);
  const tail = (1 - level) / 2;
  const at = (share: number) => pivots[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] as number;
  const low = estimate - at(1 - tail) * error;
  // What lies beyond a quantile is on average no less than it: of losses that are nearly all zero, no less than zero.
  return { estimate, low: Math.max(low, quantileInterval(sorted, p, level).low), high: estimate - at(tail) * error };
}

/** (estimate of a resample − estimate) / its standard error, ascending. */
function resampledPivots(sorted: Float64Array, p: number, estimate: number, random: RandomStream): Float64Array {
  const n = sorted.length;
  const highest = new Float64Array(Math.min(n, Math.ceil(n * (1 - p) - SLACK) + 1));
  const pivots = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    // The highest of n uniform draws, from the top: only the tail of a resample is ever made.
    let uniform = 1;
    for (let rank = 0; rank < highest.length; rank++) {
      uniform *= exp(log(1 - random.uniform()) / (n - rank));
      highest[rank] = sorted[Math.min(n - 1, Math.floor(uniform * n))] as number;
    }
    const { mean, error } = tailEstimate((rank) => highest[rank] as number, n, p);
    // A tail of one value only says nothing of its spread: such a resample counts as far out as can be.
    pivots[i] = error > 0 ? (mean - estimate) / error : Math.sign(mean - estimate) * Number.POSITIVE_INFINITY || 0;
  }
  return pivots.sort();
}

/** @param at value by rank, 0 being the highest */
function tailEstimate(at: (rank: number) => number, n: number, p: number): Estimate {
  const size = n * (1 - p);
  const whole = Math.min(n, Math.floor(size + SLACK));
  let sum = 0;
  for (let rank = 0; rank < whole; rank++) sum += at(rank);
  const part = size - whole;
  if (part > SLACK) sum += part * at(whole);
  // The influence function is the excess over the quantile, on the scale of the tail; zero outside of it.
  const touched = Math.max(1, Math.ceil(size - SLACK));
  const edge = at(touched - 1);
  let [excess, squares] = [0, 0];
  for (let rank = 0; rank < touched; rank++) {
    const over = at(rank) - edge;
    excess += over;
    squares += over * over;
  }
  const variance = squares / n - (excess / n) * (excess / n);
  // A tail of less than one value is that value, to the last bit.
  const mean = whole === 0 ? at(0) : sum / size;
  return { mean, error: Math.sqrt(Math.max(0, variance) / n) / (1 - p) };
}
