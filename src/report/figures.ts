import type { Aggregates, RunRecord, TrialSeries } from '../metric/runRecord.ts';
import {
  formatDuration,
  formatInteger,
  formatMoney,
  formatPoints,
  formatRatio,
  formatTime,
  NO_VALUE,
} from './format.ts';
import { horizonText } from './horizon.ts';

/** One key figure: a name, the figure, and what it needs to be read right. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/**
 * The key figures, in the order of reports. With a trial's series the notes also say when.
 *
 * @param series first trial's series, if at hand
 */
export function keyFigures(record: RunRecord, series?: TrialSeries): Figure[] {
  const get = (metric: string, aggregate: keyof Aggregates = 'final') => record.metrics[metric]?.[aggregate] ?? null;
  const { collateral, stable } = record.scenario.symbols;
  const horizon = horizonText(record);
  const redistributed = get('solvency.redistributedDebt') ?? 0;
  const opened = firstSample(series, 'solvency.debt');
  const liquidated = get('liquidation.debt');
  const share =
    opened === null || opened === 0 || liquidated === null
      ? ''
      : `, ${formatRatio(liquidated / opened, 0)} of the debt at the start`;
  const figures: Figure[] = [
    {
      label: 'Lowest TCR',
      value: formatRatio(get('solvency.tcr', 'min')),
      note: `${timeOfExtreme(series, 'solvency.tcr', 'min') ?? 'oracle price'}; ${formatRatio(get('solvency.tcrMarket', 'min'))} at market price`,
    },
    {
      label: 'Bad debt, realised',
      value: formatMoney(get('solvency.badDebtRealised')),
      note: `over ${horizon}, put on solvent borrowers`,
    },
    {
      label: 'Bad debt, latent',
      value: formatMoney(get('solvency.badDebtLatent', 'max')),
      note: `at most within ${horizon}; ${formatMoney(get('solvency.badDebtLatent'))} at the end`,
    },
    {
      label: 'Recovery mode',
      value: formatRatio(get('solvency.recoveryMode', 'mean')),
      note: `of ${horizon}`,
    },
    {
      label: 'Debt liquidated',
      value: formatMoney(liquidated, stable),
      note: `${formatInteger(get('liquidation.count'))} liquidations${share}`,
    },
    {
      label: 'Debt redistributed',
      value: formatMoney(redistributed, stable),
      note:
        redistributed > 0
          ? get('backstop.nav') === null
            ? 'found no backstop to absorb it'
            : 'was more than the backstop could absorb'
          : liquidated
            ? get('backstop.nav') === null
              ? 'liquidators paid for all of it'
              : 'the backstop absorbed all'
            : 'nothing was liquidated',
    },
    {
      label: 'Liquidation delay',
      value: formatDuration(get('liquidation.delay', 'p50')),
      note:
        get('liquidation.delay', 'p50') === null
          ? 'nothing was liquidated'
          : `median; 95th percentile ${formatDuration(get('liquidation.delay', 'p95'))}`,
    },
  ];
  const earned = get('backstop.return');
  if (earned !== null) {
    const against = (metric: string) => {
      const value = get(metric);
      return value === null ? NO_VALUE : formatPoints(earned - value);
    };
    figures.push(
      {
        label: 'Backstop return',
        value: formatRatio(earned, 1, { sign: true }),
        note: `over ${horizon}, not annualised`,
      },
      {
        label: 'Maximum drawdown',
        value: formatRatio(get('backstop.maxDrawdown')),
        note: `of one share, within ${horizon}`,
      },
      {
        label: 'Against the Stability Pool',
        value: against('benchmark.stabilityPool'),
        note: `${against('benchmark.holdStable')} to ${stable}, ${against('benchmark.holdCollateral')} to ${collateral}`,
      },
      {
        label: 'Largest inventory',
        value: formatRatio(get('backstop.inventoryShare', 'max'), 0),
        note: `${collateral} share of the backstop${
          get('backstop.inventoryShare', 'max') ? suffix(timeOfExtreme(series, 'backstop.inventoryShare', 'max')) : ''
        }`,
      },
    );
  }
  figures.push({
    label: 'Transactions',
    value: formatInteger(get('tx.included')),
    note: `included; ${formatInteger(get('tx.reverted'))} reverted, ${formatInteger(get('tx.expired'))} expired`,
  });
  return figures;
}

function suffix(text: string | null): string {
  return text === null ? '' : `, ${text}`;
}

function firstSample(series: TrialSeries | undefined, metric: string): number | null {
  return series?.samples.columns.get(metric)?.find((value) => !Number.isNaN(value)) ?? null;
}

function timeOfExtreme(series: TrialSeries | undefined, metric: string, which: 'min' | 'max'): string | null {
  const values = series?.samples.columns.get(metric);
  if (series === undefined || values === undefined) return null;
  let best = -1;
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const champion = best < 0 ? value : (values[best] as number);
    if (best < 0 || (which === 'min' ? value < champion : value > champion)) best = row;
  });
  return best < 0 ? null : formatTime(series.samples.time[best] ?? null);
}
