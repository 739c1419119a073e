import { type Address, decodeFunctionResult, type Hex, parseAbi } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { BreakwaterError } from '../core/errors.ts';
import type { EmbeddedSystem } from '../protocol/embeddedSystem.ts';
import { encodeCall } from '../protocol/encodeCall.ts';
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

export interface CheapChecks {
  readonly tick: number;
  readonly state: SystemState;
  /** Undefined without a BAMM. */
  readonly backstop:
    | { readonly holdings: BackstopHoldings; readonly expected: BackstopHoldings; readonly shares: bigint }
    | undefined;
  /** Attribution's parts against the whole, relative. */
  readonly attributionGap: number;
}

/**
 * What must hold after every block.
 *
 * @throws InvariantError naming the invariant, the tick and the figures
 */
export function checkCheap({ tick, state, backstop, attributionGap }: CheapChecks): void {
  const expect = (holds: boolean, what: string, facts: Record<string, bigint | number>): void => {
    if (!holds) throw new InvariantError(`Invariant broken: ${what}`, { facts: { tick, ...facts } });
  };
  expect(state.supply === state.debt, 'stablecoin supply equals debt', { supply: state.supply, debt: state.debt });
  expect(state.poolTokens === state.poolStable, "the Stability Pool's tokens equal its record of deposits", {
    tokens: state.poolTokens,
    deposits: state.poolStable,
  });
  expect(attributionGap <= 1e-9, "the parts of the backstop's profit add up to the whole", { gap: attributionGap });
  if (backstop === undefined) return;
  const { holdings, expected, shares } = backstop;
  expect(shares === state.backstopShares, 'depositors’ BAMM shares add up to the total', {
    sum: shares,
    total: state.backstopShares,
  });
  expect(isClose(holdings.stable, expected.stable), "the BAMM's stablecoin is what flows left in it", {
    held: holdings.stable,
    expected: expected.stable,
  });
  expect(isClose(holdings.collateral, expected.collateral), "the BAMM's collateral is what flows left in it", {
    held: holdings.collateral,
    expected: expected.collateral,
  });
}

function isClose(a: bigint, b: bigint): boolean {
  const difference = a > b ? a - b : b - a;
  return difference <= DUST + (a > b ? a : b) / PARTS;
}

const GETTER = parseAbi([
  'struct Trove { address owner; uint256 debt; uint256 coll; uint256 stake; uint256 snapshotColl; uint256 snapshotDebt; }',
  'function getMultipleSortedTroves(int256 start, uint256 count) view returns (Trove[] troves)',
  'function getEntireDebtAndColl(address) view returns (uint256 debt, uint256 coll, uint256 pendingDebt, uint256 pendingColl)',
]);
const PAGE = 100;

/**
 * The full sums over troves: every trove on chain against the book, to the wei, and their sums against the pools.
 *
 * @throws InvariantError naming the first difference
 */
export async function checkTroves(
  chain: Chain,
  { system, book, state, tick }: { system: EmbeddedSystem; book: TroveBook; state: SystemState; tick: number },
): Promise<void> {
  const onChain = await allOwners(chain, system);
  const troves = book.sorted();
  const fail = (what: string, facts: Record<string, string | number | bigint>): never => {
    throw new InvariantError(`Invariant broken: ${what}`, { facts: { tick, ...facts } });
  };
  if (onChain.length !== troves.length)
    fail('the book has every trove', { chain: onChain.length, book: troves.length });
  const { data } = await chain.read({
    calls: onChain.map((owner) => ({
      to: system.zero.troveManager,
      data: encodeCall({ abi: GETTER, functionName: 'getEntireDebtAndColl', args: [owner] }),
    })),
    accounts: [],
  });
  let [debtSum, collateralSum] = [0n, 0n];
  for (const [i, owner] of onChain.entries()) {
    const functionName = 'getEntireDebtAndColl';
    const [debt, collateral] = decodeFunctionResult({ abi: GETTER, functionName, data: data[i] as Hex });
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

/** Owners of all open troves, through the getter's pages. */
async function allOwners(chain: Chain, { zero }: EmbeddedSystem): Promise<Address[]> {
  const owners: Address[] = [];
  for (;;) {
    const args = [BigInt(owners.length), BigInt(PAGE)] as const;
    const functionName = 'getMultipleSortedTroves';
    const { data } = await chain.read({
      calls: [{ to: zero.multiTroveGetter, data: encodeCall({ abi: GETTER, functionName, args }) }],
      accounts: [],
    });
    const page = decodeFunctionResult({ abi: GETTER, functionName, data: data[0] as Hex });
    owners.push(...page.map(({ owner }) => owner.toLowerCase() as Address));
    if (page.length < PAGE) return owners;
  }
}
