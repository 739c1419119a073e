import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { GWEI, minBig, toWad } from '../core/units.ts';
import type { IntentBid } from '../protocol/intent.ts';
import type { BidSpec } from './bidSchema.ts';
import type { Observation } from './policy.ts';

/** What a group bids. */
export type Bid = IntentBid & { readonly tip: bigint; readonly expiry: number };

/** What a transaction is expected to bring. */
export interface Prospect {
  /** Gas that it is going to use. */
  readonly gas: bigint;
  /** Profit before gas, USD. */
  readonly profit: number;
}

const DEFAULT_STEPS = { step: 0.125, every: 3 };

/** Wei of a drawn number of gwei, to a thousandth of a gwei. */
function weiOf(gwei: number): bigint {
  return (BigInt(Math.round(gwei * 1000)) * GWEI) / 1000n;
}

/** Makes an agent's bids by its group's strategy. Where a tip is drawn, it is drawn anew for each transaction. */
export class Bidder {
  readonly #spec: BidSpec;
  readonly #random: RandomStream;

  constructor(spec: BidSpec, random: RandomStream) {
    this.#spec = spec;
    this.#random = random;
  }

  /** A bid without regard to profit. */
  next({ fees }: Pick<Observation, 'fees'>): Bid {
    const { strategy = 'fixed', percentile, expiry, escalating: steps = DEFAULT_STEPS } = this.#spec;
    const tip = percentile === undefined ? weiOf(sample(this.#spec.tip, this.#random)) : fees.percentile(percentile);
    return strategy === 'escalating' ? { tip, expiry, raise: steps } : { tip, expiry };
  }

  /**
   * A bid within the group's cap: tip and max fee are cut so that gas costs at most that share of the expected profit.
   *
   * @returns undefined if the cap does not even pay the base fee
   */
  forProfit({ gas, profit }: Prospect, observation: Pick<Observation, 'fees' | 'market'>): Bid | undefined {
    const bid = this.next(observation);
    const { cap } = this.#spec;
    if (cap === undefined) return bid;
    const { baseFee } = observation.fees;
    const wei = toWad(Math.max(0, (profit * cap) / observation.market.collateral.usd));
    const ceiling = wei / gas;
    if (ceiling < baseFee) return undefined;
    const tip = minBig(bid.tip, ceiling - baseFee);
    if (bid.raise === undefined) return { ...bid, tip, maxFee: minBig(2n * baseFee + tip, ceiling) };
    // Room for one full block's rise of the base fee only: each replacement has to raise the max fee, too.
    const maxFee = minBig((baseFee * 9n) / 8n + tip, ceiling);
    return { ...bid, tip, maxFee, raise: { ...bid.raise, ceiling } };
  }
}
