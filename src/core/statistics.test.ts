import { describe, expect, test } from 'vitest';
import { randomStream } from './random.ts';
import { aggregate, mean, quantile, quantiles } from './statistics.ts';

describe('quantile, type 7', () => {
  // R: quantile(c(3, 6, 7, 8, 8, 10, 13, 15, 16, 20), c(0, .01, .25, .5, .75, .99, 1))
  const sample = [20, 3, 8, 6, 16, 7, 15, 8, 13, 10];

  test('as in R and numpy', () => {
    const expected = [3, 3.27, 7.25, 9, 14.5, 19.64, 20].map((value) => expect.closeTo(value, 12));
    expect(quantiles(sample, [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1])).toEqual(expected);
  });

  test('the input stays as it was, typed or not', () => {
    const typed = Float64Array.from(sample);
    expect(quantile(typed, 0.5)).toBe(9);
    expect(quantile(sample, 0.5)).toBe(9);
    expect([...typed]).toEqual(sample);
    expect(sample[0]).toBe(20);
  });

  test('NaN is no sample; none at all gives null', () => {
    expect(quantile([Number.NaN, 4, Number.NaN, 2], 0.5)).toBe(3);
    expect(quantile([Number.NaN], 0.5)).toBeNull();
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([7], 0.31)).toBe(7);
  });

  test.each([-0.1, 1.1, Number.NaN])('p = %d is refused, even without samples', (p) => {
    expect(() => quantile([], p)).toThrow(RangeError);
  });
});

describe('aggregate', () => {
  test('a series with holes', () => {
    const result = aggregate(Float64Array.of(Number.NaN, 4, 1, Number.NaN, 3, 2, Number.NaN));
    expect(result).toEqual({
      count: 4,
      final: 2,
      min: 1,
      max: 4,
      mean: 2.5,
      sum: 10,
      p01: expect.closeTo(1.03, 12),
      p05: expect.closeTo(1.15, 12),
      p25: 1.75,
      p50: 2.5,
      p75: 3.25,
      p95: expect.closeTo(3.85, 12),
      p99: expect.closeTo(3.97, 12),
    });
  });

  test('no sample: all null', () => {
    for (const empty of [[], new Float64Array(0), [Number.NaN, Number.NaN]]) {
      const { count, ...rest } = aggregate(empty);
      expect(count).toBe(0);
      expect(Object.values(rest).every((value) => value === null)).toBe(true);
      expect(Object.keys(rest)).toHaveLength(12);
    }
  });

  test('the sum is compensated', () => {
    expect(aggregate([1e16, 1, -1e16, 1]).sum).toBe(2);
    expect(aggregate(new Array(10).fill(0.1)).sum).toBe(1);
  });

  test('an infinity is a sample', () => {
    const up = aggregate([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(up).toMatchObject({ min: 1, max: Number.POSITIVE_INFINITY, sum: Number.POSITIVE_INFINITY });
    expect(up).toMatchObject({ p01: Number.POSITIVE_INFINITY, p50: Number.POSITIVE_INFINITY });
    expect(aggregate([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toMatchObject({ mean: null, p50: null });
  });

  test('a million samples', () => {
    const random = randomStream('statistics');
    const values = Float64Array.from({ length: 1_000_000 }, () => random.uniform());
    const result = aggregate(values);
    expect(result.count).toBe(1_000_000);
    expect(result.p25).toBeCloseTo(0.25, 2);
    expect(result.p99).toBeCloseTo(0.99, 2);
    expect(aggregate(Array.from(values))).toEqual(result);
  });
});

test('mean', () => {
  expect(mean([1, Number.NaN, 3])).toBe(2);
  expect(mean([Number.NaN])).toBeNull();
});
