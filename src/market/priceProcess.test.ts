import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { randomStream } from '../core/random.ts';
import { DAY, HOUR, MINUTE, toWad } from '../core/units.ts';
import { createPriceProcess, type PriceProcessContext } from './priceProcess.ts';
import type { PriceProcessSpec } from './schema.ts';

/** Two days from 12 March 2020 in blocks of 13 s. */
const CLOCK = { ticks: Math.ceil((2 * DAY) / 13), blockSeconds: 13, startSeconds: 1_583_971_200 };

function prices(spec: PriceProcessSpec, context: Partial<PriceProcessContext> = {}): number[] {
  const whole = { ...CLOCK, random: randomStream(20200312, 0, 'market'), ...context };
  const process = createPriceProcess(spec, whole);
  return Array.from({ length: whole.ticks }, (_, tick) => process.next(tick));
}

const KNOTS: PriceProcessSpec = {
  kind: 'knots',
  points: [
    [0, 194.61],
    [10 * HOUR + 1, 150],
    [26 * HOUR + 15 * MINUTE, 86],
    [48 * HOUR, 132.5],
  ],
  interpolation: 'bridge',
  volatility: 0.8,
};
const GBM: PriceProcessSpec = { kind: 'gbm', start: 200, drift: 0, volatility: 1.2 };
const JUMPS: PriceProcessSpec = { ...GBM, kind: 'jump-diffusion', jumps: { perDay: 2, mean: -0.05, deviation: 0.03 } };

test('constant', () => {
  expect(prices({ kind: 'constant', price: 1.0025 }, { ticks: 3 })).toEqual([1.0025, 1.0025, 1.0025]);
});

test('knots: each is the price of the first tick at or after its time', () => {
  const path = prices(KNOTS);
  expect(path[0]).toBe(194.61);
  expect(path[Math.ceil((10 * HOUR + 1) / 13)]).toBe(150);
  expect(path[Math.ceil((26 * HOUR + 15 * MINUTE) / 13)]).toBe(86);
  expect(path.at(-1)).toBeCloseTo(132.5, 0);
});

test('shocks multiply the path', () => {
  const shocks = [{ at: 13, change: -0.5, over: 0 }];
  const calm = prices(KNOTS, { ticks: 100 });
  const shocked = prices(KNOTS, { ticks: 100, shocks });
  expect(shocked[0]).toBe(calm[0]);
  for (let tick = 1; tick < 100; tick += 1) expect(shocked[tick]).toBeCloseTo((calm[tick] ?? 0) / 2, 7);
});

test.each([KNOTS, GBM, JUMPS])('$kind: every price has 8 decimals and is the same on chain', (spec) => {
  for (const price of prices(spec)) {
    expect(Number(price.toFixed(8))).toBe(price);
    expect(Number(toWad(price) / 10n ** 10n) / 1e8).toBe(price);
  }
});

test.each([KNOTS, GBM, JUMPS])('$kind: same stream, same path; another stream, another', (spec) => {
  const context = { ticks: 500 };
  expect(prices(spec, context)).toEqual(prices(spec, context));
  const other = prices(spec, { ...context, random: randomStream(20200313, 0, 'market') });
  expect(other.filter((price, tick) => price !== prices(spec, context)[tick]).length).toBeGreaterThan(450);
});

test('any tick, any order, any number of times; none outside the clock', () => {
  const process = createPriceProcess(GBM, { ...CLOCK, ticks: 10, random: randomStream(1) });
  const forwards = Array.from({ length: 10 }, (_, tick) => process.next(tick));
  expect(forwards.map((_, i) => process.next(9 - i))).toEqual(forwards.toReversed());
  for (const tick of [-1, 10, 0.5]) expect(() => process.next(tick)).toThrow(RangeError);
});

describe('prices that are none', () => {
  const failure = (spec: PriceProcessSpec, context: Partial<PriceProcessContext> = {}) => {
    try {
      prices(spec, { ticks: 3, ...context });
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
    throw new Error('no error');
  };

  test('too small for 8 decimals', () => {
    expect(
      failure({ kind: 'constant', price: 1 }, { shocks: [{ at: 26, change: -1 + 1e-9, over: 0 }] }),
    ).toMatchInlineSnapshot(`
      "the market price has left the range of prices
        process:  constant
        tick:     2
        time:     2020-03-12T00:00:26.000Z
        price:    9.999999717180685e-10 USD
        expected: 0.00000001 USD to 90 million USD
        fix:      Give the process a start, drift, volatility and shocks that keep the price in that range."
    `);
  });

  test('not finite', () => {
    expect(failure({ kind: 'gbm', start: 1, drift: 1e12, volatility: 0 })).toContain('Infinity USD');
  });

  test('too large for 8 decimals', () => {
    expect(failure({ kind: 'constant', price: 1e8 })).toContain('100000000 USD');
  });

  test.each([0, -1, Number.NaN])('%d', (price) => {
    expect(failure({ kind: 'constant', price })).toContain(`${price} USD`);
  });
});

test('pinned paths', () => {
  const at = [0, 1, 2, 1000, 13_292];
  expect([KNOTS, GBM, JUMPS].map((spec) => at.map((tick) => prices(spec)[tick]))).toMatchInlineSnapshot(`
    [
      [
        194.61,
        194.57435396,
        194.64900199,
        176.95641854,
        132.45747565,
      ],
      [
        200,
        199.73610761,
        199.7093237,
        197.74981035,
        196.80502657,
      ],
      [
        200,
        199.73610761,
        199.7093237,
        197.74981035,
        178.82968892,
      ],
    ]
  `);
});
