import { parseAbi } from 'viem';
import type { Price } from '../agent/policy.ts';
import { toNumber } from '../core/units.ts';
import type { Mempool } from '../market/mempool.ts';
import { type FaultState, inDecimals, oracleFaults } from '../market/oracleFaults.ts';
import { createOracleRule, type OracleRule } from '../market/oracleRule.ts';
import type { OracleRuleSpec } from '../market/schema.ts';
import { ORACLE_OPERATOR } from '../protocol/embeddedSystem.ts';
import { encodeCall } from '../protocol/encodeCall.ts';
import { type FeedPlace, toWadAnswer } from '../protocol/system.ts';
import type { AnswerFact } from './ledger.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { Replacements } from './replacements.ts';

const FEED = parseAbi(['function publish(int256 answer)', 'function publishAt(int256 answer, uint256 updatedAt)']);
const PUBLISH_GAS = 150_000n;
/** Updates pay whatever the base fee is: nothing in a raise depends on it. */
const NO_BASE_FEE = 0n;

/** One feed: publishes by Chainlink's rule, through the mempool like everyone else, and knows the answer on chain. */
export class OracleDesk {
  readonly #rule: OracleRule;
  readonly #spec: OracleRuleSpec;
  readonly #feed: FeedPlace;
  readonly #faults: (tick: number) => FaultState;
  readonly #replacements = new Replacements();
  /** What the rule decided and what was published for it, of answers in flight, in order of sending. */
  #sent: { readonly decided: bigint; readonly published: bigint }[] = [];
  #price: Price;
  /** Unix time of the answer on chain. */
  updatedAt: number;
  /** Answers published since the first tick. */
  updates = 0;

  /**
   * @param opening answer that is on chain before the first tick
   * @param blockSeconds seconds from tick to tick
   */
  constructor(spec: OracleRuleSpec, feed: FeedPlace, opening: AnswerFact, blockSeconds: number) {
    this.#spec = spec;
    this.#feed = feed;
    this.#faults = oracleFaults(spec.faults ?? [], { blockSeconds });
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
    const faults = this.#faults(tick);
    if (faults.isFrozen) {
      this.#rule.halt();
      return;
    }
    this.#replacements.bid(tick, NO_BASE_FEE, mempool);
    const { late, isForced, factor } = faults;
    const decided = this.#rule.observe({ tick, time, marketPrice: marketPrice * factor, late, isForced });
    if (decided !== null) this.#send(decided, { tick, time, faults }, mempool);
  }

  #send(
    decided: bigint,
    { tick, time, faults }: { readonly tick: number; readonly time: number; readonly faults: FaultState },
    mempool: Mempool<PendingTransaction>,
  ): void {
    const { decimals } = this.#feed;
    const published = inDecimals(decided, decimals, faults.decimals ?? decimals);
    const data =
      faults.backdated === 0
        ? encodeCall({ abi: FEED, functionName: 'publish', args: [published] })
        : encodeCall({
            abi: FEED,
            functionName: 'publishAt',
            args: [published, BigInt(Math.max(0, time - faults.backdated))],
          });
    const answer = { decided, published };
    this.#sent.push(answer);
    const pending = mempool.add({
      sender: ORACLE_OPERATOR,
      tip: faults.tip ?? this.#spec.tip,
      maxFee: null,
      gas: PUBLISH_GAS,
      arrived: tick,
      expires: Number.MAX_SAFE_INTEGER,
      payload: {
        encoded: { to: this.#feed.address, data, value: 0n, gas: PUBLISH_GAS },
        what: 'publish',
        decided: this.#rule.decided,
        agent: undefined,
        onEnd: (end) => {
          if (end === 'succeeded') return;
          this.#sent = this.#sent.filter((other) => other !== answer);
          this.#rule.dropped({ answer: decided });
        },
      },
    });
    if (this.#spec.raise !== undefined) this.#replacements.follow(pending, this.#spec.raise, tick);
  }

  /** An answer reached the chain. */
  confirm({ answer, updatedAt }: AnswerFact): void {
    const index = this.#sent.findIndex(({ published }) => published === answer);
    this.#rule.confirmed({ answer: this.#sent[index]?.decided ?? answer, time: updatedAt });
    // One sender, one order: what was sent before this one is on chain or lost.
    this.#sent.splice(0, index + 1);
    this.#price = priceOf(answer, this.#feed);
    this.updatedAt = updatedAt;
    this.updates++;
  }
}

function priceOf(answer: bigint, feed: FeedPlace): Price {
  const wad = toWadAnswer(answer, feed);
  return Object.freeze({ usd: toNumber(wad), wad });
}
