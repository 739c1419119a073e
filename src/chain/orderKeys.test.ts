import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderKeys } from './orderKeys.ts';

describe('orderKeys', () => {
  it('is the price itself where tips fall, and one wei more than the next where they do not', () => {
    expect(orderKeys(100n, [5n, 3n, 1n])).toEqual([105n, 103n, 101n]);
    expect(orderKeys(100n, [2n, 2n, 2n])).toEqual([104n, 103n, 102n]);
    // A sender's cheap transaction stands before its dear one: only the cheap one's key is raised.
    expect(orderKeys(100n, [9n, 1n, 50n, 0n])).toEqual([152n, 151n, 150n, 100n]);
    expect(orderKeys(0n, [0n, 0n])).toEqual([1n, 0n]);
  });

  it('falls strictly and never lies under the price (seed 20200312)', () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { maxLength: 50 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), amounts, (baseFee, tips) => {
        const keys = orderKeys(baseFee, tips);
        for (const [i, key] of keys.entries()) {
          expect(key).toBeGreaterThanOrEqual(baseFee + (tips[i] as bigint));
          if (i > 0) expect(key).toBeLessThan(keys[i - 1] as bigint);
        }
      }),
      { seed: 20200312 },
    );
  });
});
