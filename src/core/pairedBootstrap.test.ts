import { describe, expect, it } from 'vitest';
import { bootstrapMean } from './pairedBootstrap.ts';
import { randomStream } from './random.ts';
import { exp } from './randomMath.ts';

const SAMPLES = 500;

/** Share of samples whose 95 % interval holds the true mean, and of those with an infinite end. */
function measured(n: number, mean: number, draw: () => number, name: string) {
  const random = randomStream(11, 'bootstrap', name);
  let [held, open] = [0, 0];
  for (let i = 0; i < SAMPLES; i++) {
    const { low, high } = bootstrapMean(Float64Array.from({ length: n }, draw), 0.95, random);
    if (low <= mean && mean <= high) held++;
    if (!Number.isFinite(low) || !Number.isFinite(high)) open++;
  }
  return { held: held / SAMPLES, open: open / SAMPLES };
}

describe('bootstrapMean', () => {
  const random = randomStream(1, 'test');

  it('gives no bounds of one value, no width of equal ones, and nothing of none', () => {
    expect(bootstrapMean(new Float64Array(), 0.95, random)).toMatchObject({ estimate: null, low: -Infinity });
    expect(bootstrapMean(Float64Array.of(3), 0.95, random)).toMatchObject({
      estimate: 3,
      low: -Infinity,
      high: Infinity,
    });
    expect(bootstrapMean(Float64Array.of(0.1, 0.1, 0.1), 0.95, random)).toEqual({ estimate: 0.1, low: 0.1, high: 0.1 });
    expect(bootstrapMean(new Float64Array(9), 0.95, random)).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it('leaves an end open where a single value differs: it bounds nothing', () => {
    const values = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1);
    const { estimate, low, high } = bootstrapMean(values, 0.95, random);
    expect(estimate).toBe(1 / 8);
    expect([low, high].some((end) => !Number.isFinite(end))).toBe(true);
  });

  it('moves and stretches with the values', () => {
    const values = Float64Array.of(1, 4, -2, 7, 3, 3, 0, 9);
    const { estimate, low, high } = bootstrapMean(values, 0.95, randomStream(2));
    const moved = bootstrapMean(
      values.map((value) => 10 - 2 * value),
      0.9,
      randomStream(2),
    );
    expect(estimate).toBe(25 / 8);
    expect(moved.estimate).toBe(10 - 2 * (25 / 8));
    // 90 % is shorter than 95 % of twice the width.
    expect(moved.high - moved.low).toBeLessThan(2 * (high - low));
    expect(bootstrapMean(values, 0.95, randomStream(2))).toEqual({ estimate, low, high });
  });

  // 500 samples tell 95 % from less or more by ± 2 points (two standard errors).
  it('holds the true mean of normal values in 95 of 100 samples', () => {
    const draws = randomStream(3, 'normal');
    for (const n of [8, 20]) {
      const { held } = measured(n, 0.5, () => 0.5 + draws.normal(), `normal ${n}`);
      expect(held).toBeGreaterThan(0.925);
      expect(held).toBeLessThan(0.985);
    }
  });

  it('holds it nearly as often where values are skew, as losses are', () => {
    const draws = randomStream(3, 'skew');
    expect(measured(20, 1, () => draws.exponential(), 'exponential 20').held).toBeGreaterThan(0.92);
    expect(measured(20, exp(0.5), () => exp(draws.normal()), 'log-normal 20').held).toBeGreaterThan(0.895);
  });

  it('holds it where most trials show no difference, with an open end in many samples of few', () => {
    const draws = randomStream(3, 'zeros');
    const rare = () => (draws.uniform() < 0.8 ? 0 : draws.exponential());
    const few = measured(20, 0.2, rare, 'rare 20');
    expect(few.held).toBeGreaterThan(0.93);
    expect(few.open).toBeGreaterThan(0.2);
    const many = measured(60, 0.2, rare, 'rare 60');
    expect(many.held).toBeGreaterThan(0.92);
    expect(many.open).toBeLessThan(0.02);
  });
});
