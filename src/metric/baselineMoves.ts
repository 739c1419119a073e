import { differencesOf } from '../core/pairedDifference.ts';
import { mean } from '../core/statistics.ts';
import type { KeptScenario, KeptValues } from './baseline.ts';
import type { MetricUnit } from './catalogue.ts';
import { directionOf } from './compareDirection.ts';
import { figureOf } from './judgeBaseline.ts';

/** A figure that an update of the baseline changed. */
export interface MovedFigure {
  /** `metric.aggregate`. */
  readonly name: string;
  readonly unit: MetricUnit;
  /** Mean over the trials that had a value; null without one. */
  readonly was: number | null;
  readonly is: number | null;
  /** In the figure's unit. */
  readonly tolerance: number;
  /** Trials without a value, before and after. */
  readonly lacking: { readonly was: number; readonly is: number };
  /** Whether the mean is worse by more than the tolerance; either way where no way is good. */
  readonly isWorse: boolean;
}

/** What an update of a scenario's baseline changed. */
export interface BaselineMoves {
  readonly moved: readonly MovedFigure[];
  /** Figures that had values before. */
  readonly known: number;
  /** Whether seed or number of trials are others, so that trials do not belong together. */
  readonly isRedrawn: boolean;
}

/**
 * Compares what a baseline kept of a scenario with what it keeps now, in the file's order.
 *
 * @param before undefined: it kept nothing of it
 */
export function baselineMoves(before: KeptScenario | undefined, after: KeptScenario): BaselineMoves {
  const kept = new Map(before?.figures.flatMap(({ name, kept }) => (kept === null ? [] : [[name, kept] as const])));
  const both = after.figures.flatMap(({ name, kept: is }) => {
    const was = kept.get(name);
    return was === undefined || is === null ? [] : [{ name, was, is }];
  });
  return {
    moved: both.filter(({ was, is }) => !isSame(was, is)).map(({ name, was, is }) => movedFigure(name, was, is)),
    known: both.length,
    isRedrawn: before !== undefined && (before.seed !== after.seed || before.trials !== after.trials),
  };
}

function isSame({ values: was }: KeptValues, { values: is }: KeptValues): boolean {
  return was.length === is.length && was.every((value, i) => isClose(value, is[i] as number | null));
}

/** The same but for the order of a sum, as when it is judged. */
function isClose(was: number | null, is: number | null): boolean {
  return was === null || is === null ? was === is : difference(was, is) === 0;
}

function movedFigure(name: string, was: KeptValues, is: KeptValues): MovedFigure {
  const { unit, tolerance } = is;
  const [from, to] = [mean(numbers(was)), mean(numbers(is))];
  const good = directionOf(figureOf(name) ?? { metric: name, aggregate: 'final' }).good;
  // 1: higher is worse.
  const ways = good === null ? [1, -1] : [good === 'lower' ? 1 : -1];
  return {
    ...{ name, unit, was: from, is: to, tolerance },
    lacking: { was: lackingOf(was), is: lackingOf(is) },
    isWorse: from !== null && to !== null && ways.some((way) => way * difference(from + way * tolerance, to) > 0),
  };
}

function numbers({ values }: KeptValues): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

function lackingOf({ values }: KeptValues): number {
  return values.filter((value) => value === null).length;
}

function difference(was: number, is: number): number {
  return differencesOf(Float64Array.of(was), Float64Array.of(is))[0] as number;
}
