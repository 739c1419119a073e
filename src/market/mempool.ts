import { selectByTip } from './selectByTip.ts';

/** A transaction that waits for a block. */
export interface Pending<T> {
  /** Order of arrival, from 0, one more for each transaction added. */
  readonly sequence: number;
  /** Account whose transactions must keep their order (their nonces). */
  readonly sender: string;
  /** Most it pays the block's builder, wei a unit of gas. */
  readonly tip: bigint;
  /** Most it pays in all, base fee and tip together, wei a unit of gas; null: whatever the base fee is. */
  readonly maxFee: bigint | null;
  /** Gas limit: the space that it takes in a block, whatever it uses in the end. */
  readonly gas: bigint;
  /** Tick in which it was sent. */
  readonly arrived: number;
  /** Last tick in which it may be included. */
  readonly expires: number;
  /** What it carries; the mempool does not look at it. */
  readonly payload: T;
}

export interface BlockSpace {
  readonly tick: number;
  /** Base fee of the block, wei a unit of gas. */
  readonly baseFee: bigint;
  /** Gas limit of the block: what the gas limits of its transactions may add up to. */
  readonly gasLimit: bigint;
  /** Gas that others want at a higher tip (wei a unit of gas) than this; default none. */
  readonly outbidding?: (tip: bigint) => bigint;
}

/** A node takes a replacement only at fees this much higher, percent: go-ethereum's default price bump. */
const LEAST_BUMP = 10n;

export interface Selection<T> {
  /** In block order. */
  readonly included: Pending<T>[];
  /** Gave up in this tick or before, in order of arrival. */
  readonly expired: Pending<T>[];
}

/**
 * The pending transactions, and which of them a block takes; see {@link selectByTip} for the rule. Deterministic:
 * what `select` returns follows from the calls before it and their order alone.
 */
export class Mempool<T> {
  /** Each sender's transactions in order of arrival; no empty queue stays. */
  readonly #queues = new Map<string, Pending<T>[]>();
  #arrivals = 0;
  #size = 0;
  /** No transaction expires before this tick ends: a bound, which need not be attained. */
  #soonestExpiry = Number.POSITIVE_INFINITY;

  /** Number of transactions that wait. */
  get size(): number {
    return this.#size;
  }

  /** What waits from one sender, in order of arrival. */
  pendingOf(sender: string): readonly Pending<T>[] {
    return this.#queues.get(sender) ?? [];
  }

  /**
   * Adds a transaction; it may be included from the next `select` on. The order of calls is the order of arrival.
   *
   * @returns the transaction with its sequence number
   * @throws RangeError if the gas limit is not positive, a fee is negative, or it expires before it arrived
   */
  add(transaction: Omit<Pending<T>, 'sequence'>): Pending<T> {
    const { sender, tip, maxFee, gas, arrived, expires } = transaction;
    if (gas <= 0n || tip < 0n || (maxFee !== null && maxFee < 0n) || !(expires >= arrived)) {
      throw new RangeError(
        `not a transaction that can wait: ${sender}: gas ${gas}, tip ${tip}, max fee ${maxFee}, ticks ${arrived} to ${expires}`,
      );
    }
    const pending = { ...transaction, sequence: this.#arrivals };
    this.#arrivals += 1;
    this.#size += 1;
    this.#soonestExpiry = Math.min(this.#soonestExpiry, expires);
    const queue = this.#queues.get(sender);
    if (queue === undefined) this.#queues.set(sender, [pending]);
    else queue.push(pending);
    return pending;
  }

  /** Whether a transaction still waits. */
  waits({ sender, sequence }: Pending<T>): boolean {
    return this.pendingOf(sender).some((pending) => pending.sequence === sequence);
  }

  /**
   * Replaces a waiting transaction by the same one at higher fees. It keeps its place among its sender's (their nonces)
   * and its time of expiry; among equal tips of others it counts as the latest arrival.
   *
   * @returns the transaction that waits now
   * @throws RangeError if the old one does not wait, or tip and max fee are not both 10 % higher at least
   */
  replace(old: Pending<T>, { tip, maxFee }: Pick<Pending<T>, 'tip' | 'maxFee'>): Pending<T> {
    const queue = this.#queues.get(old.sender);
    const index = queue?.findIndex(({ sequence }) => sequence === old.sequence) ?? -1;
    if (queue === undefined || index < 0) throw new RangeError(`${old.sender}: what is to be replaced does not wait`);
    if (!isBumped(old.tip, tip) || !isMaxBumped(old.maxFee, maxFee)) {
      throw new RangeError(`${old.sender}: a replacement pays at least ${LEAST_BUMP} % more`);
    }
    const pending = { ...old, tip, maxFee, sequence: this.#arrivals };
    this.#arrivals += 1;
    queue[index] = pending;
    return pending;
  }

  /** Takes out the transactions of one block, and those whose last tick is past. The rest waits. */
  select({ tick, ...space }: BlockSpace): Selection<T> {
    if (this.#size === 0) return { included: [], expired: [] };
    const expired = tick > this.#soonestExpiry ? this.#expire(tick) : [];
    const included = selectByTip(this.#queues.values(), space);
    for (const { sender } of included) {
      // The rule takes each sender's in their order, so what it took is what stands in front.
      const queue = this.#queues.get(sender) as Pending<T>[];
      if (queue.length === 1) this.#queues.delete(sender);
      else queue.shift();
    }
    this.#size -= included.length;
    return { included, expired };
  }

  #expire(tick: number): Pending<T>[] {
    const expired: Pending<T>[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (const [sender, queue] of this.#queues) {
      const kept = queue.filter((pending) => {
        if (pending.expires < tick) {
          expired.push(pending);
          return false;
        }
        soonest = Math.min(soonest, pending.expires);
        return true;
      });
      if (kept.length === 0) this.#queues.delete(sender);
      else if (kept.length < queue.length) this.#queues.set(sender, kept);
    }
    this.#soonestExpiry = soonest;
    this.#size -= expired.length;
    return expired.sort((a, b) => a.sequence - b.sequence);
  }
}

/** The same of max fees; one without limit stays so. */
function isMaxBumped(old: bigint | null, fee: bigint | null): boolean {
  return old === null || fee === null ? old === fee : isBumped(old, fee);
}

/** Whether a fee is high enough to replace another. */
export function isBumped(old: bigint, fee: bigint): boolean {
  return fee * 100n >= old * (100n + LEAST_BUMP);
}
