import { sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { sample } from './distribution.ts';
import type { DistributionSpec } from './distributionSpec.ts';
import { randomStream } from './random.ts';
import { mean, quantiles } from './statistics.ts';

const COUNT = 200_000;

function draws(spec: DistributionSpec, count = COUNT): number[] {
  const random = randomStream('distribution', spec.kind);
  return Array.from({ length: count }, () => sample(spec, random));
}

/** z-score of the sample mean. All bounds below are |z| < 4: one seeded draw in 16 000 would miss by chance. */
function z(samples: number[], expectedMean: number, variance: number): number {
  return ((mean(samples) ?? Number.NaN) - expectedMean) / Math.sqrt(variance / samples.length);
}

/** z-score of the share of samples at or under `x`. */
function shareZ(samples: number[], x: number, share: number): number {
  return z(
    samples.map((value) => Number(value <= x)),
    share,
    share * (1 - share),
  );
}

test('constant: the value, and nothing taken from the stream', () => {
  const random = randomStream(1);
  expect(sample({ kind: 'constant', value: 2.5 }, random)).toBe(2.5);
  expect(random.uniform()).toBe(randomStream(1).uniform());
});

test('uniform: bounds, mean (a + b)/2, variance (b − a)²/12', () => {
  const samples = draws({ kind: 'uniform', min: 1.2, max: 1.5 });
  expect(samples.every((x) => x >= 1.2 && x <= 1.5)).toBe(true);
  expect(Math.abs(z(samples, 1.35, 0.3 ** 2 / 12))).toBeLessThan(4);
  expect(sampleVariance(samples)).toBeCloseTo(0.3 ** 2 / 12, 4);
  expect(draws({ kind: 'uniform', min: 4, max: 4 }, 3)).toEqual([4, 4, 4]);
});

describe('lognormal', () => {
  const free = { kind: 'lognormal', median: 20_000, sigma: 1.1, min: 0, max: Number.MAX_VALUE } as const;

  test('the logarithm has mean ln median and variance sigma²', () => {
    const logs = draws(free).map(Math.log);
    expect(Math.abs(z(logs, Math.log(20_000), 1.1 ** 2))).toBeLessThan(4);
    const squares = logs.map((x) => (x - Math.log(20_000)) ** 2);
    expect(Math.abs(z(squares, 1.1 ** 2, 2 * 1.1 ** 4))).toBeLessThan(4);
  });

  test('quantiles are median·exp(sigma·z)', () => {
    const samples = draws(free);
    for (const [p, normal] of [
      [0.05, -1.6448536269514722],
      [0.5, 0],
      [0.95, 1.6448536269514722],
    ] as const) {
      expect(Math.abs(shareZ(samples, 20_000 * Math.exp(1.1 * normal), p))).toBeLessThan(4);
    }
  });

  test('clamped: the bounds carry the mass beyond them, the median stays', () => {
    // 20 000·exp(±1.1·1.6448…): 5 % lie beyond either bound.
    const min = 20_000 * Math.exp(-1.1 * 1.6448536269514722);
    const max = 20_000 * Math.exp(1.1 * 1.6448536269514722);
    const samples = draws({ ...free, min, max });
    expect(samples.every((x) => x >= min && x <= max)).toBe(true);
    for (const bound of [min, max]) {
      expect(
        Math.abs(
          z(
            samples.map((x) => Number(x === bound)),
            0.05,
            0.05 * 0.95,
          ),
        ),
      ).toBeLessThan(4);
    }
    expect(quantiles(samples, [0.01, 0.99])).toEqual([min, max]);
    expect(Math.abs(shareZ(samples, 20_000, 0.5))).toBeLessThan(4);
  });

  test('sigma 0 is the median', () => {
    expect(draws({ ...free, sigma: 0 }, 1)[0]).toBeCloseTo(20_000, 8);
  });
});

describe('exponential', () => {
  test('mean m, variance m²', () => {
    const samples = draws({ kind: 'exponential', mean: 7200 });
    expect(Math.abs(z(samples, 7200, 7200 ** 2))).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => (x - 7200) ** 2),
          7200 ** 2,
          8 * 7200 ** 4,
        ),
      ),
    ).toBeLessThan(4);
    expect(Math.abs(shareZ(samples, 7200 * Math.LN2, 0.5))).toBeLessThan(4);
  });

  test('clamped to max: mean m·(1 − e^(−max/m))', () => {
    const samples = draws({ kind: 'exponential', mean: 2, max: 3 });
    expect(Math.max(...samples.slice(0, 1000))).toBe(3);
    const expected = 2 * (1 - Math.exp(-1.5));
    expect(Math.abs(z(samples, expected, sampleVariance(samples)))).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => Number(x === 3)),
          Math.exp(-1.5),
          Math.exp(-1.5),
        ),
      ),
    ).toBeLessThan(4);
  });
});

test('draws are pinned', () => {
  const random = randomStream(1, 'pinned');
  const first = (spec: DistributionSpec) => sample(spec, random);
  expect([
    first({ kind: 'uniform', min: 0, max: 10 }),
    first({ kind: 'lognormal', median: 2, sigma: 0.5, min: 0, max: 100 }),
    first({ kind: 'exponential', mean: 3 }),
  ]).toMatchInlineSnapshot(`
    [
      5.443793406331212,
      0.9187842153879202,
      6.274518569025895,
    ]
  `);
});
