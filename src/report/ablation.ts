import type { Aggregates, MetricRecord, RunRecord } from '../metric/runRecord.ts';
import { formatDuration, formatPoints, formatValue, NO_VALUE } from './format.ts';
import { horizonText } from './horizon.ts';

/** One figure of a run without some agents, beside that of the run with them. */
export interface AblationRow {
  readonly label: string;
  /** Where it comes from, e.g. `solvency.tcrMarket.min`; empty for the verdict. */
  readonly source: string;
  readonly with: string;
  readonly without: string;
  /** Without less with; in words where there is none. */
  readonly difference: string;
  /** Whether it belongs on a page of a few lines. */
  readonly isKey: boolean;
  /** Whether both runs have the same. */
  readonly isSame: boolean;
}

type Figure = readonly [label: string, metric: string, aggregate: keyof Aggregates, isKey?: 'key'];

const FIGURES: readonly Figure[] = [
  ['Lowest TCR at market prices', 'solvency.tcrMarket', 'min', 'key'],
  ['Bad debt, realised', 'solvency.badDebtRealised', 'final', 'key'],
  ['Bad debt, latent, at most', 'solvency.badDebtLatent', 'max'],
  ['Bad debt, latent, at the end', 'solvency.badDebtLatent', 'final'],
  ['Time in recovery mode', 'solvency.recoveryMode', 'mean'],
  ['Liquidations', 'liquidation.count', 'final', 'key'],
  ['Debt liquidated', 'liquidation.debt', 'final'],
  ['Debt redistributed', 'solvency.redistributedDebt', 'final'],
  ['Missed, at the end', 'solvency.pendingDebt', 'final', 'key'],
  ['Waiting, at most', 'solvency.pendingDebt', 'max'],
  ['Liquidation delay, median', 'liquidation.delay', 'p50'],
  ['Liquidation delay, 95th percentile', 'liquidation.delay', 'p95'],
  ['Backstop return', 'backstop.return', 'final', 'key'],
  ['Backstop’s maximum drawdown', 'backstop.maxDrawdown', 'final'],
  ['Backstop’s stale-oracle loss', 'backstop.profit.staleOracleLoss', 'final'],
  ['Dilution of depositors', 'backstop.dilution', 'final'],
  ['Backstop, time to clear, median', 'backstop.timeToClear', 'p50'],
  ['Stablecoin’s price, lowest', 'market.stable', 'min'],
  ['Stablecoin’s price, highest', 'market.stable', 'max'],
  ['Inclusion delay, 95th percentile', 'tx.wait', 'p95'],
  ['Transactions reverted', 'tx.reverted', 'final'],
];

/** The classes in words: `liquidator and redeemer`. */
export function leftOutClasses({ ablation }: RunRecord): string {
  const classes = ablation?.without ?? [];
  return classes.length < 2 ? classes.join('') : `${classes.slice(0, -1).join(', ')} and ${classes.at(-1)}`;
}

/** Key figures with and without the classes left out; those that neither run has are left out. Empty without a baseline. */
export function ablationRows(record: RunRecord): readonly AblationRow[] {
  const { ablation, metrics } = record;
  if (ablation === undefined) return [];
  const profits = Object.keys(metrics).flatMap((metric): Figure[] => {
    const name = /^agent\.([^.]+)\.profit$/.exec(metric)?.[1];
    return name === undefined ? [] : [[`Profit of ${name}`, metric, 'final']];
  });
  const { verdict } = ablation.baseline;
  const isSame = verdict === record.verdict;
  return [
    {
      ...{ label: 'Verdict', source: '', isKey: true, isSame, difference: isSame ? SAME : 'changed' },
      ...{ with: verdict.toUpperCase(), without: record.verdict.toUpperCase() },
    },
    ...[...FIGURES, ...profits].flatMap((figure) => rowOf(figure, record)),
  ];
}

const SAME = 'no change';

function rowOf([label, name, aggregate, key]: Figure, { ablation, metrics }: RunRecord): AblationRow[] {
  const metric = metrics[name];
  if (metric === undefined) return [];
  const [before, after] = [ablation?.baseline.metrics[name]?.[aggregate] ?? null, metric[aggregate] ?? null];
  if (before === null && after === null) return [];
  const unit = unitOf(metric, aggregate);
  return [
    {
      ...{ label, source: `${name}.${aggregate}`, isKey: key !== undefined, isSame: before === after },
      ...{ with: formatValue(before, unit), without: formatValue(after, unit) },
      difference: before === null || after === null ? NO_VALUE : differenceText(after - before, unit),
    },
  ];
}

/** The mean of yes and no is a share of the time. */
function unitOf({ unit }: MetricRecord, aggregate: keyof Aggregates): string {
  return unit === 'boolean' && aggregate === 'mean' ? 'ratio' : unit;
}

function differenceText(difference: number, unit: string): string {
  if (difference === 0) return SAME;
  if (unit === 'ratio') return formatPoints(difference, 2);
  if (unit === 'seconds') return `${difference > 0 ? '+' : ''}${formatDuration(difference)}`;
  return formatValue(difference, unit, { sign: true });
}

/** What a table shows: the key figures and those that changed. */
export function shownRows(record: RunRecord): readonly AblationRow[] {
  return ablationRows(record).filter(({ isKey, isSame }) => isKey || !isSame);
}

/** The figures that a table need not show, in words; empty if there are none. */
export function unchangedText(record: RunRecord): string {
  const labels = ablationRows(record).flatMap(({ isKey, isSame, label }) =>
    isSame && !isKey ? [label.charAt(0).toLowerCase() + label.slice(1)] : [],
  );
  return labels.length === 0 ? '' : `No change in: ${labels.join('; ')}.`;
}

/** What the comparison can't show, in words. */
export function ablationCaveat(record: RunRecord): string {
  const { trials, seed } = record;
  const classes = leftOutClasses(record);
  const paths =
    trials.length === 1
      ? `One seed, one path: both runs have seed ${seed} and one trial over ${horizonText(record)}, and a single trial is a single path.`
      : `Both runs have seed ${seed} and the same ${trials.length} trials over ${horizonText(record)}.`;
  return `${paths} Everyone else draws the same figures in both, and nobody knows who is missing; stablecoin that was theirs is on the outside market instead, unless market.venue.stable says how much that has. The differences are what came of it here, not an estimate of what leaving out ${classes} changes in general.`;
}
