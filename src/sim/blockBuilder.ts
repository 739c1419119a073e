import type { Address } from 'viem';
import { Bidder } from '../agent/bidder.ts';
import type { Observation } from '../agent/policy.ts';
import type { ChainTransaction } from '../chain/chain.ts';
import { orderKeys } from '../chain/orderKeys.ts';
import type { Fees } from '../market/demand.ts';
import { Mempool, type Pending } from '../market/mempool.ts';
import { encodeIntent, type IntentTargets } from '../protocol/encodeIntent.ts';
import type { Intent } from '../protocol/intent.ts';
import type { AgentState, Agents } from './agentState.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { Replacements } from './replacements.ts';

/** A transaction that will not be mined, and why. */
export interface Dropped {
  readonly transaction: Pending<PendingTransaction>;
  readonly reason: 'waited too long' | 'balance does not cover gas and value';
}

export interface BlockPlan {
  /** In block order. */
  readonly included: readonly Pending<PendingTransaction>[];
  readonly transactions: readonly ChainTransaction[];
  readonly dropped: readonly Dropped[];
}

/** Turns intents into transactions in the mempool, and the mempool into blocks. */
export class BlockBuilder {
  readonly mempool = new Mempool<PendingTransaction>();
  readonly #targets: IntentTargets;
  readonly #agents: Agents;
  readonly #gasLimit: (tick: number) => bigint;
  readonly #replacements = new Replacements();
  readonly #bidders = new Map<AgentState, Bidder>();

  /** @param gasLimit room in the block of a tick */
  constructor(targets: IntentTargets, agents: Agents, gasLimit: (tick: number) => bigint) {
    this.#targets = targets;
    this.#agents = agents;
    this.#gasLimit = gasLimit;
  }

  /** Asks every agent and sends what it wants done. */
  collect(observation: Observation): void {
    for (const agent of this.#agents.all) {
      for (const intent of agent.policy.decide(observation, agent)) this.#send(intent, agent, observation);
    }
  }

  #send(intent: Intent, agent: AgentState, observation: Observation): void {
    const { tick, baseFee } = observation;
    const encoded = encodeIntent(intent, agent.address, this.#targets);
    // The scenario has nothing for it, e.g. a deposit without a backstop.
    if (encoded === undefined) return;
    const own = intent.bid ?? {};
    const drawn = own.tip === undefined ? this.#bidder(agent).next(observation) : undefined;
    const bid = { ...drawn, ...own };
    const tip = own.tip ?? drawn?.tip ?? 0n;
    const pending = this.mempool.add({
      sender: agent.address,
      tip,
      maxFee: bid.maxFee ?? 2n * baseFee + tip,
      gas: encoded.gas,
      arrived: tick,
      expires: tick + (bid.expiry ?? agent.seed.spec.bid.expiry),
      payload: { encoded, intent, what: intent.kind, agent },
    });
    if (bid.raise !== undefined) this.#replacements.follow(pending, bid.raise, tick);
    agent.pending++;
  }

  #bidder(agent: AgentState): Bidder {
    let bidder = this.#bidders.get(agent);
    if (bidder === undefined) {
      bidder = new Bidder(agent.seed.spec.bid, agent.seed.random.child('bids'));
      this.#bidders.set(agent, bidder);
    }
    return bidder;
  }

  /** Raises the bids that are due, and picks the next block. */
  plan(tick: number, { baseFee, outbidding }: Fees): BlockPlan {
    this.#replacements.bid(tick, baseFee, this.mempool);
    const { included, expired } = this.mempool.select({ tick, baseFee, outbidding, gasLimit: this.#gasLimit(tick) });
    const dropped: Dropped[] = expired.map((transaction) => ({ transaction, reason: 'waited too long' }));
    if (included.length === 0) return { included, transactions: [], dropped };
    const tipOf = ({ tip, maxFee }: Pending<PendingTransaction>): bigint =>
      maxFee === null || maxFee - baseFee > tip ? tip : maxFee - baseFee;
    // Anvil wants gas × max fee covered, and the max fee carries the order: see `orderKeys`.
    const keys = orderKeys(baseFee, included.map(tipOf));
    const left = new Map<Address, bigint>();
    const kept = included.filter((transaction, i) => {
      const sender = transaction.sender as Address;
      const balance = left.get(sender) ?? this.#agents.get(sender)?.collateral;
      if (balance === undefined) return true;
      const cost = transaction.gas * (keys[i] as bigint) + transaction.payload.encoded.value;
      if (cost > balance) {
        dropped.push({ transaction, reason: 'balance does not cover gas and value' });
        return false;
      }
      left.set(sender, balance - cost);
      return true;
    });
    const transactions = kept.map((transaction) => {
      const { to, data, value, gas } = transaction.payload.encoded;
      return { from: transaction.sender as Address, to, data, value, gas, tip: tipOf(transaction) };
    });
    return { included: kept, transactions, dropped };
  }
}
