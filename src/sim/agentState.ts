import type { Address } from 'viem';
import { createPolicy } from '../agent/createPolicy.ts';
import type { AgentView, Outcome, Policy, PolicyModule } from '../agent/policy.ts';
import type { TroveBook, TroveView } from '../protocol/troveBook.ts';
import type { Ledger } from './ledger.ts';
import type { AgentSeed } from './population.ts';

/** An agent in a running trial: what its policy sees of itself. */
export interface AgentState extends AgentView {
  readonly seed: AgentSeed;
  readonly policy: Policy;
  collateral: bigint;
  stable: bigint;
  trove: TroveView | undefined;
  surplus: bigint;
  shares: bigint;
  pending: number;
  outcomes: readonly Outcome[];
}

/** All agents, groups by name; order decides who arrives first in the mempool, and so between equal bids. */
export class Agents {
  readonly all: readonly AgentState[];
  readonly #byAddress: ReadonlyMap<Address, AgentState>;
  #bookVersion = -1;

  constructor(seeds: readonly AgentSeed[], modules: ReadonlyMap<string, PolicyModule>) {
    this.all = seeds.map((seed) => ({
      seed,
      policy: createPolicy(seed.spec, seed.random, seed.id, modules),
      id: seed.id,
      class: seed.class,
      address: seed.address,
      initial: Object.freeze({ collateral: seed.collateral, stable: seed.invested > 0n ? seed.invested : seed.stable }),
      collateral: seed.collateral,
      stable: 0n,
      trove: undefined,
      surplus: 0n,
      shares: 0n,
      pending: 0,
      outcomes: [],
    }));
    this.#byAddress = new Map(this.all.map((agent) => [agent.address, agent]));
  }

  get(address: Address): AgentState | undefined {
    return this.#byAddress.get(address);
  }

  /**
   * Takes over what the mirrors know of the accounts that changed, and of all troves if any changed.
   *
   * @returns agents whose wallet or claims changed, as they were
   */
  refresh(ledger: Ledger, book: TroveBook): readonly Changed[] {
    if (book.version !== this.#bookVersion) {
      this.#bookVersion = book.version;
      for (const agent of this.all) agent.trove = book.get(agent.address);
    }
    const changed: Changed[] = [];
    for (const account of ledger.takeChanged()) {
      const agent = this.#byAddress.get(account);
      if (agent === undefined) continue;
      const { stable, surplus, shares } = agent;
      changed.push({ agent, before: { stable, surplus, shares } });
      agent.stable = ledger.stableOf(account);
      agent.surplus = ledger.surplusOf(account);
      agent.shares = ledger.sharesOf(account);
    }
    return changed;
  }
}

export interface Changed {
  readonly agent: AgentState;
  readonly before: Pick<AgentState, 'stable' | 'surplus' | 'shares'>;
}
