import { sampleVariance } from 'simple-statistics';
import { expect, test } from 'vitest';
import { randomStream } from '../core/random.ts';
import { DAY } from '../core/units.ts';
import { gbmPrice } from './gbmPrice.ts';
import { jumpDiffusionPrice } from './jumpDiffusionPrice.ts';

const SPEC = { start: 200, drift: 0, volatility: 0, jumps: { perDay: 2, mean: -0.05, deviation: 0 } };

function path(ticks: number, blockSeconds: number, spec = SPEC, seed = 0): number[] {
  const process = jumpDiffusionPrice(spec, { blockSeconds, random: randomStream(seed) });
  return Array.from({ length: ticks }, (_, tick) => process.next(tick));
}

/** Jumps up to the end of a path without diffusion, where each multiplies by 0.95. */
const jumpsIn = (prices: number[]) => Math.round(Math.log((prices.at(-1) ?? 0) / 200) / Math.log(0.95));

test('the number of jumps is Poisson: mean and variance λt (|z| < 4)', () => {
  const counts = Array.from({ length: 20_000 }, (_, seed) => jumpsIn(path(2, 3 * DAY, SPEC, seed)));
  const n = counts.length;
  const average = counts.reduce((a, b) => a + b, 0) / n;
  expect(Math.abs((average - 6) / Math.sqrt(6 / n))).toBeLessThan(4);
  // Variance of a Poisson sample variance: (λ + 2λ²)/n.
  expect(Math.abs((sampleVariance(counts) - 6) / Math.sqrt((6 + 72) / n))).toBeLessThan(4);
});

test('sizes are log-normal around the median 1 + mean (|z| < 4)', () => {
  const spec = { ...SPEC, jumps: { perDay: 1, mean: -0.05, deviation: 0.03 } };
  const logs = path(10_001, DAY, spec).map(Math.log);
  const steps = logs.slice(1).map((x, i) => x - (logs[i] ?? 0));
  // Compound Poisson a day: mean λm, variance λ(m² + δ²), with m = ln 0.95.
  const m = Math.log(0.95);
  const variance = m ** 2 + 0.03 ** 2;
  const average = steps.reduce((a, b) => a + b, 0) / steps.length;
  expect(Math.abs((average - m) / Math.sqrt(variance / steps.length))).toBeLessThan(4);
  // Fourth central moment of a compound Poisson: λE[Y⁴] + 3 variance².
  const fourth = m ** 4 + 6 * m ** 2 * 0.03 ** 2 + 3 * 0.03 ** 4;
  const error = Math.sqrt((fourth + 2 * variance ** 2) / steps.length);
  expect(Math.abs((sampleVariance(steps) - variance) / error)).toBeLessThan(4);
});

test('not compensated: E[S(t)] = start·e^((μ + λk)t) (|z| < 4)', () => {
  const spec = { start: 100, drift: 0.2, volatility: 0.6, jumps: { perDay: 1, mean: -0.05, deviation: 0.1 } };
  const ends = Array.from({ length: 50_000 }, (_, seed) => path(2, 5 * DAY, spec, seed).at(-1) ?? 0);
  const k = 0.95 * Math.exp(0.1 ** 2 / 2) - 1;
  const expected = 100 * Math.exp(0.2 * (5 / 365) + 5 * k);
  const average = ends.reduce((a, b) => a + b, 0) / ends.length;
  expect(Math.abs((average - expected) / Math.sqrt(sampleVariance(ends) / ends.length))).toBeLessThan(4);
});

test('the same jumps whatever the block time is', () => {
  expect(path(11, DAY).at(-1)).toBe(path(241, DAY / 24).at(-1));
});

test('without jumps it is the diffusion; jumps leave the diffusion as it was', () => {
  const diffusion = { start: 200, drift: 0.1, volatility: 0.8 };
  const process = gbmPrice(diffusion, { blockSeconds: 13, random: randomStream(0) });
  const plain = Array.from({ length: 200 }, (_, tick) => process.next(tick));
  expect(path(200, 13, { ...diffusion, jumps: { perDay: 0, mean: -0.05, deviation: 0.03 } })).toEqual(plain);
  const jumpy = path(200, 13, { ...diffusion, jumps: { perDay: 3000, mean: -0.5, deviation: 0 } });
  jumpy.forEach((price, tick) => {
    const halvings = Math.log2((plain[tick] ?? 0) / price);
    expect(halvings).toBeCloseTo(Math.round(halvings), 8);
  });
  expect(jumpy.at(-1)).toBeLessThan(1);
});
