import { UsageError } from '../core/errors.ts';
import type { MetricUnit } from './catalogue.ts';
import { type Tail, worseTail } from './tail.ts';
import {
  parseThreshold,
  THRESHOLD_AGGREGATES,
  type Threshold,
  type ThresholdAggregate,
  type ThresholdCatalogue,
  type ThresholdOperator,
} from './threshold.ts';
import { parseThresholdValue } from './thresholdValue.ts';

/** A figure over all trials of an ensemble. */
export type Statistic = {
  /** As written, e.g. `es95(backstop.return)`. */
  readonly text: string;
  readonly metric: string;
  readonly unit: MetricUnit;
} & (
  | { readonly kind: 'mean'; readonly aggregate: ThresholdAggregate }
  | { readonly kind: 'quantile'; readonly aggregate: ThresholdAggregate; readonly p: number }
  /** `p` is the share of trials that are not in the tail. */
  | { readonly kind: 'es'; readonly aggregate: ThresholdAggregate; readonly p: number; readonly tail: Tail }
  | { readonly kind: 'probability'; readonly event: Threshold }
);

/** A predicate on a figure over all trials. */
export interface EnsembleThreshold {
  /** As written. */
  readonly text: string;
  readonly form: 'ensemble';
  readonly statistic: Statistic;
  readonly operator: ThresholdOperator;
  /** In the statistic's unit. */
  readonly value: number;
}

/** When an ensemble has trials enough: half the width of the statistic's interval is at most the target. */
export interface Precision {
  readonly text: string;
  readonly statistic: Statistic;
  /** In the statistic's unit. */
  readonly target: number;
}

const CALL = /^\s*([a-z]+)([\d.]*)\s*\((.*)\)\s*$/s;
const IS_ENSEMBLE = /^\s*\w[\w.]*\s*\(/;
const COMPARISON = /^(.*\))\s*(<=|>=|==|!=|<|>)\s*([^\s=].*)$/s;
const PRECISION = /^(.*\))\s*(?:±|\+\/?-)\s*(.+)$/s;
const SHAPES =
  'p95(solvency.badDebtLatent.max) == 0 USD, es95(backstop.return) >= -20%, mean(liquidation.debt) <= 1M ZUSD or probability(solvency.tcr.min < 100%) <= 5%';
const FUNCTIONS = 'mean, p95, var95, es95 or probability';

/** Whether a threshold speaks of all trials together: it begins with a function. */
export function isEnsembleThreshold(text: string): boolean {
  return IS_ENSEMBLE.test(text);
}

/**
 * Reads a threshold of either kind.
 *
 * @throws UsageError that says what was expected
 */
export function parseAnyThreshold(text: string, catalogue: ThresholdCatalogue): Threshold | EnsembleThreshold {
  return isEnsembleThreshold(text) ? parseEnsembleThreshold(text, catalogue) : parseThreshold(text, catalogue);
}

/**
 * Reads `<function>(<metric>.<aggregate>) <op> <value>` or `probability(<threshold of one trial>) <op> <ratio>`.
 *
 * @throws UsageError that says what was expected
 */
export function parseEnsembleThreshold(text: string, catalogue: ThresholdCatalogue): EnsembleThreshold {
  const [, call, operator, written = ''] = COMPARISON.exec(text.trim()) ?? [];
  if (call === undefined) {
    throw new UsageError(`expected a threshold such as ${SHAPES}; found ${JSON.stringify(text)}`);
  }
  const statistic = parseStatistic(call, catalogue);
  const value = boundOf(written, statistic);
  return { text, form: 'ensemble', statistic, operator: operator as ThresholdOperator, value };
}

/**
 * Reads `<function>(…) ± <value>`.
 *
 * @throws UsageError that says what was expected
 */
export function parsePrecision(text: string, catalogue: ThresholdCatalogue): Precision {
  const [, call, written = ''] = PRECISION.exec(text.trim()) ?? [];
  if (call === undefined) {
    throw new UsageError(
      `expected a figure and half the width of its interval such as es95(backstop.return) ± 0.5%; found ${JSON.stringify(text)}`,
    );
  }
  const statistic = parseStatistic(call, catalogue);
  const target = boundOf(written, statistic);
  if (target > 0) return { text: text.trim(), statistic, target };
  throw new UsageError(`half the width of an interval is above zero; found ${JSON.stringify(written)}`);
}

function parseStatistic(text: string, catalogue: ThresholdCatalogue): Statistic {
  const [, name = '', digits = '', inner = ''] = CALL.exec(text) ?? [];
  if (name === 'probability' && digits === '') {
    if (isEnsembleThreshold(inner)) throw new UsageError(`probability takes a threshold of one trial; found ${inner}`);
    const event = parseThreshold(inner, catalogue);
    return { text, kind: 'probability', metric: event.metric, unit: 'ratio', event };
  }
  const subject = subjectOf(inner.trim(), catalogue);
  const common = { text, ...subject };
  if (name === 'mean' && digits === '') return { ...common, kind: 'mean' };
  const p = Number(digits) / 100;
  if (!['p', 'var', 'es'].includes(name) || digits === '') {
    throw new UsageError(`unknown function ${name}${digits}; expected ${FUNCTIONS}`);
  }
  if (!(p > 0 && p < 1)) throw new UsageError(`${name}${digits} names no share: expected one between 0 and 100`);
  if (name === 'p') return { ...common, kind: 'quantile', p };
  const tail = worseTail(subject.metric);
  if (name === 'es') return { ...common, kind: 'es', p, tail };
  return { ...common, kind: 'quantile', p: tail === 'high' ? p : 1 - p };
}

/** A gauge or counter without an aggregate is taken at the end. */
function subjectOf(text: string, catalogue: ThresholdCatalogue) {
  const known = catalogue.get(text);
  if (known !== undefined && known.kind !== 'trend') {
    return { metric: text, aggregate: 'final' as const, unit: known.unit };
  }
  const dot = text.lastIndexOf('.');
  const aggregate = THRESHOLD_AGGREGATES.find((name) => name === text.slice(dot + 1));
  const metric = text.slice(0, Math.max(0, dot));
  const found = catalogue.get(metric);
  if (found !== undefined && aggregate !== undefined) {
    return { metric, aggregate, unit: aggregate === 'count' ? ('count' as const) : found.unit };
  }
  // Says what is wrong with a name in the very words of plain thresholds.
  parseThreshold(`${text} == 0`, catalogue);
  throw new UsageError(`expected a metric with an aggregate; found ${JSON.stringify(text)}`);
}

function boundOf(written: string, { unit, text }: Statistic): number {
  const parsed = parseThresholdValue(written.trim(), unit);
  if ('problem' in parsed) throw new UsageError(`value for ${text}: ${parsed.problem}`);
  return parsed.value;
}
