import { bootstrapMean } from '../core/pairedBootstrap.ts';
import { differencesOf } from '../core/pairedDifference.ts';
import { holm } from '../core/pairedHolm.ts';
import { signFlipTest } from '../core/pairedSignFlip.ts';
import type { RandomStream } from '../core/random.ts';
import { mean } from '../core/statistics.ts';
import type { GoodWay } from './compareRecord.ts';
import type { Verdict } from './runRecord.ts';

/** A figure's values then and now, trial by trial. */
export interface RulePairs {
  /** Finite, of the trials that have a value on both sides. */
  readonly base: Float64Array;
  readonly now: Float64Array;
  /** Trials that have none then, now, on both sides. */
  readonly lacking: { readonly base: number; readonly now: number; readonly both: number };
  /** Trials that failed now; those of the baseline never did. */
  readonly failed: readonly number[];
}

/** What one figure is judged by. */
export interface RuleFigure extends RulePairs {
  /** Which way is good; null: neither, so it must not move either way. */
  readonly good: GoodWay;
  /** In the figure's unit, never negative. */
  readonly tolerance: number;
  /** The figure's own stream. */
  readonly random: RandomStream;
}

/** Why a figure was judged as it was. */
export type RuleReason =
  /** fail: worse by more than the tolerance; of an ensemble detected. */
  | 'worse'
  /** pass: the same in every trial. */
  | 'same'
  /** pass: no trial is worse by more than the tolerance. */
  | 'none'
  /** pass: the interval of the mean ends within the tolerance. */
  | 'within'
  /** inconclusive: the interval reaches beyond the tolerance. */
  | 'open'
  /** inconclusive: a trial failed. */
  | 'failed'
  /** inconclusive: a trial has a value then and none now, or the other way round. */
  | 'lacking';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: RuleReason;
  /** Means over the trials that have a value on both sides; null without one. */
  readonly meanBase: number | null;
  readonly meanNow: number | null;
  /** Mean of now − then, and its interval: infinite where it is not bounded, NaN of a single trial. */
  readonly difference: number | null;
  readonly low: number;
  readonly high: number;
  /** Trials that are worse by more than the tolerance. */
  readonly beyond: number;
  /** Chance of so much worsening or more if there were none beyond the tolerance, after Holm's correction. */
  readonly adjusted: number;
  /** Whether the interval, or a single trial, lies on the good side of the baseline. */
  readonly isBetter: boolean;
}

/**
 * Judges the figures of a scenario against its baseline: same seed, same trials, so pairs with the same draws. In each pair
 * the limit is the baseline's value moved by the tolerance the bad way (both ways where neither is good); what is beyond it is
 * the excess.
 *
 * - _fail_: the mean excess is above zero by a one-sided sign-flip test, corrected by Holm over all figures of the scenario, so
 *   the chance of even one false alarm among them is `level` at most, as long as what is equal differs as much one way as the
 *   other, which equal distributions do. A single trial is no sample: it fails if it has an excess.
 * - else _inconclusive_ with a failed trial (it may have come out anyhow), or one that has a value on one side only
 * - _pass_: no trial has an excess, or the interval of the mean difference (1 − level, studentised bootstrap) ends within the
 *   tolerance. All figures must, so this needs no correction for their number.
 * - else _inconclusive_
 *
 * @param trials of the scenario
 * @param level chance of even one false alarm, e.g. 0.05
 */
export function judgeByRule(figures: readonly RuleFigure[], trials: number, level: number): Judgement[] {
  const looked = figures.map((figure) => look(figure, trials === 1, level));
  const adjusted = holm(looked.map(({ pValue }) => pValue));
  return looked.map(({ pValue: _, isWithin, isSame, ...rest }, i): Judgement => {
    const { failed, lacking } = figures[i] as RuleFigure;
    const corrected = adjusted[i] as number;
    const isWorse = trials === 1 ? rest.beyond > 0 : corrected <= level;
    const [verdict, reason] = ((): readonly [Verdict, RuleReason] => {
      if (isWorse) return ['fail', 'worse'];
      if (failed.length > 0) return ['inconclusive', 'failed'];
      if (lacking.base + lacking.now > 0) return ['inconclusive', 'lacking'];
      if (rest.beyond === 0) return ['pass', isSame ? 'same' : 'none'];
      return isWithin ? ['pass', 'within'] : ['inconclusive', 'open'];
    })();
    return { verdict, reason, ...rest, adjusted: corrected };
  });
}

function look({ base, now, good, tolerance, random }: RuleFigure, isSingle: boolean, level: number) {
  // 1: higher is worse.
  const ways = good === null ? [1, -1] : [good === 'lower' ? 1 : -1];
  const excesses = ways.map((way) => {
    const limits = base.map((value) => value + way * tolerance);
    return differencesOf(limits, now).map((excess) => way * excess);
  });
  const differences = differencesOf(base, now);
  const { estimate, low, high } = bootstrapMean(differences, 1 - level, random.child('bootstrap'));
  const chances = excesses.map((excess, i) => oneSided(excess, random.child('signs', i)));
  const ends = isSingle ? [estimate ?? 0] : [low, high];
  return {
    ...{ meanBase: mean(base), meanNow: mean(now), difference: estimate },
    low: isSingle ? Number.NaN : low,
    high: isSingle ? Number.NaN : high,
    beyond: base.filter((_, i) => excesses.some((excess) => (excess[i] as number) > 0)).length,
    // Of two ways either may be found by chance.
    pValue: Math.min(1, chances.length * Math.min(...chances)),
    isWithin: ways.every((way) => (way > 0 ? high <= tolerance : low >= -tolerance)),
    isSame: differences.every((difference) => difference === 0),
    isBetter: base.length > 0 && good !== null && ends.every((end) => (good === 'higher' ? end > 0 : end < 0)),
  };
}

/** Signs are as likely flipped as not, so half of what lies as far out to both sides lies above. */
function oneSided(excess: Float64Array, random: RandomStream): number {
  const sum = excess.reduce((total, value) => total + value, 0);
  return sum > 0 ? signFlipTest(excess, random).pValue / 2 : 1;
}
