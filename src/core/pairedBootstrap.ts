import { type Interval, UNBOUNDED } from './intervals.ts';
import type { RandomStream } from './random.ts';

/** Resamples: the most, the least, and how many values are drawn in all before there are fewer than the most. */
const [MOST, LEAST, DRAWS] = [4000, 2000, 8_000_000];

/** Mean and its standard error. */
interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/**
 * Mean with an interval by the studentised bootstrap (bootstrap-t). At the sizes and shapes that differences between trials
 * have, percentile and BCa intervals are far too short: with 20 log-normal values they hold the true mean in 85 and 87 of
 * 100 samples instead of 95, this one in 92; see `pairedBootstrap.test.ts`.
 *
 * @param values finite; fewer than two give no bounds
 * @param level of confidence, e.g. 0.95
 * @param random the bootstrap's own stream
 * @returns an end is infinite where too few values differ to bound it; no width if all are the same
 */
export function bootstrapMean(values: Float64Array, level: number, random: RandomStream): Interval {
  const n = values.length;
  if (n === 0) return UNBOUNDED;
  const { mean, error } = estimateOf(values);
  if (n === 1) return { ...UNBOUNDED, estimate: mean };
  if (error === 0) return { estimate: mean, low: mean, high: mean };
  const resamples = Math.max(LEAST, Math.min(MOST, Math.floor(DRAWS / n)));
  const pivots = new Float64Array(resamples);
  const resample = new Float64Array(n);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < n; j++) resample[j] = values[random.integer(0, n - 1)] as number;
    const drawn = estimateOf(resample);
    // A resample of one value only says nothing of the spread: it counts as far out as can be.
    pivots[i] =
      drawn.error > 0
        ? (drawn.mean - mean) / drawn.error
        : Math.sign(drawn.mean - mean) * Number.POSITIVE_INFINITY || 0;
  }
  pivots.sort();
  const tail = (1 - level) / 2;
  const at = (share: number) => pivots[Math.min(resamples - 1, Math.floor(share * resamples))] as number;
  return { estimate: mean, low: mean - at(1 - tail) * error, high: mean - at(tail) * error };
}

function estimateOf(values: Float64Array): Estimate {
  const n = values.length;
  const first = values[0] as number;
  // Against the first value, so that values that are all the same have no spread to the last bit.
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += (values[i] as number) - first;
  const shift = sum / n;
  for (let i = 0; i < n; i++) {
    const off = (values[i] as number) - first - shift;
    squares += off * off;
  }
  return { mean: first + shift, error: Math.sqrt(squares / (n - 1) / n) };
}
