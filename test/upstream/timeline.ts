import type { ChainTransaction } from '../../src/chain/chain.ts';
import type { RandomStream } from '../../src/core/random.ts';
import type { UpstreamSystem } from './deploySystem.ts';
import type { UpstreamChain } from './upstreamChain.ts';

const BLOCK_TIME = 12;
/** Transactions of a block: their gas limits together stay under the block's. */
const CHUNK = 10;
/** By how much a published price is off the one named, at most. */
const NOISE = 0.004;
const STABLE_NOISE = 0.0015;

/** Makes the blocks of an upstream's past, one after the other, 12 seconds apart unless time is let pass. */
export class Timeline {
  readonly #chain: UpstreamChain;
  readonly #system: UpstreamSystem;
  readonly #stream: RandomStream;
  #time: number;

  /** @param time of the last block, Unix seconds */
  constructor(chain: UpstreamChain, system: UpstreamSystem, { time, stream }: { time: number; stream: RandomStream }) {
    this.#chain = chain;
    this.#system = system;
    this.#time = time;
    this.#stream = stream;
  }

  /** The next block is of that time. @param time Unix seconds */
  passTo(time: number): void {
    if (time <= this.#time) throw new RangeError(`${time} is not after ${this.#time}`);
    this.#time = time - BLOCK_TIME;
  }

  /** Mines transactions in the order given. @throws Error with the reason if one reverts */
  async mine(transactions: readonly ChainTransaction[], what: string): Promise<void> {
    for (let start = 0; start < transactions.length; start += CHUNK) {
      const chunk = transactions.slice(start, start + CHUNK);
      const receipts = await this.#next(chunk, 0n);
      const failed = chunk.find((_, i) => receipts[i]?.succeeded === false);
      if (failed !== undefined) throw new Error(`${what} reverted: ${await this.#reason(failed)}`);
    }
  }

  /** Both feeds publish. @param prices of the collateral in USD, each a round a block after the one before */
  async publish(prices: readonly number[]): Promise<void> {
    const { collateralFeed, stableFeed } = this.#system;
    const around = (price: number, noise: number): number => price * (1 + noise * (2 * this.#stream.uniform() - 1));
    for (const price of prices) {
      const time = this.#time + BLOCK_TIME;
      const rounds = [
        collateralFeed.round(around(price, NOISE), time),
        stableFeed.round(around(1, STABLE_NOISE), time),
      ];
      await this.mine(rounds, 'publishing');
    }
  }

  /** Empty blocks up to a time. @param baseFee wei per gas */
  async idle({ until, baseFee }: { readonly until: number; readonly baseFee: bigint }): Promise<void> {
    while (this.#time < until) await this.#next([], baseFee);
  }

  #next(transactions: readonly ChainTransaction[], baseFee: bigint) {
    this.#time += BLOCK_TIME;
    return this.#chain.mine({ timestamp: this.#time, baseFee, transactions });
  }

  async #reason({ to, ...call }: ChainTransaction): Promise<string> {
    if (to === undefined) return 'no contract';
    try {
      await this.#chain.read({ calls: [{ ...call, to }], accounts: [] });
      return 'it passes when called again';
    } catch (error) {
      return String(error);
    }
  }
}
