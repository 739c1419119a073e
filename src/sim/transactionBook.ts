import type { Receipt } from '../chain/chain.ts';
import { toNumber } from '../core/units.ts';
import type { Pending } from '../market/mempool.ts';
import type { Counts } from './counts.ts';
import type { EventLog } from './eventLog.ts';
import { noteOutcome } from './outcomes.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

/** What a class's transactions came to so far. */
export interface ClassTransactions {
  /** Reverted and expired. */
  failed: number;
  /** Fees, wei. */
  gas: bigint;
  /** The same at the market price of each block, USD with 36 decimals. */
  gasValue: bigint;
}

const NONE: Readonly<ClassTransactions> = { failed: 0, gas: 0n, gasValue: 0n };

/** How transactions ended, what they paid and how long they waited: in all and by class; agents are told of their own. */
export class TransactionBook {
  readonly counts: Counts = { included: 0, reverted: 0, expired: 0, gas: 0n };
  readonly #byClass = new Map<string, ClassTransactions>();
  readonly #log: EventLog;
  readonly #feed: string;

  /** @param options.feed address of the collateral's oracle, whose delay is recorded */
  constructor({ log, feed }: { readonly log: EventLog; readonly feed: string }) {
    this.#log = log;
    this.#feed = feed;
  }

  of(agentClass: string): Readonly<ClassTransactions> {
    return this.#byClass.get(agentClass) ?? NONE;
  }

  /** @param price of the collateral on the outside market, USD with 18 decimals */
  included(
    { payload, arrived }: Pending<PendingTransaction>,
    { succeeded, fee }: Receipt,
    { tick, price }: { readonly tick: number; readonly price: bigint },
  ): void {
    const { agent, what, decided, encoded } = payload;
    noteOutcome(payload, tick, succeeded ? 'succeeded' : 'reverted');
    this.counts.included++;
    this.counts.gas += fee;
    if (!succeeded) this.counts.reverted++;
    if (what !== 'settlement') {
      this.#log.trend('tx.wait', tick - arrived);
      if (agent !== undefined) {
        const own = this.#own(agent.class);
        own.gas += fee;
        own.gasValue += fee * price;
        if (!succeeded) own.failed++;
        this.#log.trend(`agent.${agent.class}.wait`, tick - arrived);
      }
    }
    if (decided !== undefined && succeeded && encoded.to === this.#feed) {
      this.#log.trend('oracle.delay', tick - decided);
    }
    if (!succeeded) this.#log.event('reverted', { agent, value: toNumber(fee), detail: what });
  }

  dropped({ payload }: Pending<PendingTransaction>, reason: string): void {
    const { agent, what } = payload;
    noteOutcome(payload, this.#log.tick, 'expired');
    this.counts.expired++;
    if (agent !== undefined) this.#own(agent.class).failed++;
    this.#log.event('expired', { agent, detail: `${what}: ${reason}` });
  }

  #own(agentClass: string): ClassTransactions {
    let own = this.#byClass.get(agentClass);
    if (own === undefined) {
      own = { ...NONE };
      this.#byClass.set(agentClass, own);
    }
    return own;
  }
}
