import { randomStream } from '../core/random.ts';
import { mean } from '../core/statistics.ts';
import type { KeptFigure, KeptScenario, KeptValues } from './baseline.ts';
import { type Judgement, judgeByRule, type RulePairs } from './baselineRule.ts';
import { directionOf } from './compareDirection.ts';
import type { GoodWay } from './compareRecord.ts';
import type { TrialFigure } from './keyDistributions.ts';
import { AGGREGATE_NAMES, type TrialTable } from './trialTable.ts';

/** A figure of a run as it was held against its baseline. */
export interface JudgedFigure extends RulePairs, Judgement {
  readonly kind: 'judged';
  readonly name: string;
  readonly line: number;
  readonly unit: string;
  readonly tolerance: number;
  readonly good: GoodWay;
  /** Means over the trials that have a value on that side only; null without one. */
  readonly alone: { readonly base: number | null; readonly now: number | null };
  /** Trials of the scenario. */
  readonly trials: number;
  readonly level: number;
}

/** A figure that could not be held against anything: inconclusive. */
export interface UnjudgedFigure {
  /** `unkept`: named in the file, without values yet; `unmeasured`: the run does not measure it. */
  readonly kind: 'unkept' | 'unmeasured';
  readonly name: string;
  readonly line: number;
}

/** What a run gives to be judged. */
export interface BaselineRun {
  readonly table: Pick<TrialTable, 'records' | 'columns'>;
  /** Metrics that it measures, whether or not they had a sample. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** Splits `metric.aggregate`; undefined if it ends in no aggregate. */
export function figureOf(name: string): TrialFigure | undefined {
  const dot = name.lastIndexOf('.');
  const aggregate = AGGREGATE_NAMES.find((each) => each === name.slice(dot + 1));
  return dot <= 0 || aggregate === undefined ? undefined : { metric: name.slice(0, dot), aggregate };
}

/**
 * Holds a whole run of the baseline's seed and trials against it, figure by figure in the file's order; the rule is
 * {@link judgeByRule}'s.
 *
 * @param level chance of even one false alarm among the figures
 */
export function judgeBaseline(
  { seed, trials, figures }: Pick<KeptScenario, 'seed' | 'trials' | 'figures'>,
  { table, metrics }: BaselineRun,
  level: number,
): (JudgedFigure | UnjudgedFigure)[] {
  const failed = table.records.filter(({ status }) => status === 'failed').map(({ index }) => index);
  const asked = figures.flatMap((figure) => {
    const of = figureOf(figure.name);
    if (figure.kept === null || of === undefined || metrics[of.metric] === undefined) return [];
    const { unit, tolerance, values } = figure.kept;
    const pairs = { ...pairsOf(values, table, figure.name), failed };
    const random = randomStream(seed, 'baseline', figure.name);
    return [{ figure, unit, good: directionOf(of).good, tolerance, random, ...pairs }];
  });
  const judged = new Map(
    judgeByRule(asked, trials, level).map((judgement, i) => {
      const { figure, random: _, ...rest } = asked[i] as (typeof asked)[number];
      const { name, line } = figure;
      return [name, { kind: 'judged', ...rest, ...judgement, name, line, trials, level } satisfies JudgedFigure];
    }),
  );
  return figures.map((figure) => judged.get(figure.name) ?? unjudged(figure));
}

function unjudged({ name, kept, line }: KeptFigure): UnjudgedFigure {
  return { kind: kept === null ? 'unkept' : 'unmeasured', name, line };
}

/** What is infinite counts as no value, as in a comparison. */
function pairsOf(values: KeptValues['values'], { records, columns }: BaselineRun['table'], name: string) {
  const column = columns.get(name);
  const [base, now]: [number[], number[]] = [[], []];
  const lacking = { base: 0, now: 0, both: 0 };
  const [baseAlone, nowAlone]: [number[], number[]] = [[], []];
  records.forEach(({ index, status }, row) => {
    if (status === 'failed') return;
    const [then, value] = [values[index] ?? Number.NaN, column?.[row] ?? Number.NaN];
    if (Number.isFinite(then) && Number.isFinite(value)) {
      base.push(then);
      now.push(value);
    } else if (Number.isFinite(value)) {
      lacking.base++;
      nowAlone.push(value);
    } else if (Number.isFinite(then)) {
      lacking.now++;
      baseAlone.push(then);
    } else lacking.both++;
  });
  const alone = { base: mean(Float64Array.from(baseAlone)), now: mean(Float64Array.from(nowAlone)) };
  return { base: Float64Array.from(base), now: Float64Array.from(now), lacking, alone };
}
