import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { GWEI } from '../core/units.ts';
import type { IntentBid } from '../protocol/intent.ts';
import type { BidSpec } from './schema.ts';

/** Wei of a drawn number of gwei, to a thousandth of a gwei. */
function weiOf(gwei: number): bigint {
  return (BigInt(Math.round(gwei * 1000)) * GWEI) / 1000n;
}

/** Draws an agent's bids: the tip anew for each transaction. */
export class Bidder {
  readonly #spec: BidSpec;
  readonly #random: RandomStream;

  constructor(spec: BidSpec, random: RandomStream) {
    this.#spec = spec;
    this.#random = random;
  }

  next(): IntentBid & { readonly tip: bigint; readonly expiry: number } {
    return { tip: weiOf(sample(this.#spec.tip, this.#random)), expiry: this.#spec.expiry };
  }
}
