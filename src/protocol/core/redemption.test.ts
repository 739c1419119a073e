import { describe, expect, it } from 'vitest';
import { trove } from '../../../test/agent/handmade.ts';
import { toWad, WAD } from '../../core/units.ts';
import { planRedemption, redemptionRate } from './redemption.ts';

const CONSTANTS = { gasCompensation: 20n * WAD, minimumNetDebt: 180n * WAD };
const SIZE = { price: 200n * WAD, mcr: toWad(1.1), most: 10 };
/** At 200 USD: 105 %, 120 %, 150 %, 200 %. */
const TROVES = [trove('a', 1000, 5.25), trove('b', 1020, 6.12), trove('c', 2020, 15.15), trove('d', 1000, 10)];
const owners = TROVES.map(({ owner }) => owner);

function plan(stable: number, own: Partial<typeof SIZE> = {}) {
  return planRedemption(TROVES, { ...SIZE, ...own, stable: toWad(stable) }, CONSTANTS);
}

describe('planRedemption', () => {
  it('passes by troves under the minimum ratio and closes the next, but for the gas compensation', () => {
    expect(plan(1000)).toEqual({ stable: toWad(1000), troves: [owners[1]], nominalRatio: 0n });
  });

  it('leaves the last one open, with the ratio that the contract will find', () => {
    // Of c: 500 of debt and 2.5 of collateral go; 12.65 / 1520 in 20 decimals.
    const nominalRatio = (12_650n * 10n ** 35n) / (1520n * WAD);
    expect(plan(1500)).toEqual({ stable: toWad(1500), troves: [owners[1], owners[2]], nominalRatio });
  });

  it('leaves the last one the least debt there may be, or alone', () => {
    // Of c at most 2000 − 180 can go without closing it.
    expect(plan(2900).stable).toBe(toWad(1000 + 1820));
    expect(plan(2999).stable).toBe(toWad(1000 + 1820));
    expect(plan(3000)).toMatchObject({ stable: toWad(3000), nominalRatio: 0n });
    const small = planRedemption([trove('e', 200, 2)], { ...SIZE, stable: toWad(50) }, CONSTANTS);
    expect(small).toEqual({ stable: 0n, troves: [], nominalRatio: 0n });
  });

  it('touches no more troves than it may', () => {
    expect(plan(10_000).troves).toHaveLength(3);
    expect(plan(10_000, { most: 2 })).toEqual({ stable: toWad(3000), troves: owners.slice(1, 3), nominalRatio: 0n });
  });

  it('takes nothing where all are under the minimum ratio', () => {
    expect(plan(1000, { price: 100n * WAD })).toEqual({ stable: 0n, troves: [], nominalRatio: 0n });
  });
});

describe('redemptionRate', () => {
  const terms = { floor: toWad(0.005), baseRate: toWad(0.04), since: 1000 };

  it('is floor and base rate within a minute, and half the base rate after 12 hours', () => {
    expect(redemptionRate(terms, 1059)).toBe(toWad(0.045));
    expect(Number(redemptionRate(terms, 1000 + 12 * 3600)) / 1e18).toBeCloseTo(0.025, 9);
    expect(Number(redemptionRate(terms, 1000 + 24 * 3600)) / 1e18).toBeCloseTo(0.015, 9);
  });

  it('decays by whole minutes', () => {
    const later = (seconds: number) => redemptionRate(terms, 1000 + seconds);
    expect(later(60)).toBe(terms.floor + (terms.baseRate * 999_037_758_833_783_000n) / WAD);
    expect(later(119)).toBe(later(60));
    expect(later(120)).toBeLessThan(later(60));
  });

  it('is all of the collateral at most', () => {
    expect(redemptionRate({ ...terms, baseRate: WAD }, 1000)).toBe(WAD);
  });
});
