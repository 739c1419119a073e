import { expectedShortfallInterval } from '../core/expectedShortfall.ts';
import { type Interval, probabilityInterval, quantileInterval, UNBOUNDED } from '../core/intervals.ts';
import { bootstrapMean } from '../core/pairedBootstrap.ts';
import { randomStream } from '../core/random.ts';
import { mean } from '../core/statistics.ts';
import { CONFIDENCE, type IntervalRecord } from './ensembleRecord.ts';
import type { Statistic } from './ensembleThreshold.ts';
import type { Tail } from './tail.ts';
import type { TrialTable } from './trialTable.ts';

/** A figure over trials, and how many it rests on. */
export interface Evaluated extends Interval {
  /** Trials with a value; of an event, those in which it is known whether it happened. */
  readonly samples: number;
  /** Of an event: trials in which it happened. */
  readonly hits: number | null;
  /** Failed trials, and of an event those that have no sample to judge it by. */
  readonly unknown: number;
}

/**
 * A statistic over the trials of a table, with its interval. A failed trial may have come out anyhow, so the interval holds
 * whatever it would have been: it counts at the lowest for the low end, and at the highest for the high end.
 *
 * @param seed of the ensemble: the bootstrap draws from it
 */
export function evaluateStatistic(statistic: Statistic, table: TrialTable, seed: number): Evaluated {
  const failed = failedTrials(table);
  if (statistic.kind === 'probability') return probabilityOf(statistic.event.text, table, failed);
  const values = samplesOf(table, statistic.metric, statistic.aggregate);
  const common = { samples: values.length, hits: null, unknown: failed };
  switch (statistic.kind) {
    case 'mean':
      return { ...withFailed(meanOf(values, { seed, name: statistic.text }), failed), ...common };
    case 'quantile':
      return { ...quantileInterval(values, statistic.p, CONFIDENCE, failed), ...common };
    case 'es':
      return { ...withFailed(tailMean(values, statistic, { seed, name: statistic.text }), failed), ...common };
  }
}

/** Mean of all trials. @param of names the bootstrap's stream */
export function meanOf(values: Float64Array, of: { readonly seed: number; readonly name: string }): Interval {
  // A collateral ratio without debt is infinite, and a mean with it.
  if (!values.every(Number.isFinite)) return { ...UNBOUNDED, estimate: mean(values) };
  return bootstrapMean(values, CONFIDENCE, randomStream(of.seed, 'bootstrap', of.name));
}

/** Mean of the trials at the bad end. @param p share of trials that are not in the tail; @param of names the bootstrap's stream */
export function tailMean(
  sorted: Float64Array,
  { p, tail }: { readonly p: number; readonly tail: Tail },
  of: { readonly seed: number; readonly name: string },
): Interval {
  const random = randomStream(of.seed, 'bootstrap', of.name);
  if (tail === 'high') return expectedShortfallInterval(sorted, p, CONFIDENCE, random);
  const mirrored = sorted.map((value) => 0 - value).reverse();
  const { estimate, low, high } = expectedShortfallInterval(mirrored, p, CONFIDENCE, random);
  return { estimate: estimate === null ? null : 0 - estimate, low: 0 - high, high: 0 - low };
}

/** One value could be anything, and a mean with it. */
export function withFailed(interval: Interval, failed: number): Interval {
  return failed === 0 ? interval : { ...UNBOUNDED, estimate: interval.estimate };
}

/** Values of the trials that have one, ascending. */
export function samplesOf({ columns }: TrialTable, metric: string, aggregate: string): Float64Array {
  return (columns.get(`${metric}.${aggregate}`) ?? new Float64Array()).filter((value) => !Number.isNaN(value)).sort();
}

export function failedTrials({ records }: TrialTable): number {
  return records.filter(({ status }) => status === 'failed').length;
}

/** As a record holds it: JSON has no infinity. */
export function intervalRecord({ estimate, low, high }: Interval): IntervalRecord {
  const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);
  return { estimate: finite(estimate), low: finite(low), high: finite(high) };
}

function probabilityOf(event: string, { judged, records }: TrialTable, failed: number): Evaluated {
  const verdicts = judged.get(event) ?? [];
  const hits = verdicts.filter((trial) => trial?.verdict === 'pass').length;
  const misses = verdicts.filter((trial) => trial?.verdict === 'fail').length;
  const unknown = Math.max(records.length - hits - misses, failed);
  return { ...probabilityInterval(hits, hits + misses, CONFIDENCE, unknown), samples: hits + misses, hits, unknown };
}
