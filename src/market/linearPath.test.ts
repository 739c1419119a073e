import { expect, test } from 'vitest';
import { linearPath } from './linearPath.ts';

const GWEI = 1_000_000_000n;

test('one point: constant', () => {
  const fee = linearPath([[0, 35n * GWEI]], { blockSeconds: 13 });
  expect([0, 1, 13_293].map(fee)).toEqual([35n * GWEI, 35n * GWEI, 35n * GWEI]);
});

test('straight between points, met exactly, flat after the last', () => {
  const fee = linearPath(
    [
      [0, 4n * GWEI],
      [100, 6n * GWEI],
      [200, 1n * GWEI],
    ],
    { blockSeconds: 10 },
  );
  expect([0, 5, 10, 15, 20, 21, 1000].map(fee)).toEqual([
    4_000_000_000n,
    5_000_000_000n,
    6_000_000_000n,
    3_500_000_000n,
    GWEI,
    GWEI,
    GWEI,
  ]);
});

test('integers: floored to a wei, exact beyond 2^53', () => {
  const huge = 10n ** 30n;
  const fee = linearPath(
    [
      [0, huge],
      [3, huge + 1n],
      [6, huge - 1n],
    ],
    { blockSeconds: 1 },
  );
  expect([0, 1, 2, 3, 4, 5, 6].map((tick) => fee(tick) - huge)).toEqual([0n, 0n, 0n, 1n, 0n, -1n, -1n]);
});

test('a point at a fraction of a second', () => {
  const fee = linearPath(
    [
      [0, 0n],
      [0.5, 1000n],
      [1.5, 0n],
    ],
    { blockSeconds: 1 },
  );
  expect([0, 1, 2].map(fee)).toEqual([0n, 500n, 0n]);
});

test.each<[string, [number, bigint][]]>([
  ['without a point', []],
  ['that begins late', [[1, GWEI]]],
  [
    'whose times do not rise',
    [
      [0, GWEI],
      [0, GWEI],
    ],
  ],
])('refused: a path %s', (_, points) => {
  expect(() => linearPath(points, { blockSeconds: 13 })).toThrow(RangeError);
});
