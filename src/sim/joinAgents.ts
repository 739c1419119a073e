import { type Address, maxUint256 } from 'viem';
import { mulWad, WAD } from '../core/units.ts';
import { encodeOpenTrove } from '../protocol/core/encodeLending.ts';
import { ORACLE_OPERATOR, OWNER } from '../protocol/embeddedSystem.ts';
import { encodeIntent, encodeTransfer, type IntentTargets } from '../protocol/encodeIntent.ts';
import type { OpenTrialOptions } from './openTrial.ts';
import { bringsMoney } from './placeLiquidator.ts';
import { PROVIDERS, TREASURY, VENUE } from './places.ts';
import type { AgentSeed, OpeningTrove, Population } from './population.ts';
import { SETUP_GAS, type Setup } from './setup.ts';

/** Native balance of accounts that stand for the rest of the world: never a limit. */
const PLENTY = 10n ** 12n * WAD;

/** Brings the population onto the chain: native coin, troves, stablecoin, the DEX pool, approvals, deposits. */
export class JoinAgents {
  readonly #setup: Setup;
  readonly #targets: IntentTargets;
  readonly #population: Population;
  readonly #options: OpenTrialOptions;

  constructor(setup: Setup, targets: IntentTargets, population: Population, options: OpenTrialOptions) {
    this.#setup = setup;
    this.#targets = targets;
    this.#population = population;
    this.#options = options;
  }

  /** @throws BreakwaterError if a step reverts */
  async join(): Promise<void> {
    await this.#fund();
    await this.#openTroves();
    await this.#handOutStable();
    await this.#fillDex();
    await this.#approve();
    await this.#deposit();
  }

  async #fund(): Promise<void> {
    const others = this.#options.scenario.dex.liquidity === undefined ? [] : [PROVIDERS];
    const balances = new Map([OWNER, ORACLE_OPERATOR, VENUE, TREASURY, ...others].map((account) => [account, PLENTY]));
    for (const { address, collateral, trove } of this.#agents) {
      balances.set(address, collateral + (trove?.collateral ?? 0n));
    }
    // Anvil wants a max fee covered, if only by some wei.
    for (const { holder, balance } of this.#population.fromHolders) balances.set(holder, balance + WAD / 100n);
    await this.#setup.chain.setBalances(balances);
  }

  /** The safest first: the TCR never dips, and each trove is told its place among those that are there. */
  async #openTroves(): Promise<void> {
    const borrowers = this.#agents
      .flatMap((agent) => (agent.trove === undefined ? [] : [{ address: agent.address, trove: agent.trove }]))
      .sort((a, b) => safestFirst(a.trove, b.trove));
    const { book, system } = this.#targets;
    const transactions = borrowers.map(({ address, trove }, i) => {
      const [standing, lower] = book.hints(ratioOf(trove), address);
      const before = borrowers[i - 1];
      const isNearer = before !== undefined && ratioOf(before.trove) <= (book.get(standing)?.ratio ?? Infinity);
      const hints = [isNearer ? before.address : standing, lower] as const;
      return { ...encodeOpenTrove(trove, system.core.borrowerOperations, hints), from: address, gas: SETUP_GAS };
    });
    await this.#setup.mine(transactions, 'opening troves');
  }

  /** Borrowers part with what they sold, named holders with what is asked of them; it goes to those who hold it at the first block. */
  async #handOutStable(): Promise<void> {
    const { stablecoin } = this.#targets.system.core;
    const transfer = (from: Address, to: Address, amount: bigint) => ({
      ...encodeTransfer(stablecoin, to, amount),
      from,
      gas: SETUP_GAS,
    });
    const sold = this.#agents.flatMap(({ address, trove, stable }) => {
      const amount = trove === undefined ? 0n : trove.borrow - stable;
      return amount > 0n ? [transfer(address, TREASURY, amount)] : [];
    });
    const moved = this.#population.fromHolders.map(({ holder, amount }) => transfer(holder, TREASURY, amount));
    const bought = this.#agents.flatMap(({ address, trove, stable, isExisting }) =>
      trove === undefined && !isExisting && stable > 0n ? [transfer(TREASURY, address, stable)] : [],
    );
    if (this.#population.venue > 0n) bought.push(transfer(TREASURY, VENUE, this.#population.venue));
    await this.#setup.mine([...sold, ...moved, ...bought], 'handing out stablecoin');
  }

  async #fillDex(): Promise<void> {
    const { scenario, prices } = this.#options;
    const { pair, router, weth, core } = this.#targets.system;
    const { stable, liquidity } = scenario.dex;
    if (stable === undefined || stable === 0n) return;
    const collateral = mulWad(stable * prices.stable, WAD) / prices.collateral;
    const { call, mine } = { call: this.#setup.call.bind(this.#setup), mine: this.#setup.mine.bind(this.#setup) };
    await mine(
      [
        { ...call(TREASURY, weth, 'deposit', []), value: collateral },
        call(TREASURY, weth, 'transfer', [pair, collateral]),
        { ...encodeTransfer(core.stablecoin, pair, stable), from: TREASURY, gas: SETUP_GAS },
        call(TREASURY, pair, 'mint', [liquidity === undefined ? TREASURY : PROVIDERS]),
      ],
      'filling the DEX pool',
    );
    if (liquidity === undefined) return;
    const tokens = [pair, core.stablecoin, weth];
    await mine(
      tokens.map((token) => call(PROVIDERS, token, 'approve', [router, maxUint256])),
      'approving for liquidity providers',
    );
  }

  async #approve(): Promise<void> {
    const { system, backstop, fundedLiquidator } = this.#targets;
    const spenders = [system.router, ...(backstop?.kind === 'bamm' ? [backstop.address] : [])];
    const approvals = this.#agents
      .filter(({ trove, isExisting }) => trove === undefined && !isExisting)
      .flatMap(({ address, spec }) =>
        [...spenders, ...(fundedLiquidator !== undefined && bringsMoney(spec) ? [fundedLiquidator] : [])].map(
          (spender) => this.#setup.call(address, system.core.stablecoin, 'approve', [spender, maxUint256]),
        ),
      );
    await this.#setup.mine(approvals, 'approving');
  }

  async #deposit(): Promise<void> {
    const deposits = this.#agents
      .filter(({ isDeposited, isExisting, stable }) => isDeposited && !isExisting && stable > 0n)
      .map(({ address, stable }) => {
        const encoded = encodeIntent({ kind: 'deposit', amount: stable }, address, this.#targets);
        if (encoded === undefined) throw new TypeError('nothing takes deposits');
        return { ...encoded, from: address, gas: SETUP_GAS };
      });
    await this.#setup.mine(deposits, 'depositing');
  }

  get #agents(): readonly AgentSeed[] {
    return this.#population.agents;
  }
}

function ratioOf({ collateral, debt }: OpeningTrove): number {
  return Number(collateral) / Number(debt);
}

/** By nominal ICR, exactly: a trove out of order would walk the whole sorted list. */
function safestFirst(a: OpeningTrove, b: OpeningTrove): number {
  const [left, right] = [a.collateral * b.debt, b.collateral * a.debt];
  return left === right ? 0 : left > right ? -1 : 1;
}
