import { describe, expect, test } from 'vitest';
import { faultSpan, inDecimals, oracleFaults } from './oracleFaults.ts';

const BLOCK = { blockSeconds: 12 };

describe('when a fault is there', () => {
  test('from the first tick at or after its beginning to the last before its end', () => {
    // 20 s to 50 s: the blocks at 24, 36 and 48 s.
    const at = oracleFaults([{ kind: 'frozen', at: 20, for: 30 }], BLOCK);
    expect([0, 1, 2, 3, 4, 5].filter((tick) => at(tick).isFrozen)).toEqual([2, 3, 4]);
    // 24 s to 48 s: the block at the end is free of it.
    expect(faultSpan({ kind: 'frozen', at: 24, for: 24 }, 12)).toEqual({ first: 2, end: 4 });
  });

  test('at least one tick, and to the end without a length', () => {
    expect(faultSpan({ kind: 'frozen', at: 1, for: 5 }, 12)).toEqual({ first: 1, end: 2 });
    expect(faultSpan({ kind: 'frozen', at: 12 }, 12)).toEqual({ first: 1, end: Number.POSITIVE_INFINITY });
    expect(faultSpan({ kind: 'wick', at: 13, change: -0.6 }, 12)).toEqual({ first: 2, end: 3 });
  });

  test('none leaves a feed as it is', () => {
    const sound = { isFrozen: false, late: 0, factor: 1, isForced: false, backdated: 0 };
    expect(oracleFaults([], BLOCK)(7)).toMatchObject(sound);
    expect(oracleFaults([{ kind: 'late', at: 12, for: 12, by: 3 }], BLOCK)(2)).toMatchObject(sound);
  });

  test('several of different kinds add up', () => {
    const at = oracleFaults(
      [
        { kind: 'offset', at: 0, by: -0.1 },
        { kind: 'wick', at: 24, change: -0.5 },
        { kind: 'late', at: 24, for: 12, by: 3 },
      ],
      BLOCK,
    );
    expect(at(1)).toMatchObject({ factor: 0.9, isForced: false, late: 0 });
    expect(at(2)).toMatchObject({ factor: 0.45, isForced: true, late: 3 });
    expect(at(3)).toMatchObject({ factor: 0.9, isForced: false, late: 0 });
  });

  test('other decimals force a round as they begin and as they end', () => {
    const at = oracleFaults([{ kind: 'decimals', at: 24, for: 36, to: 18 }], BLOCK);
    expect([1, 2, 3, 4, 5, 6].map((tick) => at(tick).isForced)).toEqual([false, true, false, false, true, false]);
    expect([1, 2, 3, 4, 5, 6].map((tick) => at(tick).decimals)).toEqual([undefined, 18, 18, 18, undefined, undefined]);
  });
});

test.each([
  [20_000_000_000n, 18, 200_000_000_000_000_000_000n],
  [20_000_000_000n, 8, 20_000_000_000n],
  [12_345_678_950n, 6, 123_456_790n],
  [12_345_678_949n, 6, 123_456_789n],
  [49n, 6, 1n],
  [19_999_999_999n, 0, 200n],
])('%s with 8 decimals in %s is %s', (answer, to, expected) => {
  expect(inDecimals(answer, 8, to)).toBe(expected);
});
