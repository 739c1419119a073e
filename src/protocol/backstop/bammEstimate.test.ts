import { describe, expect, it } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { toNumber, WAD } from '../../core/units.ts';
import { type BammState, bammQuote } from './bammCurve.ts';
import { createEstimate } from './bammEstimate.ts';

const CASES = 1500;
const KINDS = ['balanced', 'hardly any stablecoin', 'no stablecoin', 'off its peg'] as const;

/** To a millionth, as 18 decimals. */
function wad(value: number): bigint {
  return BigInt(Math.round(value * 1e6)) * 10n ** 12n;
}

function estimateOf(state: BammState): (quantity: number) => number {
  return createEstimate({
    stable: toNumber(state.stable),
    collateral: toNumber(state.collateral),
    price: toNumber(state.price),
    stablePrice: toNumber(state.stablePrice),
    amplification: Number(state.amplification),
    maxDiscount: Number(state.maxDiscount) / 10_000,
  });
}

describe('createEstimate', () => {
  for (const kind of KINDS) {
    it(`is within 1e-9 of the contract's quote: ${kind}`, () => {
      const random = randomStream(1, 'estimate', kind);
      const between = (low: number, high: number) => 10 ** (low + (high - low) * random.uniform());
      for (let i = 0; i < CASES; i++) {
        const collateral = wad(between(-3, 3));
        const price = wad(between(0, 4));
        const value = toNumber(collateral) * toNumber(price);
        const state: BammState = {
          stable:
            kind === 'no stablecoin' ? 0n : wad(kind === 'hardly any stablecoin' ? between(-6, -3) : between(2, 8)),
          ...{ collateral, price, fee: 0n },
          stablePrice: kind === 'off its peg' ? wad(0.9 + 0.2 * random.uniform()) : WAD,
          amplification: BigInt(random.integer(20, 200)),
          maxDiscount: random.pick([0n, 400n, 1000n, 10_000n]),
        };
        // From a 10^-8th of what is for sale to ten times as much.
        const quantity = wad(Math.max(1e-4, value * between(-8, 1)));
        const exact = toNumber(bammQuote(quantity, state).collateral);
        const found = estimateOf(state)(toNumber(quantity));
        expect(Math.abs(found / exact - 1), `${i}: ${found} for ${exact}`).toBeLessThan(1e-9);
      }
    });
  }

  const state: BammState = {
    ...{ stable: 100_000n * WAD, collateral: 100n * WAD, price: 200n * WAD, stablePrice: WAD },
    ...{ amplification: 20n, fee: 0n, maxDiscount: 400n },
  };

  it('is 0 where nothing is for sale or nothing is paid', () => {
    expect(estimateOf({ ...state, price: 0n })(1)).toBe(0);
    expect(estimateOf({ ...state, collateral: 0n })(1)).toBe(0);
    expect(estimateOf(state)(0)).toBe(0);
    expect(estimateOf(state)(-1)).toBe(0);
    expect(estimateOf(state)(Number.NaN)).toBe(0);
  });

  it('is 0 where the contract overflows: all stablecoin gone and tens of millions to sell', () => {
    // D³ has to fit 256 bits: 2^(256/3) wei are 48.7 million, and y counts the collateral twice.
    const inventory = (value: bigint): BammState => ({ ...state, stable: 0n, collateral: value * WAD, price: WAD });
    expect(() => bammQuote(WAD, inventory(24_400_000n))).toThrow(RangeError);
    expect(estimateOf(inventory(24_400_000n))(1)).toBe(0);
    expect(bammQuote(WAD, inventory(24_300_000n)).collateral).toBe((WAD * 104n) / 100n);
    expect(estimateOf(inventory(24_300_000n))(1)).toBeCloseTo(1.04, 12);
  });

  it('offers the discounts that the original contract was measured to offer', () => {
    // A tenth of the inventory in collateral, A = 20: 97.48 bps at the margin, 48.07 for as much as all of it is worth.
    const tenth: BammState = { ...state, stable: 8_999_999n * WAD, collateral: 5000n * WAD, maxDiscount: 10_000n };
    const discount = (paid: number) => ((estimateOf(tenth)(paid) * 200) / paid - 1) * 1e4;
    expect(discount(1)).toBeCloseTo(97.48, 2);
    expect(discount(100_000)).toBeCloseTo(92.4, 1);
    expect(discount(500_000)).toBeCloseTo(72.44, 2);
  });
});
