import { expect, test } from 'vitest';
import type { ShockSpec } from './schema.ts';
import { shockFactor } from './shocks.ts';

function factors(shocks: ShockSpec[], ticks: number, blockSeconds = 10): number[] {
  const factor = shockFactor(shocks, { blockSeconds });
  return Array.from({ length: ticks }, (_, tick) => Number(factor(tick).toFixed(12)));
}

test('none: 1', () => {
  expect(factors([], 3)).toEqual([1, 1, 1]);
});

test.each([0, 3, 10])('at once (over %d s): from the first tick at or after `at`', (over) => {
  expect(factors([{ at: 20, change: -0.3, over }], 4)).toEqual([1, 1, 0.7, 0.7]);
  expect(factors([{ at: 11, change: -0.3, over }], 4)).toEqual([1, 1, 0.7, 0.7]);
  expect(factors([{ at: 0, change: 0.5, over }], 2)).toEqual([1.5, 1.5]);
});

test('a ramp: equal steps, whole by `at` + `over`', () => {
  expect(factors([{ at: 10, change: -0.4, over: 40 }], 7)).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.6, 0.6]);
  // 35 s is four ticks of 10 s.
  expect(factors([{ at: 10, change: -0.4, over: 35 }], 6)).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.6]);
});

test('a recovery of a share of the change, from the tick after the full change', () => {
  const shock = { at: 10, change: -0.4, over: 0, recover: { over: 20, share: 0.5 } };
  expect(factors([shock], 6)).toEqual([1, 0.6, 0.7, 0.8, 0.8, 0.8]);
  expect(factors([{ ...shock, recover: { over: 20, share: 1 } }], 6)).toEqual([1, 0.6, 0.8, 1, 1, 1]);
  expect(factors([{ ...shock, recover: { over: 0, share: 1 } }], 4)).toEqual([1, 0.6, 1, 1]);
  expect(factors([{ ...shock, recover: { over: 20, share: 0 } }], 5)).toEqual([1, 0.6, 0.6, 0.6, 0.6]);
});

test('several: their product, in any order', () => {
  const one = { at: 10, change: -0.3, over: 0 };
  const two = { at: 20, change: -0.5, over: 20 };
  expect(factors([one, two], 5)).toEqual([1, 0.7, 0.525, 0.35, 0.35]);
  expect(factors([two, one], 5)).toEqual(factors([one, two], 5));
});
