import { describe, expect, it } from 'vitest';
import { toWad } from '../core/units.ts';
import type { SystemState } from '../protocol/systemState.ts';
import { type CheapChecks, checkCheap, InvariantError } from './invariants.ts';

const state: SystemState = {
  ...{ debt: toWad(1000), collateral: toWad(10), supply: toWad(1000), poolStable: toWad(500), poolTokens: toWad(500) },
  ...{ poolCollateral: toWad(1), dexStable: toWad(100), dexCollateral: toWad(1), backstopDeposit: toWad(500) },
  ...{ backstopGain: toWad(1), backstopShares: toWad(7), redemption: undefined },
};
const holdings = { stable: toWad(500), collateral: toWad(1) };
const sound = {
  tick: 5,
  state,
  offsets: { supply: 0n, pool: 0n },
  attributionGap: 0,
  backstop: { holdings, expected: holdings, shares: toWad(7) },
};

function broken(change: Partial<CheapChecks>): string {
  try {
    checkCheap({ ...sound, ...change });
  } catch (error) {
    expect(error).toBeInstanceOf(InvariantError);
    return (error as Error).message;
  }
  return '';
}

describe('checkCheap', () => {
  it('is content with figures that add up', () => {
    expect(broken({})).toBe('');
    expect(broken({ backstop: undefined })).toBe('');
  });

  it('fires when a figure is off, with the tick and both sides', () => {
    const supply = broken({ state: { ...state, supply: state.debt + 1n } });
    expect(supply).toContain('stablecoin supply moves with debt');
    expect(supply).toMatch(/tick:? +5/);
    expect(supply).toContain('1000000000000000000001');
    expect(broken({ state: { ...state, poolTokens: state.poolStable - 1n } })).toContain('Stability Pool');
    expect(broken({ attributionGap: 1.1e-9 })).toContain('add up to the whole');
    expect(broken({ state: { ...state, backstopShares: toWad(7) + 1n } })).toContain('shares add up');
  });

  it('takes what was off before the first block for granted, and nothing beyond', () => {
    const off = { ...state, supply: state.debt + 5n, poolTokens: state.poolStable + 7n };
    expect(broken({ state: off, offsets: { supply: 5n, pool: 7n } })).toBe('');
    expect(broken({ state: off, offsets: { supply: 4n, pool: 7n } })).toContain('supply');
    expect(broken({ state: off, offsets: { supply: 5n, pool: 8n } })).toContain('Stability Pool');
  });

  it('forgives the contracts’ rounding of deposits: 10^9 wei and one part in 10^9, no more', () => {
    const off = (stable: bigint, collateral: bigint) => {
      const expected = { stable: holdings.stable + stable, collateral: holdings.collateral + collateral };
      return broken({ backstop: { holdings, expected, shares: toWad(7) } });
    };
    // 500 and 1: a part in 10^9 is 5 · 10^11 and 10^9 wei.
    expect(off(501n * 10n ** 9n, -2n * 10n ** 9n)).toBe('');
    expect(off(502n * 10n ** 9n, 0n)).toContain('stablecoin is what flows left in it');
    expect(off(0n, -21n * 10n ** 8n)).toContain('collateral is what flows left in it');
  });
});
