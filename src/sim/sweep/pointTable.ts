import type { TrialResult } from '../../metric/ensembleRecord.ts';
import type { Statistic } from '../../metric/ensembleThreshold.ts';
import { evaluateThreshold } from '../../metric/threshold.ts';
import type { TrialTable } from '../../metric/trialTable.ts';

/**
 * Trials with the events judged whose probability a sweep asks for: a trial itself judges those of the scenario's thresholds
 * alone. What `always … != …` and the like need of single samples is not known any more, and leaves the event open.
 */
export function* withEvents(results: Iterable<TrialResult>, statistics: readonly Statistic[]): Generator<TrialResult> {
  const events = statistics.flatMap((statistic) => (statistic.kind === 'probability' ? [statistic.event] : []));
  for (const { record, aggregates, judged } of results) {
    const added = events.flatMap((event) => {
      const values = aggregates[event.metric];
      return event.text in judged || values === undefined ? [] : [[event.text, evaluateThreshold(event, values)]];
    });
    yield { record, aggregates, judged: { ...judged, ...Object.fromEntries(added) } };
  }
}

/** A table with the columns that a sweep's figures need, and no more: one a point stays in memory. */
export function slimTable({ records, columns, judged }: TrialTable, statistics: readonly Statistic[]): TrialTable {
  const kept = statistics.flatMap((statistic): [string, Float64Array][] => {
    if (statistic.kind === 'probability') return [];
    const name = `${statistic.metric}.${statistic.aggregate}`;
    const column = columns.get(name);
    return column === undefined ? [] : [[name, column]];
  });
  return { records, columns: new Map(kept), judged };
}
