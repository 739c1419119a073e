import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mempool, type Pending } from './mempool.ts';

type Transaction = Omit<Pending<string>, 'sequence'>;

const BLOCK = { tick: 0, baseFee: 10n, gasLimit: 1000n };

function pool(...transactions: Partial<Transaction>[]): Mempool<string> {
  const mempool = new Mempool<string>();
  transactions.forEach((transaction, index) => {
    const payload = String.fromCharCode(97 + index);
    const rest = { tip: 1n, maxFee: null, gas: 100n, arrived: 0, expires: 100, payload };
    mempool.add({ sender: payload, ...rest, ...transaction });
  });
  return mempool;
}

const names = (transactions: readonly Pending<string>[]) => transactions.map(({ payload }) => payload).join('');

describe('order', () => {
  test('by tip, ties by arrival', () => {
    const mempool = pool({ tip: 1n }, { tip: 3n }, { tip: 2n }, { tip: 3n });
    expect(names(mempool.select(BLOCK).included)).toBe('bdca');
    expect(mempool.size).toBe(0);
  });

  test('by what the max fee leaves for the tip', () => {
    const mempool = pool({ tip: 9n, maxFee: 12n }, { tip: 3n }, { tip: 9n, maxFee: 10n }, { tip: 4n, maxFee: 100n });
    expect(names(mempool.select(BLOCK).included)).toBe('dbac');
  });

  test("a sender's own keep their order, whatever they tip", () => {
    const mempool = pool({ sender: 'x', tip: 1n }, { sender: 'x', tip: 9n }, { tip: 5n }, { sender: 'x', tip: 2n });
    expect(names(mempool.select(BLOCK).included)).toBe('cabd');
  });
});

describe('what waits', () => {
  test('a max fee under the base fee, until it falls', () => {
    const mempool = pool({ maxFee: 9n }, { maxFee: 10n });
    expect(names(mempool.select(BLOCK).included)).toBe('b');
    expect(names(mempool.select({ ...BLOCK, baseFee: 9n }).included)).toBe('a');
  });

  test("behind a sender's transaction that waits, the sender's later ones", () => {
    const mempool = pool({ sender: 'x', maxFee: 9n, tip: 50n }, { sender: 'x', tip: 50n }, { tip: 1n });
    expect(names(mempool.select(BLOCK).included)).toBe('c');
    expect(names(mempool.pendingOf('x'))).toBe('ab');
    expect(names(mempool.select({ ...BLOCK, baseFee: 0n }).included)).toBe('ab');
  });

  test('one that does not fit is passed over; a smaller one of another sender fills the block', () => {
    const mempool = pool(
      { gas: 600n, tip: 9n },
      { gas: 600n, tip: 8n, sender: 'x' },
      { gas: 10n, tip: 7n, sender: 'x' },
      { gas: 400n, tip: 1n },
      { gas: 1n, tip: 0n },
    );
    expect(names(mempool.select(BLOCK).included)).toBe('ad');
    expect(names(mempool.select(BLOCK).included)).toBe('bce');
  });
});

describe('expiry', () => {
  test('may still be included in its last tick, not after', () => {
    const full = { ...BLOCK, gasLimit: 100n };
    const mempool = pool({ expires: 5, tip: 1n }, { expires: 4, tip: 0n }, { tip: 2n, expires: 9 });
    expect(names(mempool.select({ ...full, tick: 4 }).included)).toBe('c');
    const { included, expired } = mempool.select({ ...full, tick: 5 });
    expect([names(included), names(expired)]).toEqual(['a', 'b']);
    expect(mempool.size).toBe(0);
  });

  test("frees the sender's later ones", () => {
    const mempool = pool({ sender: 'x', expires: 1, maxFee: 0n }, { sender: 'x', expires: 9 });
    expect(names(mempool.select({ ...BLOCK, tick: 1 }).included)).toBe('');
    const { included, expired } = mempool.select({ ...BLOCK, tick: 2 });
    expect([names(included), names(expired)]).toEqual(['b', 'a']);
  });
});

test('an empty pool', () => {
  expect(new Mempool().select(BLOCK)).toEqual({ included: [], expired: [] });
  expect(new Mempool().pendingOf('x')).toEqual([]);
});

test.each([{ gas: 0n }, { tip: -1n }, { maxFee: -1n }, { arrived: 3, expires: 2 }, { expires: Number.NaN }])(
  'refused: %o',
  (transaction) => {
    expect(() => pool(transaction)).toThrow(RangeError);
  },
);

describe('properties', () => {
  const transaction = fc.record({
    sender: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    tip: fc.bigInt(0n, 5n),
    maxFee: fc.option(fc.bigInt(0n, 20n)),
    gas: fc.bigInt(1n, 60n),
    lifetime: fc.nat(4),
  });
  const block = fc.record({
    arrivals: fc.array(transaction, { maxLength: 8 }),
    baseFee: fc.bigInt(0n, 20n),
    gasLimit: fc.bigInt(0n, 150n),
  });

  test('gas, order, waiting and bookkeeping hold over any history', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const mempool = new Mempool<number>();
        const waiting = new Map<number, Pending<number>>();
        blocks.forEach(({ arrivals, baseFee, gasLimit }, tick) => {
          for (const { lifetime, ...rest } of arrivals) {
            const added = mempool.add({ ...rest, arrived: tick, expires: tick + lifetime, payload: tick });
            waiting.set(added.sequence, added);
          }
          const { included, expired } = mempool.select({ tick, baseFee, gasLimit });

          // Nothing lost, nothing twice: what left was waiting, and what expired is exactly what was past its time.
          const due = [...waiting.values()].filter(({ expires }) => expires < tick);
          expect(expired).toEqual(due);
          for (const { sequence } of expired) waiting.delete(sequence);
          const candidates = [...waiting.values()];
          for (const { sequence } of included) expect(waiting.delete(sequence)).toBe(true);
          expect(mempool.size).toBe(waiting.size);

          expect(included.reduce((total, { gas }) => total + gas, 0n)).toBeLessThanOrEqual(gasLimit);
          expect(included).toEqual(naiveBlock(candidates, baseFee, gasLimit));
          for (const sender of ['a', 'b', 'c', 'd', 'e']) {
            expect(mempool.pendingOf(sender)).toEqual([...waiting.values()].filter((p) => p.sender === sender));
          }
        });
      }),
      { seed: 20200312, numRuns: 500, verbose: fc.VerbosityLevel.Verbose },
    );
  });

  /** The rule as its words say it, one transaction at a time, without a heap. */
  function naiveBlock(candidates: Pending<number>[], baseFee: bigint, gasLimit: bigint): Pending<number>[] {
    const left = [...candidates];
    const stuck = new Set<string>();
    const chosen: Pending<number>[] = [];
    let gasLeft = gasLimit;
    for (;;) {
      const heads = left.filter(
        (p) => !stuck.has(p.sender) && !left.some((q) => q.sender === p.sender && q.sequence < p.sequence),
      );
      const tipOf = ({ tip, maxFee }: Pending<number>) =>
        maxFee !== null && maxFee - baseFee < tip ? maxFee - baseFee : tip;
      const [best] = heads
        .filter((p) => tipOf(p) >= 0n)
        .sort((p, q) => Number(tipOf(q) - tipOf(p)) || p.sequence - q.sequence);
      if (best === undefined) return chosen;
      if (best.gas > gasLeft) {
        stuck.add(best.sender);
        continue;
      }
      gasLeft -= best.gas;
      chosen.push(best);
      left.splice(left.indexOf(best), 1);
    }
  }
});

test('ten thousand pending, a block in milliseconds', () => {
  const mempool = new Mempool<number>();
  for (let i = 0; i < 10_000; i += 1) {
    const tip = BigInt((i * 7919) % 10_007);
    mempool.add({ sender: `${i % 2000}`, tip, maxFee: null, gas: 21_000n, arrived: 0, expires: 1e9, payload: i });
  }
  const before = process.cpuUsage().user;
  for (let tick = 0; tick < 20; tick += 1) mempool.select({ tick, baseFee: 1n, gasLimit: 10_000_000n });
  expect((process.cpuUsage().user - before) / 1000 / 20).toBeLessThan(50);
  expect(mempool.size).toBe(10_000 - 20 * 476);
});

describe('replacement', () => {
  const raised = { tip: 11n, maxFee: 22n };

  test('keeps the place among its sender’s transactions, and all but the fees', () => {
    const mempool = pool({ sender: 'x', tip: 10n, maxFee: 20n }, { sender: 'x', tip: 30n }, { tip: 10n });
    const [first] = mempool.pendingOf('x') as [Pending<string>];
    const now = mempool.replace(first, raised);
    expect(now).toEqual({ ...first, ...raised, sequence: 3 });
    expect(mempool.size).toBe(3);
    expect([mempool.waits(first), mempool.waits(now)]).toEqual([false, true]);
    expect(names(mempool.pendingOf('x'))).toBe('ab');
    // Both of x are above c now; before, a came after it.
    expect(names(mempool.select({ ...BLOCK, baseFee: 0n }).included)).toBe('abc');
    expect(mempool.waits(now)).toBe(false);
  });

  test('is the latest of equal tips', () => {
    const mempool = pool({ tip: 10n, maxFee: 20n }, { tip: 11n });
    mempool.replace((mempool.pendingOf('a') as [Pending<string>])[0], raised);
    expect(names(mempool.select({ ...BLOCK, baseFee: 0n }).included)).toBe('ba');
  });

  test('is refused under 10 % more of tip or max fee, and of what does not wait', () => {
    const mempool = pool({ tip: 10n, maxFee: 20n });
    const [old] = mempool.pendingOf('a') as [Pending<string>];
    expect(() => mempool.replace(old, { tip: 10n, maxFee: 22n })).toThrow(RangeError);
    expect(() => mempool.replace(old, { tip: 11n, maxFee: 21n })).toThrow(RangeError);
    mempool.select({ ...BLOCK, baseFee: 0n });
    expect(() => mempool.replace(old, raised)).toThrow('does not wait');
  });
});
