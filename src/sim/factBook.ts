import { toNumber } from '../core/units.ts';
import type { Marks } from '../metric/attribution.ts';
import type { AgentState, Agents } from './agentState.ts';
import type { BackstopAccount } from './backstopAccount.ts';
import type { EventLog } from './eventLog.ts';
import type { Fact, FlowFact, LiquidationFact, RedemptionFact, SaleFact } from './ledger.ts';
import type { Oracles } from './oracles.ts';
import type { ProfitByClass } from './profit.ts';
import type { SolvencyBook } from './solvencyBook.ts';

/** The books that facts go into. */
export interface Books {
  readonly oracles: Oracles;
  /** Undefined without a backstop. */
  readonly account: BackstopAccount | undefined;
  readonly hasBamm: boolean;
  readonly agents: Agents;
  readonly profits: ProfitByClass;
  readonly solvency: SolvencyBook;
  readonly log: EventLog;
}

/** Enters each fact of a block into every book that it belongs in. */
export class FactBook {
  readonly #books: Books;
  /** Stablecoin that buyers have paid the backstop, 18 decimals. */
  rebalanced = 0n;
  /** Stablecoin redeemed against troves, 18 decimals. */
  redeemed = 0n;

  constructor(books: Books) {
    this.#books = books;
  }

  /**
   * @param agent sender of its transaction
   * @param marks market prices of the block
   * @param time Unix time of the block, seconds
   */
  take(fact: Fact, agent: AgentState | undefined, { marks, time }: { marks: Marks; time: number }): void {
    if (fact.kind === 'answer') this.#books.oracles.confirm(fact);
    else if (fact.kind === 'sale') this.#sale(fact, agent);
    else if (fact.kind === 'flow') this.#flow(fact, agent, marks);
    else if (fact.kind === 'redemption') this.#redemption(fact, agent);
    else this.#liquidation(fact, agent, marks, time);
  }

  #sale(fact: SaleFact, agent: AgentState | undefined): void {
    const { oracles, account, log } = this.#books;
    const { price } = oracles.collateral;
    this.rebalanced += fact.paid;
    account?.sale(fact, price.wad);
    const [stable, collateral] = [toNumber(fact.paid), toNumber(fact.sold)];
    log.event('swap', { agent, stable, collateral, value: (collateral * price.usd) / stable - 1 });
  }

  #flow(fact: FlowFact, agent: AgentState | undefined, marks: Marks): void {
    const { account, agents, hasBamm, log, profits } = this.#books;
    account?.flow(fact);
    // A plain pool's shares move with prices; what was put in or taken out is in the fact.
    const depositor = agents.get(fact.depositor);
    if (!hasBamm && depositor !== undefined) profits.change(depositor.class, fact.collateral, fact.stable);
    if (hasBamm && depositor !== undefined && depositor.class !== 'backstopper') {
      account?.bookOther(-fact.stable * marks.stable - fact.collateral * marks.collateral);
    }
    const [stable, collateral] = [Math.abs(toNumber(fact.stable)), Math.abs(toNumber(fact.collateral))];
    log.event(fact.stable > 0n ? 'deposit' : 'withdrawal', { agent, stable, collateral });
  }

  #redemption(fact: RedemptionFact, agent: AgentState | undefined): void {
    this.redeemed += fact.stable;
    const [stable, collateral] = [toNumber(fact.stable), toNumber(fact.collateral)];
    this.#books.log.event('redemption', { agent, stable, collateral, value: toNumber(fact.fee) / collateral });
  }

  #liquidation(fact: LiquidationFact, agent: AgentState | undefined, marks: Marks, time: number): void {
    const { oracles, account, solvency, log } = this.#books;
    account?.liquidation(fact);
    for (const delay of solvency.liquidation(fact, marks, time)) log.trend('liquidation.delay', delay);
    const collateral = toNumber(fact.troves.reduce((sum, trove) => sum + trove.collateral, 0n));
    const detail = `${fact.troves.length} troves`;
    const value = oracles.collateral.price.usd;
    log.event('liquidation', { agent, debt: toNumber(fact.debt), collateral, value, detail });
    if (fact.redistributedDebt === 0n) return;
    const redistributed = toNumber(fact.redistributedCollateral);
    log.event('redistribution', { agent, debt: toNumber(fact.redistributedDebt), collateral: redistributed });
  }
}
