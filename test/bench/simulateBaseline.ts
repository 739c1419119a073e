import { type RandomStream, randomStream } from '../../src/core/random.ts';
import { judgeByRule, type RuleFigure } from '../../src/metric/baselineRule.ts';
import type { Verdict } from '../../src/metric/runRecord.ts';

/** What a figure of a trial is drawn from, besides what both sides share. `losses`: nothing in four of five trials, else exponential. */
export type Shape = 'normal' | 'losses';

export interface Simulated {
  readonly shape: Shape;
  /** Figures of the scenario. */
  readonly figures: number;
  readonly trials: number;
  /** In standard deviations of a figure's difference. */
  readonly tolerance: number;
  /** By how much the first figure's mean is worse, in the same; others are equal. */
  readonly worse: number;
  /** Whether the others are drawn as well; else they are the same then and now, which tells nothing and costs nothing. */
  readonly drawsAll: boolean;
}

/** Variance of one draw. Of losses: 0.2 × 2 − 0.2². */
const VARIANCE: Readonly<Record<Shape, number>> = { normal: 1, losses: 0.36 };
/** Chance of even one false alarm. */
const LEVEL = 0.05;

/** Verdicts of one comparison with a baseline of the same distributions and other draws: the first figure's, and the gravest. */
function simulateBaseline(
  { shape, figures, trials, tolerance, worse, drawsAll }: Simulated,
  random: RandomStream,
): { readonly first: Verdict; readonly gravest: Verdict } {
  const unit = Math.sqrt(2 * VARIANCE[shape]);
  const draw = () => (shape === 'normal' ? random.normal() : random.chance(0.2) ? random.exponential() : 0);
  const column = (shift: number) => Float64Array.from({ length: trials }, () => draw() + shift);
  const family = Array.from({ length: figures }, (_, i): RuleFigure => {
    const base = column(0);
    const now = i > 0 && !drawsAll ? base : column(i === 0 ? worse * unit : 0);
    return {
      ...{ base, now, good: 'lower', tolerance: tolerance * unit, failed: [] },
      lacking: { base: 0, now: 0, both: 0 },
      random: random.child('figure', random.integer(0, 2 ** 40)),
    };
  });
  const verdicts = judgeByRule(family, trials, LEVEL).map(({ verdict }) => verdict);
  const gravest = (['fail', 'inconclusive', 'pass'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'pass';
  return { first: verdicts[0] as Verdict, gravest };
}

/** Shares of verdicts over many comparisons. */
export function baselineRates(simulated: Simulated, samples: number, ...seed: readonly (string | number)[]) {
  const random = randomStream(...seed);
  const count = { first: { fail: 0, inconclusive: 0, pass: 0 }, gravest: { fail: 0, inconclusive: 0, pass: 0 } };
  for (let i = 0; i < samples; i++) {
    const { first, gravest } = simulateBaseline(simulated, random);
    count.first[first]++;
    count.gravest[gravest]++;
  }
  const shares = (of: Readonly<Record<Verdict, number>>) => ({
    ...{ fail: of.fail / samples, inconclusive: of.inconclusive / samples, pass: of.pass / samples },
  });
  return { first: shares(count.first), gravest: shares(count.gravest) };
}
