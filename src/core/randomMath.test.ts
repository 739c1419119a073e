import { describe, expect, test } from 'vitest';
import { randomStream } from './random.ts';
import { exp, log } from './randomMath.ts';

/** Distance in units of the last place. */
function ulps(a: number, b: number): number {
  const view = new DataView(new ArrayBuffer(16));
  view.setFloat64(0, a);
  view.setFloat64(8, b);
  return Math.abs(Number(view.getBigInt64(0) - view.getBigInt64(8)));
}

describe('log', () => {
  test('pinned to the last bit', () => {
    expect([0.001, 0.7, 1.5, 86, 194.61, 1e300].map(log)).toEqual([
      -6.907755278982137, -0.35667494393873245, 0.4054651081081644, 4.454347296253507, 5.270997555893074,
      690.7755278982137,
    ]);
  });

  test('within 2 units in the last place of Math.log, subnormals included', () => {
    const random = randomStream('log');
    for (let i = 0; i < 100_000; i += 1) {
      const x = Math.exp((random.uniform() - 0.5) * (i % 2 ? 1480 : 2));
      if (x > 0 && x < Number.POSITIVE_INFINITY) expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(2);
    }
  });

  test('edges', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(Number.NaN)).toBeNaN();
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(log(Number.MIN_VALUE)).toBe(-744.4400719213812);
  });
});

describe('exp', () => {
  test('pinned to the last bit', () => {
    expect([-700, -1.3, -1e-9, 0.25, 5, 100, 709].map(exp)).toEqual([
      9.85967654375977e-305, 0.2725317930340126, 0.999999999, 1.2840254166877414, 148.4131591025766,
      2.6881171418161356e43, 8.218407461554972e307,
    ]);
  });

  test('within 2 units in the last place of Math.exp', () => {
    const random = randomStream('exp');
    for (let i = 0; i < 100_000; i += 1) {
      const x = (random.uniform() - 0.5) * (i % 2 ? 1400 : 2);
      expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(2);
    }
  });

  test('edges', () => {
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(709.7)).toBe(1.6549840276802644e308);
  });
});
