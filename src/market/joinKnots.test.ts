import { sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../core/random.ts';
import { YEAR } from '../core/units.ts';
import { joinKnots, type Knot } from './joinKnots.ts';

const SEEDS = 20_000;
const BLOCK = 13;

function path(knots: Knot[], ticks: number, { volatility = 0.8, seed = 0, straight = false } = {}): number[] {
  const process = joinKnots(knots, {
    interpolation: straight ? 'straight' : 'bridge',
    volatility,
    blockSeconds: BLOCK,
    random: randomStream(seed, 'market'),
  });
  return Array.from({ length: ticks }, (_, tick) => process.next(tick));
}

/** ln price at two ticks of one path, over many seeds. Bounds on z below are 4: chance 1 in 16 000 a figure. */
function logsOverSeeds(knots: Knot[], ticks: [number, number]): [number[], number[]] {
  const logs: [number[], number[]] = [[], []];
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const prices = path(knots, Math.max(...ticks) + 1, { seed });
    ticks.forEach((tick, i) => {
      logs[i]?.push(Math.log(prices[tick] ?? Number.NaN));
    });
  }
  return logs;
}

function zMean(samples: number[], mean: number, variance: number): number {
  const average = samples.reduce((a, b) => a + b, 0) / samples.length;
  return (average - mean) / Math.sqrt(variance / samples.length);
}

/** A normal's sample variance has standard error variance·√(2/n). */
function zVariance(samples: number[], variance: number): number {
  return (sampleVariance(samples) / variance - 1) / Math.sqrt(2 / samples.length);
}

describe('bridge', () => {
  const knots = [
    { tick: 0, price: 194.61 },
    { tick: 20, price: 110 },
    { tick: 30, price: 86 },
  ];

  test('knots are met exactly, whatever the seed', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const prices = path(knots, 40, { seed });
      expect([prices[0], prices[20], prices[30], prices[39]]).toEqual([194.61, 110, 86, 86]);
    }
  });

  test('law at the midpoint and a quarter before the end: mean, variance and covariance of ln price', () => {
    const [middle, late] = logsOverSeeds(knots.slice(0, 2), [10, 15]);
    const perTick = (0.8 ** 2 * BLOCK) / YEAR;
    const meanAt = (tick: number) => Math.log(194.61) + (Math.log(110 / 194.61) * tick) / 20;
    expect(Math.abs(zMean(middle, meanAt(10), perTick * 5))).toBeLessThan(4);
    expect(Math.abs(zVariance(middle, perTick * 5))).toBeLessThan(4);
    expect(Math.abs(zMean(late, meanAt(15), perTick * 3.75))).toBeLessThan(4);
    expect(Math.abs(zVariance(late, perTick * 3.75))).toBeLessThan(4);
    // Cov(x(s), x(t)) = σ²·s·(T − t)/T; a product of two normals has variance σ₁²σ₂² + cov².
    const covariance = (perTick * 10 * 5) / 20;
    const products = middle.map((x, i) => (x - meanAt(10)) * ((late[i] ?? 0) - meanAt(15)));
    const spread = perTick * 5 * perTick * 3.75 + covariance ** 2;
    expect(Math.abs(zMean(products, covariance, spread))).toBeLessThan(4);
  });

  test('a knot before the start: tick 0 is drawn by the same law', () => {
    const [start] = logsOverSeeds(
      [
        { tick: -5, price: 100 },
        { tick: 5, price: 110 },
      ],
      [0, 1],
    );
    expect(Math.abs(zMean(start, Math.log(100 * 110) / 2, ((0.64 * BLOCK) / YEAR) * 2.5))).toBeLessThan(4);
    expect(Math.abs(zVariance(start, ((0.64 * BLOCK) / YEAR) * 2.5))).toBeLessThan(4);
  });

  test('without volatility: straight in ln price', () => {
    const prices = path(
      [
        { tick: 0, price: 100 },
        { tick: 2, price: 400 },
      ],
      3,
      { volatility: 0 },
    );
    expect(prices[1]).toBeCloseTo(200, 10);
  });

  test('a moved knot moves no draw: the deviations from the mean are the same after it', () => {
    const one = path(
      [
        { tick: 0, price: 100 },
        { tick: 5, price: 100 },
        { tick: 20, price: 100 },
      ],
      20,
    );
    const other = path(
      [
        { tick: 0, price: 100 },
        { tick: 5, price: 50 },
        { tick: 20, price: 50 },
      ],
      20,
    );
    for (let tick = 6; tick < 20; tick += 1) expect(other[tick]).toBeCloseTo((one[tick] ?? 0) / 2, 10);
  });

  test('pinned', () => {
    expect(path(knots, 4)).toMatchInlineSnapshot(`
      [
        194.61,
        189.186086617628,
        183.6808333456873,
        178.4828986162167,
      ]
    `);
  });
});

describe('straight', () => {
  test('linear in price, flat at the end', () => {
    const knots = [
      { tick: 0, price: 100 },
      { tick: 4, price: 80 },
      { tick: 5, price: 90 },
    ];
    expect(path(knots, 7, { straight: true })).toEqual([100, 95, 90, 85, 80, 90, 90]);
  });

  test('of several knots in one tick the last counts', () => {
    const knots = [
      { tick: 0, price: 100 },
      { tick: 0, price: 50 },
      { tick: 2, price: 10 },
      { tick: 2, price: 70 },
    ];
    // The line to tick 2 aims at what is met there.
    expect(path(knots, 4, { straight: true })).toEqual([50, 60, 70, 70]);
  });
});

test('refused: no price at the start, a bridge without volatility', () => {
  const options = { blockSeconds: BLOCK, random: randomStream(0) };
  expect(() => joinKnots([], { ...options, interpolation: 'straight' })).toThrow(RangeError);
  expect(() => joinKnots([{ tick: 1, price: 1 }], { ...options, interpolation: 'straight' })).toThrow(RangeError);
  expect(() => joinKnots([{ tick: 0, price: 1 }], { ...options, interpolation: 'bridge' })).toThrow(RangeError);
});
