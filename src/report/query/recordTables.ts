import type { EnsembleThresholdRecord, MetricDefinition } from '../../metric/ensembleRecord.ts';
import type { RunRecord, ThresholdRecord } from '../../metric/runRecord.ts';
import { AGGREGATE_NAMES } from '../../metric/trialTable.ts';
import { TRIAL_COUNTS } from '../ensemble/writeEnsemble.ts';
import { indexOf, type QueryTable, type QueryValue, realOf, textOf, wholeOf } from './queryTable.ts';

/** The catalogue of metrics of a record. */
export function metricsTable(metrics: Readonly<Record<string, MetricDefinition>>): QueryTable {
  return {
    view: 'metrics',
    columns: [
      textOf('name', 'Name of the metric'),
      textOf('unit', 'Unit; ratio: 1 is 100%'),
      textOf('kind', 'gauge, counter or trend'),
      textOf('title', 'Title'),
      textOf('definition', 'What it is'),
    ],
    rows: Object.entries(metrics).map(([name, { unit, kind, title, definition }]) => [
      ...[name, unit, kind, title],
      definition,
    ]),
  };
}

/** Thresholds with their verdicts. @param points of a sweep: its point for each list; else null */
export function thresholdsTable(
  lists: readonly {
    readonly point: number | null;
    readonly thresholds: readonly (ThresholdRecord | EnsembleThresholdRecord)[];
  }[],
): QueryTable {
  const isSwept = lists.some(({ point }) => point !== null);
  return {
    view: 'thresholds',
    columns: [
      ...(isSwept ? [POINT] : []),
      textOf('text', 'As written in the scenario'),
      textOf('metric', 'Metric that it is about'),
      textOf('unit', 'Unit of estimate, low and high'),
      textOf('verdict', 'pass, fail or inconclusive'),
      textOf('scope', "ensemble, every trial, or (of a run of one) that trial's"),
      realOf('estimate', 'see unit', 'The figure that was judged; of every trial: the worst'),
      realOf('low', 'see unit', 'Lower end of its 95% interval'),
      realOf('high', 'see unit', 'Upper end of its 95% interval'),
      wholeOf('held', 'Trials in which it held'),
      wholeOf('violated', 'Trials in which it did not'),
      wholeOf('unknown', 'Trials that say nothing of it'),
    ],
    rows: lists.flatMap(({ point, thresholds }) =>
      thresholds.map((threshold) => [...(isSwept ? [point] : []), ...thresholdRow(threshold)]),
    ),
  };
}

/** Number of a design point; it stands in each view of a sweep. */
export const POINT = indexOf('point', 'Number of the design point');

function thresholdRow(threshold: ThresholdRecord | EnsembleThresholdRecord): QueryValue[] {
  const { text, metric, unit, verdict } = threshold;
  const head = [text, metric, unit, verdict];
  if ('observed' in threshold) return [...head, 'trial', threshold.observed, null, null, null, null, null];
  const { scope, estimate, low, high, held, violated, unknown } = threshold;
  return [...head, scope, estimate, low, high, held, violated, unknown];
}

/** One row of a plain run, in the columns of an ensemble's table of trials, whose units and titles are theirs too. */
export function singleTrialTable({ trials, metrics }: RunRecord): QueryTable {
  const figures = Object.entries(metrics).filter(([, { count }]) => count > 0);
  return {
    view: 'trials',
    columns: [
      indexOf('trial', ''),
      textOf('status', ''),
      ...TRIAL_COUNTS.map((name) => wholeOf(name, '')),
      textOf('result_hash', ''),
      textOf('failure', ''),
      ...figures.flatMap(([name]) => AGGREGATE_NAMES.map((aggregate) => realOf(`${name}.${aggregate}`, '', ''))),
    ],
    rows: trials.map((trial) => [
      ...[trial.index, trial.status],
      ...TRIAL_COUNTS.map((name) => trial[name]),
      ...[trial.resultHash, trial.failure?.message ?? ''],
      ...figures.flatMap(([, record]) => AGGREGATE_NAMES.map((aggregate) => record[aggregate])),
    ]),
  };
}
