import { UsageError } from '../core/errors.ts';
import { nearestNames } from '../core/nearestNames.ts';
import type { MetricKind, MetricUnit } from './catalogue.ts';
import type { Aggregates, Verdict } from './runRecord.ts';
import { parseThresholdValue } from './thresholdValue.ts';

export const THRESHOLD_OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;
export type ThresholdOperator = (typeof THRESHOLD_OPERATORS)[number];

/** Aggregates over a trial's time that a threshold may name. */
export const THRESHOLD_AGGREGATES = [
  'final',
  'min',
  'max',
  'mean',
  'sum',
  'count',
  'p01',
  'p05',
  'p25',
  'p50',
  'p75',
  'p95',
  'p99',
] as const satisfies readonly (keyof Aggregates)[];
export type ThresholdAggregate = (typeof THRESHOLD_AGGREGATES)[number];

/** A predicate on one metric. `always` and `never` speak of every sample, the third form of one aggregate. */
export type Threshold = {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly operator: ThresholdOperator;
  /** In `unit`: 1 for 100 %, seconds, whole tokens or USD, 1 for true. */
  readonly value: number;
  readonly unit: MetricUnit;
} & ({ readonly form: 'aggregate'; readonly aggregate: ThresholdAggregate } | { readonly form: 'always' | 'never' });

/** What the parser needs to know of the metrics that exist. */
export type ThresholdCatalogue = ReadonlyMap<string, { readonly unit: MetricUnit; readonly kind: MetricKind }>;

const GRAMMAR = /^(?:(always|never)\s+)?([^\s<>=!]+)\s*(<=|>=|==|!=|<|>)\s*([^\s=].*)$/;
const SHAPES = 'solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%';

/**
 * Reads `<metric>.<aggregate> <op> <value>`, `always <metric> <op> <value>` or `never <metric> <op> <value>`.
 *
 * @throws UsageError that says what was expected; nothing of the threshold is guessed
 */
export function parseThreshold(text: string, catalogue: ThresholdCatalogue): Threshold {
  const [, form, subject = '', operator = '', written = ''] = GRAMMAR.exec(text.trim()) ?? [];
  if (subject === '') throw new UsageError(`expected a threshold such as ${SHAPES}; found ${JSON.stringify(text)}`);
  const common = { text, operator: operator as ThresholdOperator };
  if (form === 'always' || form === 'never') {
    const unit = unitOf(subject, catalogue, form);
    return { ...common, form, metric: subject, unit, value: thresholdValue(written, unit, subject) };
  }
  const { metric, aggregate } = splitSubject(subject, catalogue);
  const unit = aggregate === 'count' ? 'count' : unitOf(metric, catalogue);
  return { ...common, form: 'aggregate', aggregate, metric, unit, value: thresholdValue(written, unit, subject) };
}

/**
 * The verdict of one threshold over one trial.
 *
 * @param aggregates of the threshold's metric; null (or NaN) where there was no sample
 * @param values every sample in turn; only `always … !=` and `never … ==` need them, as min and max decide the rest
 * @returns the verdict and the figure judged, for always and never the worst sample; no sample is inconclusive
 */
export function evaluateThreshold(
  threshold: Threshold,
  aggregates: Readonly<Record<ThresholdAggregate, number | null>>,
  values?: Iterable<number>,
): { readonly verdict: Verdict; readonly observed: number | null } {
  const { operator, value } = threshold;
  if (threshold.form === 'aggregate') return judge(aggregates[threshold.aggregate], operator, value);
  const must = threshold.form === 'always' ? operator : OPPOSITE[operator];
  switch (must) {
    case '<':
    case '<=':
      return judge(aggregates.max, must, value);
    case '>':
    case '>=':
      return judge(aggregates.min, must, value);
    case '==': {
      const low = judge(aggregates.min, must, value);
      return low.verdict === 'pass' ? judge(aggregates.max, must, value) : low;
    }
    case '!=':
      return judgeDiffers({ aggregates, values, value });
  }
}

/** What must hold of every sample if the given must hold of none. */
export const OPPOSITE = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
} as const satisfies Record<ThresholdOperator, ThresholdOperator>;

/** Whether `a operator b`. */
export const HOLDS: Readonly<Record<ThresholdOperator, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function judge(observed: number | null, operator: ThresholdOperator, value: number) {
  if (observed === null || Number.isNaN(observed)) return { verdict: 'inconclusive', observed: null } as const;
  return { verdict: HOLDS[operator](observed, value) ? 'pass' : 'fail', observed } as const;
}

/** Whether every sample differs from the value. The sample judged is the one nearest to it. */
function judgeDiffers({
  aggregates: { min, max },
  values,
  value,
}: {
  readonly aggregates: Readonly<Record<'min' | 'max', number | null>>;
  readonly values: Iterable<number> | undefined;
  readonly value: number;
}) {
  if (min === null || max === null) return judge(null, '!=', value);
  let nearest = Math.abs(min - value) <= Math.abs(max - value) ? min : max;
  for (const sample of values ?? []) {
    if (Math.abs(sample - value) < Math.abs(nearest - value)) nearest = sample;
  }
  const decided = values !== undefined || nearest === value || value < min || value > max;
  return judge(decided ? nearest : null, '!=', value);
}

/** `<metric>.<aggregate>`. @throws UsageError that names what is near */
export function splitSubject(subject: string, catalogue: ThresholdCatalogue) {
  const dot = subject.lastIndexOf('.');
  const metric = subject.slice(0, Math.max(dot, 0));
  const last = subject.slice(dot + 1);
  const aggregate = THRESHOLD_AGGREGATES.find((name) => name === last);
  if (aggregate !== undefined && catalogue.has(metric)) return { metric, aggregate };
  if (catalogue.has(subject)) {
    throw new UsageError(`${subject} needs an aggregate, such as ${subject}.final, or always or never before it`);
  }
  if (catalogue.has(metric)) {
    throw new UsageError(`unknown aggregate ${last}; expected one of ${THRESHOLD_AGGREGATES.join(', ')}`);
  }
  throw unknownMetric(aggregate === undefined ? subject : metric, catalogue);
}

function unitOf(metric: string, catalogue: ThresholdCatalogue, form?: 'always' | 'never'): MetricUnit {
  const known = catalogue.get(metric);
  if (known !== undefined) return known.unit;
  const bare = metric.slice(0, Math.max(metric.lastIndexOf('.'), 0));
  if (form !== undefined && catalogue.has(bare)) {
    throw new UsageError(`${form} takes a metric without an aggregate; expected ${form} ${bare}`);
  }
  throw unknownMetric(metric, catalogue);
}

function thresholdValue(written: string, unit: MetricUnit, subject: string): number {
  const parsed = parseThresholdValue(written.trim(), unit);
  if ('problem' in parsed) throw new UsageError(`value for ${subject}: ${parsed.problem}`);
  return parsed.value;
}

/** The error for a metric that does not exist: says which may have been meant. */
export function unknownMetric(name: string, catalogue: ThresholdCatalogue): UsageError {
  const near = nearestNames(name, catalogue.keys());
  if (near.length > 0) return new UsageError(`unknown metric ${name}; did you mean ${near.join(' or ')}?`);
  const names = [...catalogue.keys()];
  const room = `${name.split('.')[0]}.`;
  const inRoom = names.filter((known) => known.startsWith(room));
  const rooms = new Set(names.map((known) => `${known.split('.')[0]}.*`));
  return new UsageError(
    `unknown metric ${name}; expected one of ${[...(inRoom.length > 0 ? inRoom : rooms)].join(', ')}`,
  );
}
