/** Waits until an opportunity has been there for some blocks; starts over when it goes away. */
export class Latency {
  readonly #blocks: number;
  #since: number | undefined;

  /** @param blocks from seeing to sending */
  constructor(blocks: number) {
    this.#blocks = Math.round(blocks);
  }

  /** @returns whether it is time to send */
  ready(tick: number, isThere: boolean): boolean {
    if (!isThere) {
      this.#since = undefined;
      return false;
    }
    this.#since ??= tick;
    return tick - this.#since >= this.#blocks;
  }
}
