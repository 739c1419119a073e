import { describe, expect, test } from 'vitest';
import { randomStream } from '../core/random.ts';
import { knotPrice } from './knotPrice.ts';
import { tickAt } from './marketClock.ts';

function path(points: [number, number][], interpolation: 'bridge' | 'straight', ticks = 7): number[] {
  const process = knotPrice(
    { points, interpolation, volatility: 0.8 },
    { blockSeconds: 13, random: randomStream(20200312) },
  );
  return Array.from({ length: ticks }, (_, tick) => process.next(tick));
}

test.each([
  [0, 0],
  [1, 1],
  [13, 1],
  [14, 2],
  [-12, -0],
  [-13, -1],
])('%d s after the start is shown by tick %d of 13 s', (offset, tick) => {
  expect(tickAt(offset, 13)).toBe(tick);
});

describe.each(['bridge', 'straight'] as const)('%s', (interpolation) => {
  test('a knot is the price of the first tick at or after its time; flat after the last', () => {
    const prices = path(
      [
        [0, 100],
        [26, 90],
        [27, 80],
        [60, 95],
      ],
      interpolation,
    );
    expect([prices[0], prices[2], prices[3], prices[5], prices[6]]).toEqual([100, 90, 80, 95, 95]);
  });

  test('of knots within one block the last counts, and the first tick has the first knot', () => {
    const prices = path(
      [
        [0, 100],
        [1, 86],
        [5, 90],
        [13, 92],
      ],
      interpolation,
    );
    expect(prices.slice(0, 3)).toEqual([100, 92, 92]);
  });
});
