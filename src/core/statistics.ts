import { quantileSorted, sum } from 'simple-statistics';

/** Aggregates of a series over time, in the series' own unit; null where there is no sample. */
export interface Aggregates {
  /** Number of samples. */
  readonly count: number;
  /** The last sample. */
  readonly final: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sum: number | null;
  readonly p01: number | null;
  readonly p05: number | null;
  readonly p25: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** A series of numbers; NaN says that there was no sample at that place. */
export type Series = Float64Array | readonly number[];

const NONE: Aggregates = {
  count: 0,
  final: null,
  min: null,
  max: null,
  mean: null,
  sum: null,
  p01: null,
  p05: null,
  p25: null,
  p50: null,
  p75: null,
  p95: null,
  p99: null,
};

/**
 * All aggregates of a series. NaN is skipped: it means that there was no sample. An infinity is a sample and counts;
 * where it leaves an aggregate without a value (mean of both infinities), that aggregate is null.
 *
 * @param values in order of time; not changed
 * @returns quantiles as {@link quantile}; `sum` with Kahan-Babuška compensation, `mean` = sum / count
 */
export function aggregate(values: Series): Aggregates {
  const samples = dropMissing(values);
  const count = samples.length;
  if (count === 0) return NONE;
  const final = samples[count - 1] ?? null;
  const total = compensatedSum(samples);
  const sorted = samples.sort();
  const at = (p: number) => orNull(sortedQuantile(sorted, p));
  return {
    count,
    final,
    min: sorted[0] ?? null,
    max: sorted[count - 1] ?? null,
    mean: orNull(total / count),
    sum: orNull(total),
    p01: at(0.01),
    p05: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    p99: at(0.99),
  };
}

/**
 * Quantile of type 7 (Hyndman and Fan 1996; the default of R and numpy): linear between the two order statistics
 * around (n − 1)·p.
 *
 * @param values any order, not changed; NaN is skipped
 * @param p a share, 0 to 1
 * @returns null where there is no sample
 * @throws RangeError if `p` is outside 0 to 1
 */
export function quantile(values: Series, p: number): number | null {
  return quantiles(values, [p])[0] ?? null;
}

/**
 * Several quantiles of one series, which is sorted once; see {@link quantile}.
 *
 * @throws RangeError if a `p` is outside 0 to 1
 */
export function quantiles(values: Series, ps: readonly number[]): (number | null)[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is between 0 and 1, got ${p}`);
  const sorted = dropMissing(values).sort();
  return ps.map((p) => (sorted.length === 0 ? null : orNull(sortedQuantile(sorted, p))));
}

/** Mean of the samples (compensated sum / count); NaN is skipped, null without a sample. */
export function mean(values: Series): number | null {
  const samples = dropMissing(values);
  return samples.length === 0 ? null : orNull(compensatedSum(samples) / samples.length);
}

/** A copy without NaN; copied anyway, since the callers sort it. */
function dropMissing(values: Series): Float64Array {
  const samples = new Float64Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) samples[count++] = value;
  }
  return samples.subarray(0, count);
}

function sortedQuantile(sorted: Float64Array, p: number): number {
  const index = (sorted.length - 1) * p;
  const below = sorted[Math.floor(index)] as number;
  // Between two equal infinities there is nothing to interpolate, and ∞ − ∞ would be NaN.
  if (below === sorted[Math.ceil(index)]) return below;
  return quantileSorted(asNumbers(sorted), p);
}

function compensatedSum(samples: Float64Array): number {
  const total = sum(asNumbers(samples));
  // An infinity turns the compensation into NaN; the plain sum says what it is.
  return Number.isNaN(total) ? samples.reduce((a, b) => a + b, 0) : total;
}

/** simple-statistics reads by index only; its types ask for an array. */
function asNumbers(samples: Float64Array): number[] {
  return samples as unknown as number[];
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
