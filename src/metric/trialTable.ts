import type { Aggregates } from '../core/statistics.ts';
import type { JudgedTrial, TrialResult } from './ensembleRecord.ts';
import type { TrialRecord } from './runRecord.ts';

/** Trials of an ensemble, column by column, in the order of their indices. */
export interface TrialTable {
  readonly records: readonly TrialRecord[];
  /** `metric.aggregate` → one value a trial; NaN: no sample, or the trial failed. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Plain threshold or event → one entry a trial; undefined: the trial failed. */
  readonly judged: ReadonlyMap<string, readonly (JudgedTrial | undefined)[]>;
}

export const AGGREGATE_NAMES = [
  'count',
  'final',
  'min',
  'max',
  'mean',
  'sum',
  'p01',
  'p05',
  'p25',
  'p50',
  'p75',
  'p95',
  'p99',
] as const satisfies readonly (keyof Aggregates)[];

/**
 * Puts results into columns, one after the other, so that no more than one is in memory as it was read.
 *
 * @param results in the order of their indices
 * @param count how many there are
 */
export function trialTable(results: Iterable<TrialResult>, count: number): TrialTable {
  const records: TrialRecord[] = [];
  const columns = new Map<string, Float64Array>();
  const judged = new Map<string, (JudgedTrial | undefined)[]>();
  let row = 0;
  for (const { record, aggregates, judged: verdicts } of results) {
    records.push(record);
    // Half a trial's figures are no trial's figures.
    if (record.status !== 'failed') {
      for (const [metric, values] of Object.entries(aggregates)) {
        for (const name of AGGREGATE_NAMES)
          place(columns, `${metric}.${name}`, count)[row] = values[name] ?? Number.NaN;
      }
      for (const [text, verdict] of Object.entries(verdicts)) {
        const list = judged.get(text) ?? new Array<JudgedTrial | undefined>(count).fill(undefined);
        list[row] = verdict;
        judged.set(text, list);
      }
    }
    row++;
  }
  return { records, columns, judged };
}

function place(columns: Map<string, Float64Array>, name: string, count: number): Float64Array {
  let column = columns.get(name);
  if (column === undefined) {
    column = new Float64Array(count).fill(Number.NaN);
    columns.set(name, column);
  }
  return column;
}
