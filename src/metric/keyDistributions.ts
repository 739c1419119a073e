import { type Interval, quantileInterval } from '../core/intervals.ts';
import type { Aggregates } from '../core/statistics.ts';
import type { MetricUnit } from './catalogue.ts';
import { CONFIDENCE, type DistributionRecord, type EnsembleSetting, type WorstTrials } from './ensembleRecord.ts';
import type { EnsembleThreshold } from './ensembleThreshold.ts';
import { failedTrials, intervalRecord, meanOf, samplesOf, tailMean, withFailed } from './evaluateStatistic.ts';
import { worseTail } from './tail.ts';
import type { Threshold } from './threshold.ts';
import type { TrialTable } from './trialTable.ts';

/** A figure of a trial: one aggregate of one metric. */
export interface TrialFigure {
  readonly metric: string;
  readonly aggregate: keyof Aggregates;
}

/** Share of trials that are not in the tail. */
const SHARE = 0.95;
const WORST = 5;

/** Figures that every report of an ensemble has, as far as they were measured. */
const KEY_FIGURES: readonly TrialFigure[] = [
  { metric: 'solvency.badDebtRealised', aggregate: 'final' },
  { metric: 'solvency.badDebtLatent', aggregate: 'max' },
  { metric: 'solvency.badDebtLatent', aggregate: 'final' },
  { metric: 'backstop.return', aggregate: 'final' },
  { metric: 'backstop.maxDrawdown', aggregate: 'final' },
  { metric: 'backstop.profit.total', aggregate: 'final' },
  { metric: 'backstop.inventoryShare', aggregate: 'max' },
  { metric: 'solvency.tcr', aggregate: 'min' },
  { metric: 'solvency.tcrMarket', aggregate: 'min' },
  { metric: 'solvency.recoveryMode', aggregate: 'mean' },
  { metric: 'liquidation.debt', aggregate: 'final' },
  { metric: 'solvency.redistributedDebt', aggregate: 'final' },
  { metric: 'liquidation.delay', aggregate: 'max' },
  { metric: 'market.price', aggregate: 'min' },
];

/** Losses whose worst trials are listed. */
const LOSSES: readonly TrialFigure[] = KEY_FIGURES.slice(0, 4);

/** The key figures and those that thresholds name, each once. */
export function figuresOf(thresholds: readonly (Threshold | EnsembleThreshold)[], table: TrialTable): TrialFigure[] {
  const named = thresholds.flatMap((threshold): TrialFigure[] => {
    if (threshold.form === 'aggregate') return [threshold];
    if (threshold.form !== 'ensemble') return [];
    const { statistic } = threshold;
    if (statistic.kind !== 'probability') return [statistic];
    return statistic.event.form === 'aggregate' ? [statistic.event] : [];
  });
  const all = new Map(
    [...KEY_FIGURES, ...named].map(({ metric, aggregate }) => [`${metric}.${aggregate}`, { metric, aggregate }]),
  );
  return [...all].filter(([name]) => table.columns.has(name)).map(([, figure]) => figure);
}

/** How a figure is spread over trials. @param seed of the ensemble: the bootstrap draws from it */
export function distributionOf(
  { metric, aggregate }: TrialFigure,
  table: TrialTable,
  { metrics, seed }: Pick<EnsembleSetting, 'metrics'> & { readonly seed: number },
): DistributionRecord {
  const values = samplesOf(table, metric, aggregate);
  const failed = failedTrials(table);
  const tail = worseTail(metric);
  const { title = metric, unit = 'count' } = metrics[metric] ?? {};
  const quantile = (p: number): Interval => quantileInterval(values, p, CONFIDENCE, failed);
  const es = tailMean(values, { p: SHARE, tail }, { seed, name: `es95(${metric}.${aggregate})` });
  return {
    ...{ metric, aggregate, title, unit: unitOf(aggregate, unit), tail, samples: values.length },
    min: finite(values[0]),
    max: finite(values.at(-1)),
    mean: intervalRecord(withFailed(meanOf(values, { seed, name: `mean(${metric}.${aggregate})` }), failed)),
    median: intervalRecord(quantile(0.5)),
    var95: intervalRecord(quantile(tail === 'high' ? SHARE : 1 - SHARE)),
    es95: intervalRecord(withFailed(es, failed)),
  };
}

/** The mean of yes and no is a share of the time. */
function unitOf(aggregate: TrialFigure['aggregate'], unit: MetricUnit): MetricUnit {
  if (aggregate === 'count') return 'count';
  return aggregate === 'mean' && unit === 'boolean' ? 'ratio' : unit;
}

/** The worst trials by each loss that is not the same in all of them. @param replay command of a trial */
export function worstTrials(
  table: TrialTable,
  { metrics }: Pick<EnsembleSetting, 'metrics'>,
  replay: (index: number) => string,
): WorstTrials[] {
  return LOSSES.flatMap(({ metric, aggregate }): WorstTrials[] => {
    const column = table.columns.get(`${metric}.${aggregate}`);
    const definition = metrics[metric];
    if (column === undefined || definition === undefined) return [];
    const sign = worseTail(metric) === 'high' ? -1 : 1;
    const ranked = table.records
      .flatMap(({ index }, row) => {
        const value = column[row] as number;
        return Number.isFinite(value) ? [{ index, value, replay: replay(index) }] : [];
      })
      // Of equal ones the first, so that the list is the same whatever the sort does.
      .sort((a, b) => sign * (a.value - b.value) || a.index - b.index);
    // The many that lost nothing are not among the worst.
    const worst = ranked.slice(0, WORST).filter(({ value }) => value !== ranked.at(-1)?.value);
    const { unit, title } = definition;
    return worst.length === 0 ? [] : [{ metric, aggregate, unit, title, trials: worst }];
  });
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
