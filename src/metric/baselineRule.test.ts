import { describe, expect, it } from 'vitest';
import { baselineRates, type Simulated } from '../../test/bench/simulateBaseline.ts';
import { randomStream } from '../core/random.ts';
import { judgeByRule, type RuleFigure } from './baselineRule.ts';

const random = randomStream(1);

function figure(base: readonly number[], now: readonly number[], changes: Partial<RuleFigure> = {}): RuleFigure {
  return {
    ...{ base: Float64Array.from(base), now: Float64Array.from(now), good: 'lower', tolerance: 0, random },
    ...{ lacking: { base: 0, now: 0, both: 0 }, failed: [] },
    ...changes,
  };
}

const judge = (of: RuleFigure, trials = of.base.length) => judgeByRule([of], trials, 0.05)[0];
const rise = (count: number, by: number) => {
  const base = Array.from({ length: count }, (_, i) => i);
  return [base, base.map((value) => value + by)] as const;
};

describe('a single run', () => {
  it('fails by more than the tolerance, in the bad way alone', () => {
    expect(judge(figure([10], [12], { tolerance: 1 }))).toMatchObject({
      verdict: 'fail',
      reason: 'worse',
      difference: 2,
    });
    expect(judge(figure([10], [12], { tolerance: 2 }))).toMatchObject({
      verdict: 'pass',
      reason: 'none',
      isBetter: false,
    });
    expect(judge(figure([10], [12], { good: 'higher' }))).toMatchObject({ verdict: 'pass', isBetter: true });
    expect(judge(figure([10], [8], { good: 'higher', tolerance: 1 }))).toMatchObject({ verdict: 'fail', beyond: 1 });
    expect(judge(figure([10], [10]))).toMatchObject({ verdict: 'pass', reason: 'same', isBetter: false });
  });

  it('keeps to the tolerance both ways where neither is good', () => {
    for (const now of [8, 12]) {
      expect(judge(figure([10], [now], { good: null, tolerance: 1 }))?.verdict).toBe('fail');
      expect(judge(figure([10], [now], { good: null, tolerance: 2 }))?.verdict).toBe('pass');
    }
  });

  it('takes what is worse by the tolerance to the last bit for within it', () => {
    // 0.1 + 0.2 is a little over 0.3.
    expect(judge(figure([0.1], [0.1 + 0.2], { tolerance: 0.2 }))?.verdict).toBe('pass');
    expect(judge(figure([0.3], [0.1 + 0.2]))).toMatchObject({ verdict: 'pass', reason: 'same' });
  });
});

describe('an ensemble', () => {
  it('fails where worsening is detected, by hand: all of n signs, and Holm', () => {
    const [base, now] = rise(8, 1);
    // One of 2^8 ways to sign eight differences is as far up.
    expect(judge(figure(base, now))).toMatchObject({ verdict: 'fail', adjusted: 1 / 256, beyond: 8, low: 1, high: 1 });
    const family = (count: number) => [
      figure(base, now),
      ...Array.from({ length: count - 1 }, () => figure(base, base)),
    ];
    // 12 / 256 is under 5 %, 13 / 256 is not.
    expect(judgeByRule(family(12), 8, 0.05)[0]).toMatchObject({ verdict: 'fail', adjusted: 12 / 256 });
    expect(judgeByRule(family(13), 8, 0.05)[0]).toMatchObject({ verdict: 'inconclusive', adjusted: 13 / 256 });
  });

  it('speaks of the tolerance, not of zero', () => {
    const [base, now] = rise(8, 1);
    expect(judge(figure(base, now, { tolerance: 0.5 }))).toMatchObject({ verdict: 'fail', adjusted: 1 / 256 });
    expect(judge(figure(base, now, { tolerance: 1 }))).toMatchObject({ verdict: 'pass', reason: 'none', beyond: 0 });
  });

  it('is of both ways where neither is good, at twice the chance', () => {
    const [base, now] = rise(8, 1);
    expect(judge(figure(base, now, { good: null }))).toMatchObject({ verdict: 'fail', adjusted: 2 / 256 });
    expect(judge(figure(now, base, { good: null, tolerance: 0.5 }))).toMatchObject({
      verdict: 'fail',
      adjusted: 2 / 256,
    });
  });

  it('passes what is worse in no trial, however few differ, and says if it is better', () => {
    expect(judge(figure([5, 5, 5], [5, 5, 2]))).toMatchObject({ verdict: 'pass', reason: 'none', isBetter: false });
    const [base, now] = rise(30, -1);
    expect(judge(figure(base, now))).toMatchObject({ verdict: 'pass', isBetter: true });
    expect(judge(figure(base, base))).toMatchObject({ verdict: 'pass', reason: 'same', isBetter: false });
  });

  it('is inconclusive where rare losses are new, since nothing bounds them', () => {
    const now = Array.from({ length: 40 }, (_, i) => (i < 3 ? 1000 : 0));
    const verdict = judge(figure(new Array(40).fill(0), now, { tolerance: 10 }));
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: 'open', beyond: 3 });
    expect(verdict?.high).toBeGreaterThan(10);
  });

  it('passes within a tolerance that the interval ends in, and not in a narrower one', () => {
    const stream = randomStream(2, 'within');
    const base = Array.from({ length: 40 }, () => stream.normal());
    const now = base.map(() => stream.normal());
    const { high = 0 } = judge(figure(base, now, { tolerance: 100 })) ?? {};
    expect(judge(figure(base, now, { tolerance: high }))).toMatchObject({ verdict: 'pass', reason: 'within', high });
    expect(judge(figure(base, now, { tolerance: high * 0.999 }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'open',
    });
  });

  it('passes with no failed trial, and with none that has a value on one side only', () => {
    const [base, now] = rise(8, 1);
    expect(judge(figure(base, base, { failed: [8] }), 9)).toMatchObject({ verdict: 'inconclusive', reason: 'failed' });
    expect(judge(figure(base, now, { failed: [8] }), 9)?.verdict).toBe('fail');
    expect(judge(figure([], [], { failed: [0] }), 1)).toMatchObject({ verdict: 'inconclusive', reason: 'failed' });
    for (const side of ['base', 'now'] as const) {
      const lacking = { base: 0, now: 0, both: 0, [side]: 1 };
      expect(judge(figure(base, base, { lacking }), 9)).toMatchObject({ verdict: 'inconclusive', reason: 'lacking' });
      expect(judge(figure([], [], { lacking }), 1)).toMatchObject({ verdict: 'inconclusive', meanBase: null });
    }
    const lacking = { base: 0, now: 0, both: 9 };
    expect(judge(figure([], [], { lacking }), 9)).toMatchObject({ verdict: 'pass', reason: 'same', difference: null });
  });
});

describe('how often it says what', () => {
  const rates = (changes: Partial<Simulated>, samples: number) =>
    baselineRates(
      { shape: 'normal', figures: 11, trials: 20, tolerance: 0, worse: 0, drawsAll: false, ...changes },
      samples,
      ...[1, 'test', JSON.stringify(changes)],
    );

  it('fails an equal proposal with other draws in 5 of 100 comparisons at most', () => {
    for (const shape of ['normal', 'losses'] as const) {
      // Of 40 at 5 %: more than 6 would happen in 1 of 500 such tests.
      expect(rates({ shape, trials: 12, drawsAll: true }, 40).gravest.fail).toBeLessThanOrEqual(6 / 40);
      expect(rates({ shape, trials: 12, drawsAll: true, tolerance: 1 }, 20).gravest.fail).toBe(0);
    }
  });

  it('catches what is worse than the tolerance, as often as the t test whose power is known', () => {
    // Noncentral t at 5 % / 11 to one side, 20 trials: 0.914 at one deviation; 60 samples, three standard errors.
    const { first } = rates({ worse: 1.5, tolerance: 0.5 }, 60);
    expect(first.fail).toBeGreaterThan(0.8);
    expect(rates({ worse: 2 }, 20).first.fail).toBe(1);
  });

  it('passes what is equal within a tolerance of a deviation, and nothing redrawn within none', () => {
    expect(rates({ trials: 40, tolerance: 1 }, 20).first.pass).toBeGreaterThan(0.9);
    expect(rates({ trials: 20 }, 20).first.pass).toBeLessThan(0.2);
  });
});
