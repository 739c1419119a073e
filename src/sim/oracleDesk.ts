import { parseAbi } from 'viem';
import type { Price } from '../agent/policy.ts';
import { toNumber } from '../core/units.ts';
import type { Mempool } from '../market/mempool.ts';
import { createOracleRule, type OracleRule } from '../market/oracleRule.ts';
import type { OracleRuleSpec } from '../market/schema.ts';
import { ORACLE_OPERATOR } from '../protocol/embeddedSystem.ts';
import { encodeCall } from '../protocol/encodeCall.ts';
import { type FeedPlace, toWadAnswer } from '../protocol/system.ts';
import type { AnswerFact } from './ledger.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

const FEED = parseAbi(['function publish(int256 answer)']);
const PUBLISH_GAS = 150_000n;

/** One feed: publishes by Chainlink's rule, through the mempool like everyone else, and knows the answer on chain. */
export class OracleDesk {
  readonly #rule: OracleRule;
  readonly #spec: OracleRuleSpec;
  readonly #feed: FeedPlace;
  #price: Price;
  /** Unix time of the answer on chain. */
  updatedAt: number;
  /** Answers published since the first tick. */
  updates = 0;

  /** @param opening answer that is on chain before the first tick */
  constructor(spec: OracleRuleSpec, feed: FeedPlace, opening: AnswerFact) {
    this.#spec = spec;
    this.#feed = feed;
    this.#rule = createOracleRule(spec, { decimals: feed.decimals });
    this.#rule.confirmed({ answer: opening.answer, time: opening.updatedAt });
    this.#price = priceOf(opening.answer, feed);
    this.updatedAt = opening.updatedAt;
  }

  /** The answer on chain. */
  get price(): Price {
    return this.#price;
  }

  /** Looks at the market and sends an answer if it is due. */
  observe(tick: number, time: number, marketPrice: number, mempool: Mempool<PendingTransaction>): void {
    const answer = this.#rule.observe({ tick, time, marketPrice });
    if (answer === null) return;
    const data = encodeCall({ abi: FEED, functionName: 'publish', args: [answer] });
    mempool.add({
      sender: ORACLE_OPERATOR,
      tip: this.#spec.tip,
      maxFee: null,
      gas: PUBLISH_GAS,
      arrived: tick,
      expires: Number.MAX_SAFE_INTEGER,
      payload: {
        encoded: { to: this.#feed.address, data, value: 0n, gas: PUBLISH_GAS },
        what: 'publish',
        agent: undefined,
        onEnd: (end) => {
          if (end !== 'succeeded') this.#rule.dropped({ answer });
        },
      },
    });
  }

  /** An answer reached the chain. */
  confirm({ answer, updatedAt }: AnswerFact): void {
    this.#rule.confirmed({ answer, time: updatedAt });
    this.#price = priceOf(answer, this.#feed);
    this.updatedAt = updatedAt;
    this.updates++;
  }
}

function priceOf(answer: bigint, feed: FeedPlace): Price {
  const wad = toWadAnswer(answer, feed);
  return Object.freeze({ usd: toNumber(wad), wad });
}
