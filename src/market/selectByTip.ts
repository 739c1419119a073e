import { minBig } from '../core/units.ts';
import type { BlockSpace, Pending } from './mempool.ts';

/** A sender's first transaction that is not yet in the block. */
interface Head<T> {
  readonly queue: readonly Pending<T>[];
  readonly index: number;
  readonly pending: Pending<T>;
  /** What the builder gets, wei a unit of gas. */
  readonly effectiveTip: bigint;
}

/**
 * Which transactions a block takes, and in what order (as go-ethereum's miner orders them by price and nonce):
 *
 * 1. Only a sender's earliest waiting transaction competes; when it is taken, the next one does.
 * 2. The highest effective tip goes first: min(tip, max fee − base fee). Of equal ones, the earlier arrival.
 * 3. One whose max fee is under the base fee waits, and one whose gas limit exceeds the gas left in the block is
 *    passed over; the sender's later ones then wait too. Smaller ones of others may still fill the block.
 * 4. What others bid more for comes first: one is passed over, too, if its gas limit, those of ours before it and the
 *    gas that others want at a higher tip exceed the block's. So a wait follows from the bid. Of equal tips ours is
 *    first.
 *
 * Time O(n log n) in the number of transactions looked at.
 *
 * @param queues each sender's transactions in order of arrival, none empty; not changed
 * @returns the block, first transaction first
 */
export function selectByTip<T>(
  queues: Iterable<readonly Pending<T>[]>,
  { baseFee, gasLimit, outbidding }: Omit<BlockSpace, 'tick'>,
): Pending<T>[] {
  const heap: Head<T>[] = [];
  const compete = (queue: readonly Pending<T>[], index: number) => {
    const pending = queue[index];
    if (pending === undefined) return;
    const { tip, maxFee } = pending;
    const room = maxFee === null ? tip : maxFee - baseFee;
    if (room >= 0n) push(heap, { queue, index, pending, effectiveTip: minBig(room, tip) });
  };
  for (const queue of queues) compete(queue, 0);

  const block: Pending<T>[] = [];
  let gasLeft = gasLimit;
  for (let head = pop(heap); head !== undefined && gasLeft > 0n; head = pop(heap)) {
    const others = outbidding?.(head.effectiveTip) ?? 0n;
    if (head.pending.gas + others > gasLeft) continue;
    gasLeft -= head.pending.gas;
    block.push(head.pending);
    compete(head.queue, head.index + 1);
  }
  return block;
}

/** Whether `a` goes into the block before `b`; never true both ways, since sequence numbers differ. */
function before<T>(a: Head<T>, b: Head<T>): boolean {
  if (a.effectiveTip !== b.effectiveTip) return a.effectiveTip > b.effectiveTip;
  return a.pending.sequence < b.pending.sequence;
}

/** Adds to a binary heap whose first element goes before all others. */
function push<T>(heap: Head<T>[], head: Head<T>): void {
  let index = heap.length;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex] as Head<T>;
    if (!before(head, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = head;
}

/** Takes the first element out of the heap. */
function pop<T>(heap: Head<T>[]): Head<T> | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    if (child === undefined) break;
    const right = heap[childIndex + 1];
    if (right !== undefined && before(right, child)) {
      childIndex += 1;
      child = right;
    }
    if (!before(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
  return first;
}
