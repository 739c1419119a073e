import { UsageError } from '../core/errors.ts';
import { nearestNames } from '../core/nearestNames.ts';
import type { MetricKind } from './catalogue.ts';
import type { MetricDefinition } from './ensembleRecord.ts';
import type { TrialFigure } from './keyDistributions.ts';
import { AGGREGATE_NAMES } from './trialTable.ts';

type Definitions = Readonly<Record<string, Pick<MetricDefinition, 'kind'>>>;

/**
 * What a vote is about, few enough to be told apart from chance: solvency, what it cost others, and what backstoppers got.
 * The choice is made before any result is seen; that is what a correction for their number rests on.
 */
export const KEY_FAMILY: readonly TrialFigure[] = [
  { metric: 'solvency.tcr', aggregate: 'min' },
  { metric: 'solvency.badDebtRealised', aggregate: 'final' },
  { metric: 'solvency.badDebtLatent', aggregate: 'max' },
  { metric: 'solvency.redistributedDebt', aggregate: 'final' },
  { metric: 'liquidation.missedDebt', aggregate: 'final' },
  { metric: 'liquidation.delay', aggregate: 'mean' },
  { metric: 'borrower.liquidationLoss', aggregate: 'final' },
  { metric: 'backstop.return', aggregate: 'final' },
  { metric: 'backstop.maxDrawdown', aggregate: 'final' },
  { metric: 'backstop.inventoryShare', aggregate: 'max' },
  { metric: 'backstop.timeToClear', aggregate: 'mean' },
];

/** Gauges that add up over time or keep a record: their last value says it all. */
const ADDS_UP =
  /(^benchmark\.|\.profit(\.|$)|\.liquidationLoss$|^backstop\.(return|maxDrawdown|navPerShare|dilution)$|missedShare$)/;

/** The aggregate that a metric is compared by where none is named. */
function usualAggregate(metric: string, kind: MetricKind): TrialFigure['aggregate'] {
  return kind === 'counter' || (kind === 'gauge' && ADDS_UP.test(metric)) ? 'final' : 'mean';
}

/**
 * Reads `--metrics`: names with or without an aggregate, separated by commas.
 *
 * @throws UsageError for an empty list or an unknown name
 */
export function parseFigures(text: string, metrics: Definitions): TrialFigure[] {
  const names = text.split(',').map((name) => name.trim());
  const figures = names.map((name) => parseFigure(name, metrics));
  return [...new Map(figures.map((figure) => [figureName(figure), figure])).values()];
}

/** All other metrics, each by its usual aggregate. */
export function otherFigures(key: readonly TrialFigure[], metrics: Definitions): TrialFigure[] {
  const taken = new Set(key.map(figureName));
  return Object.entries(metrics)
    .map(([metric, { kind }]) => ({ metric, aggregate: usualAggregate(metric, kind) }))
    .filter((figure) => !taken.has(figureName(figure)));
}

/** `metric.aggregate`: the name of its column. */
export function figureName({ metric, aggregate }: TrialFigure): string {
  return `${metric}.${aggregate}`;
}

function parseFigure(name: string, metrics: Definitions): TrialFigure {
  const whole = metrics[name];
  if (whole !== undefined) return { metric: name, aggregate: usualAggregate(name, whole.kind) };
  const dot = name.lastIndexOf('.');
  const metric = name.slice(0, Math.max(0, dot));
  const aggregate = AGGREGATE_NAMES.find((each) => each === name.slice(dot + 1));
  if (metrics[metric] !== undefined && aggregate !== undefined) return { metric, aggregate };
  const isKnown = metrics[metric] !== undefined;
  const near = nearestNames(name, Object.keys(metrics), 3);
  const remedy = isKnown
    ? `name an aggregate: ${AGGREGATE_NAMES.join(', ')}`
    : near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : 'name metrics as docs/scenario-reference.md has them, e.g. --metrics backstop.return,solvency.tcr.min';
  throw new UsageError('--metrics names a metric that is not there', { facts: { found: name || 'nothing' }, remedy });
}
