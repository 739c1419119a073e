import { expect, test } from 'vitest';
import { RealisedVolatility } from './realisedVolatility.ts';

const YEAR = 365 * 24 * 3600;

/** Prices that alternate between two levels: each log return is ±change. */
function alternating(change: number, blocks: number): number[] {
  return Array.from({ length: blocks + 1 }, (_, i) => (i % 2 === 0 ? 100 : 100 * Math.E ** change));
}

function after(prices: readonly number[], options: { start: number; halfLife: number; blockSeconds: number }): number {
  const volatility = new RealisedVolatility(options);
  for (const price of prices) volatility.observe(price);
  return volatility.value;
}

test('is what it starts at before the first return', () => {
  expect(after([], { start: 0.8, halfLife: 3600, blockSeconds: 12 })).toBe(0.8);
  expect(after([100], { start: 0.8, halfLife: 3600, blockSeconds: 12 })).toBe(0.8);
});

test('stays at the volatility of a constant return', () => {
  // 0.1 % a block of 12 s: σ = 0.001 · √(31 536 000 / 12) = 1.6211…
  const sigma = 0.001 * Math.sqrt(YEAR / 12);
  expect(sigma).toBeCloseTo(1.621, 3);
  const options = { start: sigma, halfLife: 3600, blockSeconds: 12 };
  expect(after(alternating(0.001, 1000), options)).toBeCloseTo(sigma, 10);
  // A trend has the same squared returns: no mean is taken off.
  const trend = Array.from({ length: 1001 }, (_, i) => 100 * Math.E ** (0.001 * i));
  expect(after(trend, options)).toBeCloseTo(sigma, 10);
});

test('goes half of the way in variance in a half-life', () => {
  const [start, sigma] = [0.5, 0.001 * Math.sqrt(YEAR / 12)];
  const options = { start, halfLife: 3600, blockSeconds: 12 };
  // 300 blocks of 12 s are one half-life, 600 two.
  expect(after(alternating(0.001, 300), options)).toBeCloseTo(Math.sqrt((start * start + sigma * sigma) / 2), 10);
  expect(after(alternating(0.001, 600), options)).toBeCloseTo(
    Math.sqrt(start * start * 0.25 + sigma * sigma * 0.75),
    10,
  );
});

test('a half-life of one block weighs the last return like all before', () => {
  const one = after([100, 100 * Math.E ** 0.01], { start: 0, halfLife: 60, blockSeconds: 60 });
  expect(one).toBeCloseTo(Math.sqrt((0.5 * 0.0001 * YEAR) / 60), 10);
});
