import { expectedShortfallInterval } from '../core/expectedShortfall.ts';
import { type Interval, probabilityInterval, quantileInterval, UNBOUNDED } from '../core/intervals.ts';
import { bootstrapMean } from '../core/pairedBootstrap.ts';
import { randomStream } from '../core/random.ts';
import { CONFIDENCE, type IntervalRecord } from './ensembleRecord.ts';
import type { Statistic } from './ensembleThreshold.ts';
import { failedTrials, intervalRecord, samplesOf } from './evaluateStatistic.ts';
import type { TrialTable } from './trialTable.ts';

export interface PairedFigure extends IntervalRecord {
  readonly pairs: number;
  readonly method: 'pairs' | 'bounds';
}

/** Two intervals of this level each hold together at {@link CONFIDENCE} or more. */
const EACH = 1 - (1 - CONFIDENCE) / 2;

/**
 * How much a figure over trials is higher in one table than in the base, whose trials of the same index have the same draws.
 *
 * A mean is compared pair by pair (studentised bootstrap of the differences, as in a comparison), a probability by the shares of pairs in which the event
 * happens in one of the two alone (exact bounds), quantiles and tails by the bounds of both, which makes no use of the pairs
 * and is wide. A pair with a failed trial may have differed anyhow, so it leaves no bounds.
 *
 * @param seed of the sweep: the bootstraps draw from it
 */
export function differenceFromBase(
  statistic: Statistic,
  base: TrialTable,
  table: TrialTable,
  seed: number,
): PairedFigure {
  const rows = pairedRows(base, table);
  const isWhole = failedTrials(base) + failedTrials(table) === 0;
  const bounded = (interval: Interval): IntervalRecord =>
    intervalRecord(isWhole ? interval : { ...UNBOUNDED, estimate: interval.estimate });
  if (statistic.kind === 'mean') {
    const name = `${statistic.metric}.${statistic.aggregate}`;
    const differences = rows.flatMap(([mine, theirs]) => {
      const change = (table.columns.get(name)?.[theirs] ?? Number.NaN) - (base.columns.get(name)?.[mine] ?? Number.NaN);
      return Number.isNaN(change) ? [] : [change];
    });
    const random = randomStream(seed, 'sweep', statistic.text, 'pairs');
    const interval = bootstrapMean(Float64Array.from(differences), CONFIDENCE, random);
    return { ...bounded(interval), pairs: differences.length, method: 'pairs' };
  }
  if (statistic.kind === 'probability') {
    const { interval, pairs } = eventDifference(statistic.event.text, 'pass', { base, table, rows });
    return { ...bounded(interval), pairs, method: 'pairs' };
  }
  const [before, after] = [boundsOf(statistic, base, seed), boundsOf(statistic, table, seed)];
  const estimate = before.estimate === null || after.estimate === null ? null : after.estimate - before.estimate;
  const interval = { estimate, low: after.low - before.high, high: after.high - before.low };
  return { ...bounded(interval), pairs: rows.length, method: 'bounds' };
}

/** Change of the share of trials that break a threshold of one trial, from one table to another. */
export function changeOfViolations(text: string, from: TrialTable, to: TrialTable): IntervalRecord {
  const rows = pairedRows(from, to);
  const { interval } = eventDifference(text, 'fail', { base: from, table: to, rows });
  const isWhole = failedTrials(from) + failedTrials(to) === 0;
  return intervalRecord(isWhole ? interval : { ...UNBOUNDED, estimate: interval.estimate });
}

type Rows = readonly (readonly [base: number, other: number])[];

/** Rows of the trials that both have, by their index. */
function pairedRows(base: TrialTable, table: TrialTable): Rows {
  const rowOf = new Map(table.records.map(({ index }, row) => [index, row]));
  return base.records.flatMap(({ index, status }, row): [number, number][] => {
    const other = rowOf.get(index);
    if (other === undefined || status === 'failed' || table.records[other]?.status === 'failed') return [];
    return [[row, other]];
  });
}

function eventDifference(
  text: string,
  verdict: 'pass' | 'fail',
  { base, table, rows }: { readonly base: TrialTable; readonly table: TrialTable; readonly rows: Rows },
): { interval: Interval; pairs: number } {
  const [before, after] = [base.judged.get(text) ?? [], table.judged.get(text) ?? []];
  let [pairs, onlyBefore, onlyAfter] = [0, 0, 0];
  for (const [mine, theirs] of rows) {
    const [a, b] = [before[mine]?.verdict, after[theirs]?.verdict];
    if (a === undefined || b === undefined || a === 'inconclusive' || b === 'inconclusive') continue;
    pairs++;
    if (a === verdict && b !== verdict) onlyBefore++;
    if (a !== verdict && b === verdict) onlyAfter++;
  }
  if (pairs === 0) return { interval: UNBOUNDED, pairs };
  const gone = probabilityInterval(onlyBefore, pairs, EACH);
  const come = probabilityInterval(onlyAfter, pairs, EACH);
  const interval = {
    estimate: (onlyAfter - onlyBefore) / pairs,
    low: come.low - gone.high,
    high: come.high - gone.low,
  };
  return { interval, pairs };
}

function boundsOf(
  statistic: Extract<Statistic, { readonly kind: 'quantile' | 'es' }>,
  table: TrialTable,
  seed: number,
): Interval {
  const values = samplesOf(table, statistic.metric, statistic.aggregate);
  if (statistic.kind === 'quantile') return quantileInterval(values, statistic.p, EACH);
  const random = randomStream(seed, 'sweep', statistic.text);
  if (statistic.tail === 'high') return expectedShortfallInterval(values, statistic.p, EACH, random);
  const mirrored = values.map((value) => 0 - value).reverse();
  const { estimate, low, high } = expectedShortfallInterval(mirrored, statistic.p, EACH, random);
  return { estimate: estimate === null ? null : 0 - estimate, low: 0 - high, high: 0 - low };
}
