import { expect, test } from 'vitest';
import { betaQuantile, binomialCdf, incompleteBeta, studentQuantile } from './specialFunctions.ts';

test('the incomplete beta function, where it has a closed form', () => {
  for (const x of [0.001, 0.2, 0.5, 0.77, 0.999]) {
    expect(incompleteBeta(x, 1, 1)).toBeCloseTo(x, 13);
    expect(incompleteBeta(x, 3, 1)).toBeCloseTo(x * x * x, 13);
    expect(incompleteBeta(x, 1, 4)).toBeCloseTo(1 - (1 - x) ** 4, 13);
    expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
  }
  expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
});

test('its inverse gives the share back', () => {
  for (const [a, b] of [
    [1, 200],
    [200, 1],
    [13, 188],
    [5000, 5001],
  ] as const) {
    for (const p of [0.025, 0.5, 0.975]) expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 10);
  }
});

test("Student's quantiles as in the tables", () => {
  const table = [
    [0.975, 1, 12.7062],
    [0.975, 4, 2.7764],
    [0.975, 30, 2.0423],
    [0.995, 10, 3.1693],
    [0.975, 1e6, 1.96],
  ] as const;
  for (const [p, degrees, expected] of table) {
    expect(studentQuantile(p, degrees)).toBeCloseTo(expected, 3);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-expected, 3);
  }
  expect(studentQuantile(0.5, 7)).toBe(0);
});

test('the binomial distribution is the sum of its terms', () => {
  const [n, p] = [12, 0.3];
  let term = (1 - p) ** n;
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += term;
    expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 12);
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  expect(binomialCdf(-1, n, p)).toBe(0);
});
