import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { BreakwaterError } from '../core/errors.ts';
import { returnedWord } from '../protocol/batchRead.ts';
import { coreCall } from '../protocol/core/naming.ts';
import { readTroves } from '../protocol/core/readCore.ts';
import type { System } from '../protocol/system.ts';
import type { SystemState } from '../protocol/systemState.ts';
import type { TroveBook } from '../protocol/troveBook.ts';
import type { BackstopHoldings } from './backstopAccount.ts';

/** Something that must hold does not: the trial's figures can't be trusted. */
export class InvariantError extends BreakwaterError {
  override name = 'InvariantError';
}

/** Integer division leaves a few wei in each pool operation and redistribution: one part in 10^12, at least this. */
const DUST = 10n ** 9n;
const PARTS = 10n ** 12n;
/**
 * Of deposits the core keeps what is left as a product P of 18 decimals, which shrinks with each liquidation and is scaled
 * up again only under 10^9 (Liquity's SCALE_FACTOR): in a pool that was nearly used up, a deposit is right to nine digits.
 */
const DEPOSIT_PARTS = 10n ** 9n;

/** Differences that are there from before the first block; 18 decimals. */
export interface Offsets {
  /** Stablecoin supply over debt. */
  readonly supply: bigint;
  /** The Stability Pool's tokens over its record of deposits. */
  readonly pool: bigint;
}

export function offsetsOf({ supply, debt, poolTokens, poolStable }: SystemState): Offsets {
  return { supply: supply - debt, pool: poolTokens - poolStable };
}

export interface CheapChecks {
  readonly tick: number;
  readonly state: SystemState;
  /** Undefined without a BAMM. */
  readonly backstop:
    | { readonly holdings: BackstopHoldings; readonly expected: BackstopHoldings; readonly shares: bigint }
    | undefined;
  /** By how much supply and pool tokens were off when the trial opened: on a fork somebody may have seen to that. */
  readonly offsets: Offsets;
  /** Attribution's parts against the whole, relative. */
  readonly attributionGap: number;
}

/**
 * What must hold after every block.
 *
 * @throws InvariantError naming the invariant, the tick and the figures
 */
export function checkCheap({ tick, state, backstop, offsets, attributionGap }: CheapChecks): void {
  const expect = (holds: boolean, what: string, facts: Record<string, bigint | number>): void => {
    if (!holds) throw new InvariantError(`Invariant broken: ${what}`, { facts: { tick, ...facts } });
  };
  const now = offsetsOf(state);
  expect(now.supply === offsets.supply, 'stablecoin supply moves with debt', {
    supply: state.supply,
    debt: state.debt,
    before: offsets.supply,
  });
  expect(now.pool === offsets.pool, "the Stability Pool's tokens move with its record of deposits", {
    tokens: state.poolTokens,
    deposits: state.poolStable,
    before: offsets.pool,
  });
  expect(attributionGap <= 1e-9, "the parts of the backstop's profit add up to the whole", { gap: attributionGap });
  if (backstop === undefined) return;
  const { holdings, expected, shares } = backstop;
  expect(shares === state.backstopShares, 'depositors’ BAMM shares add up to the total', {
    sum: shares,
    total: state.backstopShares,
  });
  expect(isClose(holdings.stable, expected.stable, DEPOSIT_PARTS), "the BAMM's stablecoin is what flows left in it", {
    held: holdings.stable,
    expected: expected.stable,
  });
  expect(
    isClose(holdings.collateral, expected.collateral, DEPOSIT_PARTS),
    "the BAMM's collateral is what flows left in it",
    {
      held: holdings.collateral,
      expected: expected.collateral,
    },
  );
}

function isClose(a: bigint, b: bigint, parts = PARTS): boolean {
  const difference = a > b ? a - b : b - a;
  return difference <= DUST + (a > b ? a : b) / parts;
}

/**
 * The full sums over troves: every trove on chain against the book, to the wei, and their sums against the pools.
 *
 * @throws InvariantError naming the first difference
 */
export async function checkTroves(
  chain: Chain,
  { system, book, state, tick }: { system: System; book: TroveBook; state: SystemState; tick: number },
): Promise<void> {
  const onChain = (await readTroves(chain, system)).map(({ owner }) => owner);
  const troves = book.sorted();
  const fail = (what: string, facts: Record<string, string | number | bigint>): never => {
    throw new InvariantError(`Invariant broken: ${what}`, { facts: { tick, ...facts } });
  };
  if (onChain.length !== troves.length)
    fail('the book has every trove', { chain: onChain.length, book: troves.length });
  const { data } = await chain.read({
    calls: onChain.map((owner) => ({
      to: system.core.troveManager,
      data: coreCall(system.naming, 'getEntireDebtAndColl(address)', [owner]),
    })),
    accounts: [],
  });
  let [debtSum, collateralSum] = [0n, 0n];
  for (const [i, owner] of onChain.entries()) {
    const [debt, collateral] = [returnedWord(data[i] as Hex, 0), returnedWord(data[i] as Hex, 1)];
    const trove = book.get(owner);
    if (trove?.debt !== debt || trove.collateral !== collateral) {
      fail('a trove is what the book says', {
        owner,
        chain: `${debt} debt, ${collateral} collateral`,
        book: `${trove?.debt} debt, ${trove?.collateral} collateral`,
      });
    }
    debtSum += debt;
    collateralSum += collateral;
  }
  if (!isClose(debtSum, state.debt)) fail('troves’ debt adds up to the pools’', { troves: debtSum, pools: state.debt });
  if (!isClose(collateralSum, state.collateral)) {
    fail('troves’ collateral adds up to the pools’', { troves: collateralSum, pools: state.collateral });
  }
}
