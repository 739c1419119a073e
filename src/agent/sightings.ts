import type { Address } from 'viem';

/** Since when an agent has seen each of the things that it may act on; what went away in between counts anew. */
export class Sightings {
  readonly #blocks: number;
  #since = new Map<Address, number>();

  /** @param blocks from seeing to sending */
  constructor(blocks: number) {
    this.#blocks = Math.round(blocks);
  }

  /** Notes what is there now. @returns what has been there for long enough, in the order given */
  ready<Thing extends { readonly owner: Address }>(tick: number, things: readonly Thing[]): readonly Thing[] {
    if (things.length === 0) {
      if (this.#since.size > 0) this.#since = new Map();
      return things;
    }
    this.#since = new Map(things.map(({ owner }) => [owner, this.#since.get(owner) ?? tick]));
    return things.filter(({ owner }) => tick - (this.#since.get(owner) as number) >= this.#blocks);
  }
}
