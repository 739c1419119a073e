import { bootstrapMean } from './pairedBootstrap.ts';
import { pairedEffect, pairingGain } from './pairedEffect.ts';
import { type SignFlipTest, signFlipTest } from './pairedSignFlip.ts';
import type { RandomStream } from './random.ts';
import { mean } from './statistics.ts';

/** Figures closer than this, relative to the larger of them, are the same: what is left is the order of a sum. */
const SAME = 1e-12;

/** How two samples differ whose values belong together pair by pair. */
export interface PairedDifference extends SignFlipTest {
  readonly pairs: number;
  /** Mean of the base; null without a pair. */
  readonly base: number | null;
  readonly proposal: number | null;
  /** Mean of proposal − base. */
  readonly difference: number | null;
  /** Interval of the mean difference; infinite where the pairs set no bound. */
  readonly low: number;
  readonly high: number;
  /** Mean difference in standard deviations of the differences; see {@link pairedEffect}. */
  readonly effect: number | null;
  /** Standard deviation of the differences; null of fewer than two. */
  readonly deviation: number | null;
  /** Pairs in which the proposal is higher, lower, the same. */
  readonly higher: number;
  readonly lower: number;
  readonly same: number;
  /** See {@link pairingGain}. */
  readonly gain: number | null;
}

/**
 * Compares paired samples: mean difference with a bootstrap interval, sign-flip test, effect size, and what pairing saved.
 *
 * @param base finite
 * @param proposal finite, each the partner of the base's at the same place
 * @param level of the interval's confidence, e.g. 0.95
 * @param random the comparison's own stream
 */
export function pairedDifference(
  base: Float64Array,
  proposal: Float64Array,
  { level, random }: { readonly level: number; readonly random: RandomStream },
): PairedDifference {
  const differences = differencesOf(base, proposal);
  const { estimate, low, high } = bootstrapMean(differences, level, random.child('bootstrap'));
  const effect = pairedEffect(differences);
  const count = (holds: (difference: number) => boolean) => differences.filter(holds).length;
  return {
    ...{ pairs: base.length, base: mean(base), proposal: mean(proposal) },
    ...{ difference: estimate, low, high, effect, deviation: deviationOf(differences) },
    higher: count((difference) => difference > 0),
    lower: count((difference) => difference < 0),
    same: count((difference) => difference === 0),
    gain: pairingGain(base, proposal, differences),
    ...signFlipTest(differences, random.child('signs')),
  };
}

/** Proposal − base pair by pair; 0 where the two are the same up to the order of a sum. */
export function differencesOf(base: Float64Array, proposal: Float64Array): Float64Array {
  return base.map((value, i) => differenceOf(value, proposal[i] as number));
}

function differenceOf(base: number, proposal: number): number {
  const difference = proposal - base;
  return Math.abs(difference) <= SAME * Math.max(Math.abs(base), Math.abs(proposal)) ? 0 : difference;
}

function deviationOf(differences: Float64Array): number | null {
  const n = differences.length;
  if (n < 2) return null;
  const centre = mean(differences) ?? 0;
  return Math.sqrt(differences.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (n - 1));
}
