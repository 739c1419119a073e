import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearingTip, competingFees, quietFees } from './demand.ts';
import { Mempool } from './mempool.ts';

const GWEI = 10n ** 9n;
const LIMIT = 10_000_000n;
/** Black Thursday at 15h: 60th and 90th percentile as in its gas series, the 35th made up. */
const TIPS = { p35: 150n * GWEI, p60: 190n * GWEI, p90: 263n * GWEI };

/** @param percent of the block that others want */
function market(percent: bigint, tips = TIPS) {
  return competingFees({ baseFee: 0n, wanted: (LIMIT * percent) / 100n, gasLimit: LIMIT, tips });
}

describe('gas that outbids a tip', () => {
  test('is what is left over a percentile, at it', () => {
    const { outbidding } = market(200n);
    expect([0n, TIPS.p35, TIPS.p60, TIPS.p90].map(outbidding)).toEqual([
      20_000_000n,
      13_000_000n,
      8_000_000n,
      2_000_000n,
    ]);
  });

  test('is straight between them', () => {
    const { outbidding } = market(100n);
    // Half of the way to the 35th: 17.5 %. Halfway from the 60th to the 90th: 75 %.
    expect(outbidding(75n * GWEI)).toBe(8_250_000n);
    expect(outbidding(226_500_000_000n)).toBe(2_500_000n);
  });

  test('falls with the square of the tip above the 90th', () => {
    const { outbidding } = market(100n);
    expect([1n, 2n, 10n].map((times) => outbidding(times * TIPS.p90))).toEqual([1_000_000n, 250_000n, 10_000n]);
  });

  test('counts a share that bids one tip at that tip', () => {
    const flat = market(100n, { p35: 0n, p60: 5n, p90: 5n });
    expect([0n, 4n, 5n, 10n].map(flat.outbidding)).toEqual([6_500_000n, 4_500_000n, 1_000_000n, 250_000n]);
    expect(market(100n, { p35: 0n, p60: 0n, p90: 0n }).outbidding(0n)).toBe(0n);
  });
});

describe('percentile', () => {
  test('meets the points, and lies between and beyond them', () => {
    const { percentile } = market(100n);
    expect([0, 0.35, 0.6, 0.9].map(percentile)).toEqual([0n, TIPS.p35, TIPS.p60, TIPS.p90]);
    expect(percentile(0.75)).toBe(226_500_000_000n);
    // 1 − F = 2.5 % is a quarter of 10 %: twice the 90th.
    expect(Number(percentile(0.975)) / Number(TIPS.p90)).toBeCloseTo(2, 9);
    expect(() => percentile(1)).toThrow(RangeError);
  });

  test('bids just enough: no more than the rest outbids it', () => {
    const tip = fc.bigInt(0n, 10n ** 12n);
    fc.assert(
      fc.property(tip, tip, tip, fc.integer({ min: 0, max: 900 }), (a, b, c, milli) => {
        const fees = market(100n, { p35: a, p60: a + b, p90: a + b + c });
        expect(fees.outbidding(fees.percentile(milli / 1000))).toBeLessThanOrEqual(
          (LIMIT * BigInt(1000 - milli)) / 1000n,
        );
      }),
    );
  });
});

test('the clearing tip leaves room for nothing but the first of ours', () => {
  expect(clearingTip(market(100n))).toBe(0n);
  // 250 % wanted: 40 % of it fills the block, so the 60th percentile.
  const full = market(250n);
  expect(clearingTip(full)).toBe(TIPS.p60);
  expect(full.outbidding(TIPS.p60)).toBe(LIMIT);
  expect(clearingTip(quietFees(0n))).toBe(0n);
});

describe('a block', () => {
  const included = (percent: bigint, ...tips: bigint[]) => {
    const mempool = new Mempool<number>();
    for (const [payload, tip] of tips.entries()) {
      mempool.add({ sender: `${payload}`, tip, maxFee: null, gas: 1_000_000n, arrived: 0, expires: 9, payload });
    }
    const { outbidding } = market(percent);
    return mempool.select({ tick: 0, baseFee: 0n, gasLimit: LIMIT, outbidding }).included.map(({ payload }) => payload);
  };

  test('takes ours at exactly the percentile that leaves its gas, and not ten thousand wei under it', () => {
    // Wanted: 22.5M. At the 60th percentile 9M outbid ours, which needs the last million.
    expect(included(225n, TIPS.p60)).toEqual([0]);
    expect(included(225n, TIPS.p60 - 10_000n)).toEqual([]);
    expect(included(226n, TIPS.p60)).toEqual([]);
  });

  test('counts ours that rank above against the same room', () => {
    expect(included(225n, TIPS.p60, TIPS.p90)).toEqual([1]);
    expect(included(200n, TIPS.p60, TIPS.p90)).toEqual([1, 0]);
    expect(included(100n, ...Array.from({ length: 12 }, () => 400n * TIPS.p90))).toHaveLength(9);
  });
});
