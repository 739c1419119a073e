import type { Price } from '../agent/policy.ts';
import type { Mempool } from '../market/mempool.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { EventLog } from './eventLog.ts';
import { FaultLog } from './faultLog.ts';
import type { AnswerFact, Fact } from './ledger.ts';
import { OracleCliffs } from './oracleCliffs.ts';
import { OracleDesk } from './oracleDesk.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

interface OraclesOptions {
  readonly scenario: Scenario;
  readonly system: System;
  /** What happened before the first tick: the latest answer of each feed among it. */
  readonly facts: readonly Fact[];
  readonly log: EventLog;
}

/** Both feeds, and what goes into the record about them. */
export class Oracles {
  readonly collateral: OracleDesk;
  readonly stable: OracleDesk;
  readonly #cliffs: OracleCliffs;
  readonly #faults: FaultLog;
  readonly #log: EventLog;

  constructor({ scenario, system, facts, log }: OraclesOptions) {
    const { oracle, clock } = scenario;
    const opening = (feed: AnswerFact['feed']) =>
      facts.findLast((fact): fact is AnswerFact => fact.kind === 'answer' && fact.feed === feed) as AnswerFact;
    this.collateral = new OracleDesk(oracle.collateral, system.collateralFeed, opening('collateral'), clock.block);
    this.stable = new OracleDesk(oracle.stable, system.stableFeed, opening('stable'), clock.block);
    this.#cliffs = new OracleCliffs(log);
    this.#faults = new FaultLog(scenario, log);
    this.#log = log;
  }

  /** Both feeds look at the market and send what is due. @param time Unix time of the tick, seconds */
  observe(
    { tick, time }: { readonly tick: number; readonly time: number },
    market: { readonly collateral: Price; readonly stable: Price },
    mempool: Mempool<PendingTransaction>,
  ): void {
    this.#faults.announce(tick);
    this.collateral.observe(tick, time, market.collateral.usd, mempool);
    this.stable.observe(tick, time, market.stable.usd, mempool);
  }

  /** An answer reached the chain. */
  confirm(fact: AnswerFact): void {
    const desk = this[fact.feed];
    const before = desk.price.wad;
    desk.confirm(fact);
    if (fact.feed !== 'collateral') return;
    this.#log.event('oracle', { value: desk.price.usd });
    this.#cliffs.round(before, desk.price.wad);
  }

  /** After a block. @param time Unix time of the block, seconds */
  look(time: number): void {
    this.#cliffs.look(time - this.collateral.updatedAt);
  }
}
