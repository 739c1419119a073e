import { describe, expect, it } from 'vitest';
import { toWad } from '../core/units.ts';
import { usdNumber } from '../metric/attribution.ts';
import { Dilution } from './dilution.ts';

const marks = (collateral: number, stable = 1) => ({ collateral: toWad(collateral), stable: toWad(stable) });
const amounts = (stable: number, collateral: number, shares: number) => ({
  ...{ stable: toWad(stable), collateral: toWad(collateral), shares: toWad(shares) },
});
/** 600 and 2 at the oracle's 200: V is 1000, with 10 shares. */
const HELD = { stable: toWad(600), collateral: toWad(2) };

describe('Dilution', () => {
  it('of a deposit while the market is above the oracle is a·E·(p − s·o) / (V + a)', () => {
    const dilution = new Dilution(toWad(10));
    dilution.flow(amounts(250, 0, 2.5), HELD, marks(220, 0.98));
    expect(usdNumber(dilution.total)).toBeCloseTo((250 * 2 * (220 - 0.98 * 200)) / 1250, 12);
  });

  it('is below 0 while the market is under the oracle: the newcomer pays too much', () => {
    const dilution = new Dilution(toWad(10));
    dilution.flow(amounts(500, 0, 5), HELD, marks(180));
    expect(usdNumber(dilution.total)).toBeCloseTo((500 * 2 * (180 - 200)) / 1500, 12);
  });

  it('of an exit in kind is nothing, whatever the prices', () => {
    const dilution = new Dilution(toWad(10));
    dilution.flow(amounts(-150, -0.5, -2.5), HELD, marks(300));
    expect(dilution.total).toBe(0n);
  });

  it('adds up over an entry and an exit, and is what the agent in between gained', () => {
    const dilution = new Dilution(toWad(10));
    dilution.flow(amounts(1000, 0, 10), HELD, marks(220));
    // Half of 1600 and of 2: it paid 1000 and has 800 and 1, worth 1020.
    dilution.flow(amounts(-800, -1, -10), { stable: toWad(1600), collateral: toWad(2) }, marks(220));
    expect(usdNumber(dilution.total)).toBeCloseTo(20, 12);
  });

  it('needs somebody who stays: the first to come and the last to go take nothing from anyone', () => {
    const dilution = new Dilution(0n);
    dilution.flow(amounts(1000, 0, 1), { stable: 0n, collateral: 0n }, marks(200));
    dilution.flow(amounts(-1000, 0, -1), { stable: toWad(1000), collateral: 0n }, marks(200));
    expect(dilution.total).toBe(0n);
  });
});
