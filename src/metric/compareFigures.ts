import { pairedDifference } from '../core/pairedDifference.ts';
import { holm } from '../core/pairedHolm.ts';
import { leastSignFlip } from '../core/pairedSignFlip.ts';
import { randomStream } from '../core/random.ts';
import { directionOf } from './compareDirection.ts';
import { figureName } from './compareFamily.ts';
import { type PairedColumn, pairedColumn, type TrialPairs } from './comparePairs.ts';
import type { ComparedFigure, CompareVerdict, FigureVerdict, GoodWay } from './compareRecord.ts';
import type { MetricDefinition } from './ensembleRecord.ts';
import type { TrialFigure } from './keyDistributions.ts';

export interface CompareOptions {
  /** Chance of a false finding in the family. */
  readonly level: number;
  /** Of the ensembles: bootstrap and test draw from it. */
  readonly seed: number;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  /** Whether the pairs themselves are kept. */
  readonly keepsValues: boolean;
}

/** Compares a family of figures, and corrects what is found for their number. */
export function compareFigures(
  pairs: TrialPairs,
  figures: readonly TrialFigure[],
  { level, seed, metrics, keepsValues }: CompareOptions,
): ComparedFigure[] {
  const compared = figures.map((figure) => {
    const name = figureName(figure);
    const column = pairedColumn(pairs, name);
    const random = randomStream(seed, 'compare', name);
    const confidence = { level: 1 - level, random };
    const paired = pairedDifference(Float64Array.from(column.base), Float64Array.from(column.proposal), confidence);
    return { figure, column, paired };
  });
  const adjusted = holm(compared.map(({ paired }) => paired.pValue));
  return compared.map(({ figure, column, paired }, i): ComparedFigure => {
    const { metric, aggregate } = figure;
    const { title = metric, definition = '', unit = 'count' } = metrics[metric] ?? {};
    const { good, reason } = directionOf(figure);
    const { difference, low, high, isExact: _, leastPValue, ...rest } = paired;
    const corrected = adjusted[i] as number;
    const { lacking, ...values } = column;
    return {
      ...{ metric, aggregate, title, definition, unit: aggregate === 'count' ? 'count' : unit, good, reason },
      ...{ ...rest, estimate: difference, low: finite(low), high: finite(high), lacking },
      worst: worstOf(column, good),
      adjusted: corrected,
      isDecidable: leastPValue * figures.length <= level,
      verdict: verdictOf(paired, good, corrected <= level),
      values: keepsValues ? values : null,
    };
  });
}

/** Pairs that it takes to detect a difference in one of so many figures, if it goes the same way in each pair. */
export function leastPairs(figures: number, level: number): number {
  for (let pairs = 1; pairs <= 15; pairs++) if (leastSignFlip(pairs) * figures <= level) return pairs;
  return Number.POSITIVE_INFINITY;
}

/** The verdict of all key figures together. @param isSettled whether there are pairs enough, none of them failed */
export function overallVerdict(key: readonly Pick<ComparedFigure, 'verdict'>[], isSettled: boolean): CompareVerdict {
  const has = (verdict: FigureVerdict) => key.some((figure) => figure.verdict === verdict);
  if (has('worse')) return has('better') ? 'mixed' : 'worse';
  if (!isSettled || key.every(({ verdict }) => verdict === 'unknown')) return 'inconclusive';
  if (has('better')) return 'better';
  if (has('changed')) return 'changed';
  return has('undetected') ? 'undetected' : 'identical';
}

function verdictOf(
  { pairs, same, difference }: { readonly pairs: number; readonly same: number; readonly difference: number | null },
  good: GoodWay,
  isDetected: boolean,
): FigureVerdict {
  if (pairs === 0 || difference === null) return 'unknown';
  if (same === pairs) return 'identical';
  if (!isDetected) return 'undetected';
  if (good === null) return 'changed';
  return difference > 0 === (good === 'higher') ? 'better' : 'worse';
}

function worstOf({ base, proposal }: PairedColumn, good: GoodWay): ComparedFigure['worst'] {
  const most = (values: readonly number[]) =>
    values.reduce<number | null>((a, b) => (a === null || (good === 'higher' ? b < a : b > a) ? b : a), null);
  return { base: most(base), proposal: most(proposal) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
