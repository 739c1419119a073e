import { type Address, parseAbi } from 'viem';
import { minBig } from '../../core/units.ts';
import { encodeCall } from '../encodeCall.ts';
import type { EncodedIntent } from '../intent.ts';
import type { System } from '../system.ts';
import type { DexView } from './constantProduct.ts';

/** A Uniswap v2 pool from a liquidity provider's side; amounts are 18-decimal integers. */
export interface PoolView extends DexView {
  /** Liquidity tokens in all. */
  readonly supply: bigint;
}

/** Both sides of what a provider puts in or takes out; 18 decimals. */
export interface TwoSided {
  readonly stable: bigint;
  readonly collateral: bigint;
}

/** What the pool pays for liquidity tokens: `burn` of Uniswap v2, floored. */
export function withdrawal(liquidity: bigint, { stable, collateral, supply }: PoolView): TwoSided {
  return { stable: (liquidity * stable) / supply, collateral: (liquidity * collateral) / supply };
}

/** Least amounts for which the pool mints so many liquidity tokens: `mint` of Uniswap v2 turned round. */
export function contribution(liquidity: bigint, { stable, collateral, supply }: PoolView): TwoSided {
  const ceiling = (side: bigint): bigint => (liquidity * side + supply - 1n) / supply;
  return { stable: ceiling(stable), collateral: ceiling(collateral) };
}

/** Most liquidity tokens that `held` can mint: the scarcer side decides. */
export function affordable(held: TwoSided, { stable, collateral, supply }: PoolView): bigint {
  if (stable === 0n || collateral === 0n) return 0n;
  return minBig((held.stable * supply) / stable, (held.collateral * supply) / collateral);
}

const ROUTER = parseAbi([
  'function addLiquidity(address tokenA, address tokenB, uint256 amountA, uint256 amountB, uint256 leastA, uint256 leastB, address to, uint256 deadline) returns (uint256, uint256, uint256)',
  'function removeLiquidity(address tokenA, address tokenB, uint256 liquidity, uint256 leastA, uint256 leastB, address to, uint256 deadline) returns (uint256, uint256)',
]);
/** Measured: 189 000 used to remove, 126 000 to add. */
const GAS = 300_000n;
const NO_DEADLINE = 2n ** 64n;

type Place = Pick<System, 'core' | 'weth' | 'router'>;

/** Both tokens into the pool through the router, which takes them in the pool's proportion. @param least or it reverts */
export function encodeAddLiquidity(
  { core, weth, router }: Place,
  { amounts, least, owner }: { readonly amounts: TwoSided; readonly least: TwoSided; readonly owner: Address },
): EncodedIntent {
  const { stablecoin } = core;
  const desired = [amounts.stable, amounts.collateral, least.stable, least.collateral] as const;
  const args = [stablecoin, weth, ...desired, owner, NO_DEADLINE] as const;
  return { to: router, data: encodeCall({ abi: ROUTER, functionName: 'addLiquidity', args }), value: 0n, gas: GAS };
}

/** Liquidity tokens back for both tokens. @param least or it reverts */
export function encodeRemoveLiquidity(
  { core, weth, router }: Place,
  { liquidity, least, owner }: { readonly liquidity: bigint; readonly least: TwoSided; readonly owner: Address },
): EncodedIntent {
  const args = [core.stablecoin, weth, liquidity, least.stable, least.collateral, owner, NO_DEADLINE] as const;
  return { to: router, data: encodeCall({ abi: ROUTER, functionName: 'removeLiquidity', args }), value: 0n, gas: GAS };
}
