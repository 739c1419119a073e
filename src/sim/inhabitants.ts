import type { Address, Hex } from 'viem';
import { mulWad } from '../core/units.ts';
import { returnedWord } from '../protocol/batchRead.ts';
import { coreCall } from '../protocol/core/naming.ts';
import { readRewardTerms, readTroves } from '../protocol/core/readCore.ts';
import type { TroveBook } from '../protocol/troveBook.ts';
import type { Scenario } from '../scenario/schema.ts';
import { depositorsOf } from './depositors.ts';
import type { Ground } from './ground.ts';
import type { FlowFact } from './ledger.ts';
import type { PlacedBackstop } from './placeBackstop.ts';
import { OTHERS } from './places.ts';
import { type Inhabitants, NO_INHABITANTS } from './population.ts';
import type { ForkSource } from './source.ts';

/** What an account has before anyone of the model joins; 18 decimals. */
export interface Wallet {
  readonly address: Address;
  /** Native balance. */
  readonly balance: bigint;
  readonly stable: bigint;
  /** Collateral that a liquidation left for it. */
  readonly surplus: bigint;
  /** Of the BAMM. */
  readonly shares: bigint;
}

/** What was there before anyone of the model joined; nothing on the embedded chain. */
export interface Existing {
  readonly inhabitants: Inhabitants;
  readonly wallets: readonly Wallet[];
  /** What the Stability Pool holds; 18 decimals. */
  readonly pool: { readonly stable: bigint; readonly collateral: bigint };
  /** Shares of the BAMM that are none of the wallets'. */
  readonly otherShares: bigint;
  /** Depositors' money in a plain Stability Pool. */
  readonly flows: readonly FlowFact[];
}

const NOTHING: Existing = {
  ...{ inhabitants: NO_INHABITANTS, wallets: [], pool: { stable: 0n, collateral: 0n }, otherShares: 0n, flows: [] },
};

interface MeetOptions {
  readonly scenario: Scenario;
  readonly backstop: PlacedBackstop | undefined;
  readonly book: TroveBook;
  readonly fork: ForkSource | undefined;
  readonly prices: { readonly collateral: bigint };
}

/**
 * Reads who is on a fork: troves into the book, the wallets of those whom the scenario gives a policy, and what the
 * Stability Pool and the BAMM hold.
 */
export async function meetInhabitants(ground: Ground, options: MeetOptions): Promise<Existing> {
  const { fork, scenario, backstop, book, prices } = options;
  if (fork === undefined) return NOTHING;
  const { chain, system } = ground;
  book.adopt(await readTroves(chain, system), await readRewardTerms(chain, system));
  const troves = book.sorted();
  const policies = new Set(Object.values(scenario.agents).map(({ policy }) => policy));
  const owners = policies.has('existing-borrower') ? troves.map(({ owner }) => owner).sort() : [];
  const depositors =
    policies.has('existing-backstopper') && scenario.backstop.kind === 'deployed' ? await depositorsOf(fork) : [];
  const holders = scenario.chain.source === 'embedded' ? [] : scenario.chain.holders.map(lowered);

  const bamm = backstop?.kind === 'bamm' ? backstop.address : undefined;
  const wallets = await readWallets(ground, [...new Set([...owners, ...depositors, ...holders])], bamm);
  const walletOf = new Map(wallets.map((wallet) => [wallet.address, wallet]));
  const held = await readHoldings(ground, bamm);
  const value = held.stable + mulWad(held.collateral, prices.collateral);
  const followed = depositors.flatMap((address) => walletOf.get(address) ?? []).filter(({ shares }) => shares > 0n);
  const inhabitants: Inhabitants = {
    borrowers: owners.map((address) => {
      const { balance, stable } = walletOf.get(address) as Wallet;
      return { address, balance, stable, collateral: book.get(address)?.collateral ?? 0n };
    }),
    depositors: followed.map(({ address, balance, stable, shares }) => {
      return { address, balance, stable, collateral: 0n, invested: (value * shares) / held.shares };
    }),
    holders: holders.map((holder) => {
      const { stable, balance } = walletOf.get(holder) as Wallet;
      return { holder, stable, balance };
    }),
    collateral: troves.reduce((sum, { collateral }) => sum + collateral, 0n),
    debt: troves.reduce((sum, { debt }) => sum + debt, 0n),
  };
  const known = wallets.reduce((sum, { shares }) => sum + shares, 0n);
  const { pool } = held;
  const flows: FlowFact[] =
    backstop?.kind === 'stability-pool' && pool.stable + pool.collateral > 0n
      ? [{ kind: 'flow', depositor: OTHERS, ...pool }]
      : [];
  return { inhabitants, wallets, pool, otherShares: held.shares - known, flows };
}

async function readWallets(
  { chain, system }: Ground,
  accounts: readonly Address[],
  bamm: Address | undefined,
): Promise<Wallet[]> {
  const { core, naming } = system;
  const views = [
    { to: core.stablecoin, signature: 'balanceOf(address)' },
    { to: core.collSurplusPool, signature: 'getCollateral(address)' },
    ...(bamm === undefined ? [] : [{ to: bamm, signature: 'balanceOf(address)' }]),
  ];
  const calls = accounts.flatMap((account) =>
    views.map(({ to, signature }) => ({ to, data: coreCall(naming, signature, [account]) })),
  );
  const { data, balances } = await chain.read({ calls, accounts });
  return accounts.map((address, i) => {
    const at = (view: number): bigint => returnedWord(data[i * views.length + view] as Hex);
    const shares = bamm === undefined ? 0n : at(2);
    return { address, balance: balances[i] as bigint, stable: at(0), surplus: at(1), shares };
  });
}

/** What the Stability Pool and the BAMM hold; 18 decimals. */
async function readHoldings({ chain, system }: Ground, bamm: Address | undefined) {
  const { core, naming } = system;
  const to = core.stabilityPool;
  const ofPool = ['getTotalLUSDDeposits()', 'getETH()'].map((view) => ({ to, data: coreCall(naming, view) }));
  const ofBamm =
    bamm === undefined
      ? []
      : [
          { to, data: coreCall(naming, 'getCompoundedLUSDDeposit(address)', [bamm]) },
          { to, data: coreCall(naming, 'getDepositorETHGain(address)', [bamm]) },
          { to: bamm, data: coreCall(naming, 'total()') },
        ];
  const accounts = bamm === undefined ? [] : [bamm];
  const { data, balances } = await chain.read({ calls: [...ofPool, ...ofBamm], accounts });
  const words = data.map((word) => returnedWord(word));
  const [poolStable = 0n, poolCollateral = 0n, stable = 0n, gain = 0n, shares = 0n] = words;
  const pool = { stable: poolStable, collateral: poolCollateral };
  return { pool, stable, collateral: gain + (balances[0] ?? 0n), shares };
}

function lowered(address: string): Address {
  return address.toLowerCase() as Address;
}
