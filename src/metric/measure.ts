import { UsageError } from '../core/errors.ts';
import { nearestNames } from '../core/nearestNames.ts';
import type { MetricKind, MetricUnit } from './catalogue.ts';
import { EVENT_KINDS, type EventKind, type MetricRecord } from './runRecord.ts';
import {
  HOLDS,
  splitSubject,
  type ThresholdAggregate,
  type ThresholdCatalogue,
  type ThresholdOperator,
  unknownMetric,
} from './threshold.ts';
import { parseThresholdValue } from './thresholdValue.ts';

/** Something that holds or not at each sample of a metric. */
export interface Condition {
  readonly metric: string;
  readonly operator: ThresholdOperator;
  /** In the metric's unit. */
  readonly value: number;
}

/** One figure to be taken from a run. */
export type Measure = {
  /** As written. */
  readonly text: string;
  readonly unit: MetricUnit;
} & (
  | { readonly form: 'aggregate'; readonly metric: string; readonly aggregate: ThresholdAggregate }
  | { readonly form: 'events'; readonly kind: EventKind }
  | { readonly form: 'longest' | 'total'; readonly condition: Condition }
  | { readonly form: 'growth'; readonly metric: string; readonly condition: Condition }
);

/** What a measure is taken from: one trial. */
export interface MeasuredRun {
  /** Aggregates by metric. */
  readonly metrics: Readonly<Record<string, MetricRecord>>;
  /** Samples by metric, one a block; NaN where there was none. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly events: readonly { readonly kind: EventKind }[];
  /** Time between blocks, seconds. */
  readonly blockSeconds: number;
}

const FUNCTION = /^([A-Za-z]+)\s*\((.*)\)$/;
const CONDITION = /^([^\s<>=!]+)\s*(<=|>=|==|!=|<|>)\s*([^\s=].*)$/;
const FORMS = ['count', 'longest', 'total', 'growth'] as const;
const SHAPES =
  'liquidation.debt.final, count(recoveryEntered), longest(backstop.inventoryShare > 1%), total(solvency.tcr < 150%) or growth(liquidation.count while solvency.recoveryMode == true)';

/**
 * Reads one of:
 * - `<metric>.<aggregate>`: as thresholds have it
 * - `count(<event kind>)`
 * - `longest(<metric> <op> <value>)`: longest time without a break for which it held, seconds
 * - `total(<metric> <op> <value>)`: time for which it held, seconds
 * - `growth(<counter> while <metric> <op> <value>)`: what the counter rose by in blocks before which it held
 *
 * @throws UsageError that says what was expected; nothing of the measure is guessed
 */
export function parseMeasure(written: string, catalogue: ThresholdCatalogue): Measure {
  const text = written.trim();
  const [, name, inner = ''] = FUNCTION.exec(text) ?? [];
  if (name === undefined) return parseAggregate(text, catalogue);
  const form = FORMS.find((known) => known === name);
  if (form === undefined) {
    const near = nearestNames(name, FORMS, 1);
    const hint = near.length > 0 ? `; did you mean ${near[0]}?` : `; expected one of ${FORMS.join(', ')}`;
    throw new UsageError(`unknown measure ${name}(…)${hint}`);
  }
  if (form === 'count') return { text, form: 'events', unit: 'count', kind: eventKind(inner.trim()) };
  if (form === 'growth') return { text, ...parseGrowth(inner, catalogue) };
  return { text, form, unit: 'seconds', condition: parseCondition(inner, catalogue, `${form}(…)`) };
}

/**
 * Takes the measure. Each sample stands for the block that it was taken after.
 *
 * @returns null where there was no sample to take it from
 */
export function takeMeasure(measure: Measure, run: MeasuredRun): number | null {
  switch (measure.form) {
    case 'aggregate':
      return run.metrics[measure.metric]?.[measure.aggregate] ?? null;
    case 'events':
      return run.events.filter(({ kind }) => kind === measure.kind).length;
    case 'longest':
    case 'total':
      return timeOf(measure.form, measure.condition, run);
    case 'growth':
      return growthOf(measure.metric, measure.condition, run);
  }
}

function timeOf(form: 'longest' | 'total', condition: Condition, run: MeasuredRun): number | null {
  const values = samplesOf(condition.metric, run);
  if (values === null) return null;
  let [total, longest, current] = [0, 0, 0];
  for (const value of values) {
    current = holds(condition, value) ? current + 1 : 0;
    if (current > 0) total += 1;
    longest = Math.max(longest, current);
  }
  return (form === 'total' ? total : longest) * run.blockSeconds;
}

/** What a block brings belongs to the state that it found: the sample before it. */
function growthOf(metric: string, condition: Condition, run: MeasuredRun): number | null {
  const [counter, state] = [samplesOf(metric, run), samplesOf(condition.metric, run)];
  if (counter === null || state === null) return null;
  let growth = 0;
  for (let tick = 1; tick < counter.length; tick += 1) {
    if (!holds(condition, state[tick - 1] as number)) continue;
    growth += (counter[tick] as number) - (counter[tick - 1] as number);
  }
  return growth;
}

function samplesOf(metric: string, { columns }: MeasuredRun): Float64Array | null {
  const values = columns.get(metric);
  return values === undefined || values.every(Number.isNaN) ? null : values;
}

/** A comparison with NaN, which is no sample, holds for `!=` alone. */
function holds({ operator, value }: Condition, sample: number): boolean {
  return !Number.isNaN(sample) && HOLDS[operator](sample, value);
}

function parseAggregate(text: string, catalogue: ThresholdCatalogue): Measure {
  if (/[\s<>=!()]/.test(text) || text === '') {
    throw new UsageError(`expected a measure such as ${SHAPES}; found ${JSON.stringify(text)}`);
  }
  if (catalogue.has(text)) throw new UsageError(`${text} needs an aggregate, such as ${text}.final`);
  const { metric, aggregate } = splitSubject(text, catalogue);
  const unit = aggregate === 'count' ? 'count' : (catalogue.get(metric)?.unit ?? '');
  return { text, form: 'aggregate', metric, aggregate, unit };
}

function eventKind(name: string): EventKind {
  const kind = EVENT_KINDS.find((known) => known === name);
  if (kind !== undefined) return kind;
  const near = nearestNames(name, EVENT_KINDS);
  throw new UsageError(
    near.length > 0
      ? `unknown kind of event ${name}; did you mean ${near.join(' or ')}?`
      : `unknown kind of event ${JSON.stringify(name)}; expected one of ${EVENT_KINDS.join(', ')}`,
  );
}

function parseGrowth(inner: string, catalogue: ThresholdCatalogue) {
  const [, metric = '', condition = ''] = /^\s*(\S+)\s+while\s+(.*)$/.exec(inner) ?? [];
  if (metric === '') {
    throw new UsageError(
      `expected growth(<counter> while <metric> <operator> <value>); found ${JSON.stringify(inner.trim())}`,
    );
  }
  const { unit, kind } = known(metric, catalogue);
  if (kind !== 'counter') throw new UsageError(`growth(…) takes a counter; ${metric} is a ${kind}`);
  return { form: 'growth' as const, metric, unit, condition: parseCondition(condition, catalogue, 'growth(…)') };
}

function parseCondition(written: string, catalogue: ThresholdCatalogue, where: string): Condition {
  const [, metric = '', operator = '', value = ''] = CONDITION.exec(written.trim()) ?? [];
  if (metric === '') {
    throw new UsageError(
      `${where} takes a condition such as backstop.inventoryShare > 1%; found ${JSON.stringify(written.trim())}`,
    );
  }
  const { unit, kind } = known(metric, catalogue);
  if (kind === 'trend') {
    throw new UsageError(`${where} takes a metric that is sampled every block; ${metric} comes with events`);
  }
  const parsed = parseThresholdValue(value.trim(), unit);
  if ('problem' in parsed) throw new UsageError(`value for ${metric}: ${parsed.problem}`);
  return { metric, operator: operator as ThresholdOperator, value: parsed.value };
}

function known(metric: string, catalogue: ThresholdCatalogue): { unit: MetricUnit; kind: MetricKind } {
  const found = catalogue.get(metric);
  if (found !== undefined) return found;
  const bare = metric.slice(0, Math.max(metric.lastIndexOf('.'), 0));
  if (catalogue.has(bare)) throw new UsageError(`a condition takes a metric without an aggregate; expected ${bare}`);
  throw unknownMetric(metric, catalogue);
}
