import { expect, test } from 'vitest';
import { GWEI } from '../core/units.ts';
import { Mempool } from '../market/mempool.ts';
import type { BidRaise } from '../protocol/intent.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { Replacements } from './replacements.ts';

const PAYLOAD = {} as PendingTransaction;

/** Bids of one transaction that nobody includes, tick by tick, gwei; its base fee is 10 gwei, its max fee 22. */
function bids(raise: BidRaise, ticks: number, start = 2n * GWEI) {
  const mempool = new Mempool<PendingTransaction>();
  const replacements = new Replacements();
  const rest = { sender: 'x', gas: 1n, arrived: 0, expires: 99, payload: PAYLOAD };
  replacements.follow(mempool.add({ ...rest, tip: start, maxFee: 22n * GWEI }), raise, 0);
  const later = mempool.add({ ...rest, tip: 9n, maxFee: 9n });
  return Array.from({ length: ticks }, (_, tick) => {
    replacements.bid(tick, 10n * GWEI, mempool);
    const [first, second] = mempool.pendingOf('x');
    expect(second).toBe(later);
    expect(first).toMatchObject({ arrived: 0, expires: 99, payload: PAYLOAD });
    return [Number(first?.tip) / 1e9, Number(first?.maxFee) / 1e9];
  });
}

test('every few blocks both fees rise by the step', () => {
  expect(bids({ step: 0.5, every: 2 }, 5)).toEqual([
    [2, 22],
    [2, 22],
    [3, 33],
    [3, 33],
    [4.5, 49.5],
  ]);
});

test('up to the ceiling, as long as that is 10 % more', () => {
  const raise = { step: 0.5, every: 1 };
  expect(bids({ ...raise, ceiling: 25n * GWEI }, 4)).toEqual([
    [2, 22],
    [3, 25],
    [3, 25],
    [3, 25],
  ]);
  expect(bids({ ...raise, ceiling: 24n * GWEI }, 2).at(-1)).toEqual([2, 22]);
});

test('a tip of nothing rises by 0.1 gwei', () => {
  expect(bids({ step: 0.1, every: 1 }, 3, 0n).map(([tip]) => tip)).toEqual([0, 0.1, 0.2]);
});

test('ends with the transaction', () => {
  const mempool = new Mempool<PendingTransaction>();
  const replacements = new Replacements();
  const rest = { sender: 'x', gas: 1n, arrived: 0, expires: 99, payload: PAYLOAD };
  replacements.follow(mempool.add({ ...rest, tip: 1n, maxFee: 2n }), { step: 0.5, every: 1 }, 0);
  mempool.select({ tick: 0, baseFee: 0n, gasLimit: 9n });
  replacements.bid(1, 0n, mempool);
  expect(mempool.size).toBe(0);
});
