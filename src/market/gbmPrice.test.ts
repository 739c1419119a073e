import { sampleVariance } from 'simple-statistics';
import { expect, test } from 'vitest';
import { randomStream } from '../core/random.ts';
import { DAY, YEAR } from '../core/units.ts';
import { gbmPrice } from './gbmPrice.ts';

const SPEC = { start: 200, drift: 0.3, volatility: 0.8 };

function path(ticks: number, blockSeconds: number, seed = 0, spec = SPEC): number[] {
  const process = gbmPrice(spec, { blockSeconds, random: randomStream(seed) });
  return Array.from({ length: ticks }, (_, tick) => process.next(tick));
}

test('opens at the start', () => {
  expect(path(1, 13)).toEqual([200]);
});

test('steps of ln price: mean (μ − σ²/2)·dt, variance σ²·dt, uncorrelated (|z| < 4)', () => {
  const logs = path(200_001, DAY).map(Math.log);
  const steps = logs.slice(1).map((x, i) => x - (logs[i] ?? 0));
  const n = steps.length;
  const mean = (0.3 - 0.8 ** 2 / 2) / 365;
  const variance = 0.8 ** 2 / 365;
  const average = ((logs.at(-1) ?? 0) - (logs[0] ?? 0)) / n;
  expect(Math.abs((average - mean) / Math.sqrt(variance / n))).toBeLessThan(4);
  expect(Math.abs((sampleVariance(steps) / variance - 1) / Math.sqrt(2 / n))).toBeLessThan(4);
  const lagged = steps.slice(1).reduce((total, x, i) => total + (x - mean) * ((steps[i] ?? 0) - mean), 0);
  expect(Math.abs(lagged / (variance * Math.sqrt(n - 1)))).toBeLessThan(4);
});

test('after a year the expected price is start·e^μ, whatever the block time is (|z| < 4)', () => {
  for (const steps of [1, 4]) {
    const ends = Array.from({ length: 50_000 }, (_, seed) => path(steps + 1, YEAR / steps, seed).at(-1) ?? 0);
    const expected = 200 * Math.exp(0.3);
    const variance = expected ** 2 * (Math.exp(0.8 ** 2) - 1);
    const average = ends.reduce((a, b) => a + b, 0) / ends.length;
    expect(Math.abs((average - expected) / Math.sqrt(variance / ends.length))).toBeLessThan(4);
  }
});

test('without volatility: growth at the drift', () => {
  expect(path(3, YEAR, 0, { start: 100, drift: Math.log(2), volatility: 0 })[2]).toBeCloseTo(400, 10);
});
