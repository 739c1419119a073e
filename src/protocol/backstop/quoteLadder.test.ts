import { describe, expect, it } from 'vitest';
import { WAD } from '../../core/units.ts';
import { bammQuote } from './bammCurve.ts';
import { formulaQuotes } from './bammQuotes.ts';
import { ladderQuotes, ladderSizes } from './quoteLadder.ts';

const state = {
  ...{ stable: 300_000n * WAD, collateral: 1000n * WAD, price: 200n * WAD, stablePrice: WAD },
  ...{ amplification: 20n, fee: 0n, maxDiscount: 1000n },
};

describe('ladderSizes', () => {
  it('rises from 1 stablecoin to the value by one factor', () => {
    const sizes = ladderSizes(1_000_000n * WAD);
    expect(sizes).toHaveLength(32);
    expect([sizes[0], sizes.at(-1)]).toEqual([WAD, 1_000_000n * WAD]);
    const factor = 1_000_000 ** (1 / 31);
    for (let i = 1; i < sizes.length; i++) expect(Number(sizes[i]) / Number(sizes[i - 1])).toBeCloseTo(factor, 4);
  });

  it('is the value alone where that is less than 1, and nothing where nothing is for sale', () => {
    expect(ladderSizes(WAD / 2n)).toEqual([WAD / 2n]);
    expect(ladderSizes(0n)).toEqual([]);
  });
});

describe('ladderQuotes', () => {
  it('is exact for a price that falls evenly with the size', () => {
    // 2 collateral a stablecoin, 0.01 less for each stablecoin: q × (2 − q / 100).
    const paid = (q: bigint) => (q * (2n * WAD - q / 100n)) / WAD;
    const { quote, estimate } = ladderQuotes(
      [1n, 10n, 90n].map((q) => ({ stable: q * WAD, collateral: paid(q * WAD) })),
    );
    expect(quote(40n * WAD)).toBe(64n * WAD);
    expect(estimate(40)).toBeCloseTo(64, 12);
    // Under the first rung its price holds, over the last no more comes out.
    expect(quote(WAD / 2n)).toBe((WAD * 199n) / 200n);
    expect(quote(91n * WAD)).toBe(99n * WAD);
    expect(estimate(1000)).toBe(99);
    expect([quote(0n), quote(-1n), estimate(0), estimate(Number.NaN)]).toEqual([0n, 0n, 0, 0]);
  });

  it('is within 15 bps of the curve, even with 40 % for sale between the rungs', () => {
    const sizes = ladderSizes((state.collateral * state.price) / WAD);
    const ladder = ladderQuotes(sizes.map((stable) => ({ stable, collateral: bammQuote(stable, state).collateral })));
    for (let stable = WAD / 4n; stable < 205_000n * WAD; stable = (stable * 103n) / 100n) {
      const exact = Number(bammQuote(stable, state).collateral);
      expect(Math.abs(Number(ladder.quote(stable)) / exact - 1), `${stable}`).toBeLessThan(1.5e-3);
      expect(Math.abs((ladder.estimate(Number(stable) / 1e18) * 1e18) / exact - 1)).toBeLessThan(1.5e-3);
    }
  });

  it('is nothing without rungs', () => {
    expect(ladderQuotes([]).quote(WAD)).toBe(0n);
  });
});

describe('formulaQuotes', () => {
  it('is nothing where the contract pays nothing or reverts', () => {
    expect(formulaQuotes({ ...state, price: 0n }).quote(WAD)).toBe(0n);
    expect(formulaQuotes({ ...state, collateral: 0n }).quote(WAD)).toBe(0n);
    expect(formulaQuotes(state).quote(0n)).toBe(0n);
    const overflowing = formulaQuotes({ ...state, stable: 0n, collateral: 10n ** 6n * WAD });
    expect(() => bammQuote(WAD, { ...state, stable: 0n, collateral: 10n ** 6n * WAD })).toThrow(RangeError);
    expect([overflowing.quote(WAD), overflowing.estimate(1)]).toEqual([0n, 0]);
  });

  it('is the formula elsewhere', () => {
    const { quote } = formulaQuotes(state);
    expect(quote(1000n * WAD)).toBe(bammQuote(1000n * WAD, state).collateral);
  });
});
