import { BAMM_FEED_LIFE } from '../protocol/backstop/bammShares.ts';
import type { EventLog } from './eventLog.ts';

/** Liquity v1's price feed gives a feed up once it is older than this, seconds. */
const LIQUITY_FEED_LIFE = 4 * 3600;

const NOT_ZEROS = "Liquity v1's price feed leaves the feed here; Zero's has no such check";

/**
 * Names in the record the places where contracts break with the collateral's feed, whether or not the contracts at hand
 * have them. All of it follows from the samples of the oracle's age and from its rounds.
 */
export class OracleCliffs {
  readonly #log: EventLog;
  #isStale = false;
  #isFrozen = false;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * A round reached the chain. Liquity's rule: it is a jump if the price more than doubled or more than halved, that is
   * by more than 50 % of the larger.
   *
   * @param before price of the round before, USD with 18 decimals
   * @param after price of the round, likewise
   */
  round(before: bigint, after: bigint): void {
    const isJump = 2n * before < after || 2n * after < before;
    if (!isJump) return;
    const value = Number(after) / Number(before) - 1;
    this.#log.event('oracleJump', { value, detail: `more than 50 % between two rounds: ${NOT_ZEROS}` });
  }

  /**
   * After a block.
   *
   * @param age of the answer on chain, seconds
   */
  look(age: number): void {
    const [isStale, isFrozen] = [age > BAMM_FEED_LIFE, age > LIQUITY_FEED_LIFE];
    if (isStale && !this.#isStale) {
      this.#log.event('oracleStale', { value: age, detail: 'answer older than 1 h: a BAMM quotes 0 until the next' });
    }
    if (isFrozen && !this.#isFrozen) {
      this.#log.event('oracleFrozen', { value: age, detail: `answer older than 4 h: ${NOT_ZEROS}` });
    }
    this.#isStale = isStale;
    this.#isFrozen = isFrozen;
  }
}
