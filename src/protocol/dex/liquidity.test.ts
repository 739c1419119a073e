import { expect, test } from 'vitest';
import { minBig } from '../../core/units.ts';
import { affordable, contribution, type PoolView, type TwoSided, withdrawal } from './liquidity.ts';

const POOL: PoolView = {
  stable: 99_999_999_999_999_999_999_913n,
  collateral: 49n * 10n ** 18n + 7n,
  supply: 3n ** 45n,
};

/** `mint` of Uniswap v2's pair, as its source has it. */
function minted({ stable, collateral }: TwoSided, pool: PoolView): bigint {
  return minBig((stable * pool.supply) / pool.stable, (collateral * pool.supply) / pool.collateral);
}

test('a contribution mints what is wanted, and is the least that does', () => {
  for (const liquidity of [1n, 1000n, POOL.supply / 7n, POOL.supply * 3n]) {
    const { stable, collateral } = contribution(liquidity, POOL);
    expect(minted({ stable, collateral }, POOL)).toBeGreaterThanOrEqual(liquidity);
    expect(minted({ stable: stable - 1n, collateral }, POOL)).toBeLessThan(liquidity);
    expect(minted({ stable, collateral: collateral - 1n }, POOL)).toBeLessThan(liquidity);
  }
});

test('what is affordable costs no more than what is held, and one more does', () => {
  const held = { stable: 12_345n * 10n ** 18n, collateral: 10n ** 18n };
  const liquidity = affordable(held, POOL);
  expect(contribution(liquidity, POOL).collateral).toBeLessThanOrEqual(held.collateral);
  expect(contribution(liquidity + 1n, POOL).collateral).toBeGreaterThan(held.collateral);
  expect(contribution(liquidity, POOL).stable).toBeLessThan(held.stable);
  expect(affordable({ stable: 0n, collateral: 10n ** 18n }, POOL)).toBe(0n);
  expect(affordable(held, { stable: 0n, collateral: 0n, supply: 0n })).toBe(0n);
});

test('a withdrawal is its share of both sides, floored', () => {
  const half = { stable: 101n, collateral: 33n, supply: 10n };
  expect(withdrawal(5n, half)).toEqual({ stable: 50n, collateral: 16n });
  expect(withdrawal(10n, half)).toEqual({ stable: 101n, collateral: 33n });
});
