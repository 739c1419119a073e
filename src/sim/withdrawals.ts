interface Point {
  /** Unix time of the block, seconds. */
  readonly time: number;
  readonly deposits: bigint;
  readonly withdrawn: bigint;
}

/**
 * How fast depositors leave. Deposits are counted in whatever does not move with prices: shares of a BAMM, stablecoin of
 * a plain Stability Pool (which liquidations take from, too).
 */
export class Withdrawals {
  /** After each block in which something changed, oldest first; the first is the opening. */
  readonly #points: Point[] = [];

  /**
   * What holds after a block.
   *
   * @param withdrawn all that was ever withdrawn, in the unit of the deposits
   */
  note(time: number, deposits: bigint, withdrawn: bigint): void {
    const last = this.#points.at(-1);
    if (last?.deposits === deposits && last.withdrawn === withdrawn) return;
    this.#points.push({ time, deposits, withdrawn });
  }

  /**
   * Part of the deposits at a time that has been withdrawn since: what came later and went again counts, too, so it may
   * be above 1. 0 if there were none.
   *
   * @param time Unix seconds; before the opening stands for the opening
   */
  shareSince(time: number): number {
    let [low, high] = [0, this.#points.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#points[middle] as Point).time <= time) low = middle;
      else high = middle - 1;
    }
    const [from, last] = [this.#points[low], this.#points.at(-1)];
    if (from === undefined || last === undefined || from.deposits === 0n) return 0;
    return Number(last.withdrawn - from.withdrawn) / Number(from.deposits);
  }
}
