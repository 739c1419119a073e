import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Address, Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import { BreakwaterError } from '../../core/errors.ts';
import { Capture } from './capture.ts';
import type { RawHeader, RawLog } from './stateSource.ts';

const BLOCK = { number: 19_500_000, hash: `0x${'ab'.repeat(32)}`, timestamp: 1_711_000_000 } as const;
const A: Address = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';
const B: Address = '0x00000000000000000000000000000000000000bb';
const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const empty = (): Capture => new Capture({ chainId: 1, block: BLOCK });
const header = (number: number): RawHeader => ({
  number: `0x${number.toString(16)}`,
  hash: word(number),
  timestamp: '0x1',
  withdrawals: [{ index: '0x1' }],
  transactions: ['0x1'],
});

describe('a capture', () => {
  test('knows what it was told, in whatever case and length it is asked for', () => {
    const capture = empty();
    capture.setAccount('0x66017D22b0f8556afDd19FC67041899Eb65a21bb', { balance: 5n, nonce: 2, code: '0x6001' });
    capture.setSlot('0x66017D22b0f8556afDd19FC67041899Eb65a21bb', '0xA', '0x1F');
    expect(capture.account(A)).toEqual({ balance: 5n, nonce: 2, code: '0x6001' });
    expect(capture.slot(A, word(10))).toBe(word(31));
    expect(capture.slot(A, '0x0a')).toBe(word(31));
  });

  test('tells unknown from zero', () => {
    const capture = empty();
    capture.setSlot(A, '0x0', '0x0');
    expect(capture.slot(A, '0x0')).toBe(word(0));
    expect(capture.slot(A, '0x1')).toBeUndefined();
    expect(capture.account(A)).toBeUndefined();
    expect(capture.account(B)).toBeUndefined();
    expect(capture.header(1)).toBeUndefined();
    expect(capture.logs({ fromBlock: 1, toBlock: 2 })).toBeUndefined();
  });

  test('counts addresses, slots and changes', () => {
    const capture = empty();
    const seen = [capture.changes];
    const note = (act: () => void): void => {
      act();
      seen.push(capture.changes);
    };
    note(() => capture.setSlot(A, '0x1', '0x1'));
    note(() => capture.setSlot(A, '0x01', '0x2'));
    note(() => capture.setSlot(B, '0x1', '0x0'));
    note(() => capture.setAccount(A, { balance: 0n, nonce: 0, code: '0x' }));
    note(() => capture.setHeader(header(1)));
    note(() => capture.setLogs({ fromBlock: 1, toBlock: 2 }, []));
    expect([capture.addresses, capture.slots]).toEqual([2, 2]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('keeps headers without transactions and withdrawals', () => {
    const capture = empty();
    capture.setHeader(header(7));
    expect(capture.header(7)).toEqual({ number: '0x7', hash: word(7), timestamp: '0x1', transactions: [] });
  });

  test('finds a search for logs again, however it is written', () => {
    const capture = empty();
    const log: RawLog = { address: A, topics: [word(1)], data: '0x', blockNumber: 3 };
    const asUpstreamsGiveIt = { ...log, logIndex: '0x0', removed: false };
    capture.setLogs({ address: [B, A], topics: [null, [word(2), word(1)]], fromBlock: 1, toBlock: 9 }, [
      asUpstreamsGiveIt,
    ]);
    const upper = `0x${A.slice(2).toUpperCase()}` as Address;
    const again = { toBlock: 9, fromBlock: 1, topics: [null, [word(1), word(2)]], address: [upper, B] };
    expect(capture.logs(again)).toEqual([log]);
    expect(capture.logs({ ...again, toBlock: 8 })).toBeUndefined();
    expect(capture.logs({ ...again, topics: [[word(1), word(2)]] })).toBeUndefined();
  });
});

/** Something to tell a capture. */
const fact = fc.oneof(
  fc.record({ kind: fc.constant('slot' as const), address: fc.constantFrom(A, B), slot: fc.nat(5), value: fc.nat(3) }),
  fc.record({ kind: fc.constant('account' as const), address: fc.constantFrom(A, B), balance: fc.bigInt(0n, 9n) }),
  fc.record({ kind: fc.constant('header' as const), number: fc.nat(5) }),
  fc.record({ kind: fc.constant('logs' as const), fromBlock: fc.nat(5) }),
);
type Fact = typeof fact extends fc.Arbitrary<infer Told> ? Told : never;

function tell(capture: Capture, told: readonly Fact[]): Capture {
  for (const it of told) {
    if (it.kind === 'slot') capture.setSlot(it.address, word(it.slot), word(it.value));
    else if (it.kind === 'account') capture.setAccount(it.address, { balance: it.balance, nonce: 1, code: '0x' });
    else if (it.kind === 'header') capture.setHeader(header(it.number));
    else
      capture.setLogs({ fromBlock: it.fromBlock, toBlock: 9 }, [
        { address: A, topics: [], data: '0x', blockNumber: 9 },
      ]);
  }
  return capture;
}

/** What a fact is about: of two about the same, the first is told in these tests. */
const subject = (it: Fact): string =>
  JSON.stringify([
    it.kind,
    'address' in it ? it.address : '',
    it.kind === 'slot' ? it.slot : it.kind === 'header' ? it.number : it.kind === 'logs' ? it.fromBlock : '',
  ]);
const facts = fc.uniqueArray(fact, { selector: subject, maxLength: 30 });
const json = (capture: Capture): string => JSON.stringify(capture);

describe('its JSON', () => {
  test('is the same in whatever order it was told, and tells the same again (seed 4711)', () => {
    fc.assert(
      fc.property(
        facts.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length }))),
        ([told, shuffled]) => {
          const one = tell(empty(), told);
          expect(json(tell(empty(), shuffled))).toBe(json(one));
          const again = Capture.fromJSON(JSON.parse(json(one)));
          expect(json(again)).toBe(json(one));
          expect([again.addresses, again.slots]).toEqual([one.addresses, one.slots]);
          expect(again.overlay()).toBe(one.overlay());
        },
      ),
      { seed: 4711 },
    );
  });
});

describe('two captures', () => {
  test('of one block merge into what either knows (seed 4711)', () => {
    fc.assert(
      fc.property(facts, fc.nat(30), fc.nat(30), (told, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        // They overlap between the two places.
        const one = tell(empty(), told.slice(0, to));
        one.merge(tell(empty(), told.slice(from)));
        expect(json(one)).toBe(json(tell(empty(), told)));
      }),
      { seed: 4711 },
    );
  });

  test('that say different keep what the first says', () => {
    const [one, other] = [empty(), empty()];
    one.setSlot(A, '0x1', '0x1');
    other.setSlot(A, '0x1', '0x2');
    one.merge(other);
    expect(one.slot(A, '0x1')).toBe(word(1));
  });

  test.each([
    ['chains', { chainId: 137, block: BLOCK }],
    ['blocks', { chainId: 1, block: { ...BLOCK, number: 19_500_001 } }],
    ['blocks of one number', { chainId: 1, block: { ...BLOCK, hash: word(1) } }],
  ])('of different %s do not', (_, other) => {
    const merge = (): void => empty().merge(new Capture(other));
    expect(merge).toThrow(BreakwaterError);
    expect(merge).toThrow(
      /^Captures of different chains or blocks can not be merged\n {2}one: {3}chain 1, block 19500000/,
    );
  });
});

test('the overlay holds the accounts that are wholly known, with their slots, and no block', () => {
  const capture = empty();
  capture.setSlot(B, '0x1', '0x1');
  capture.setSlot(A, '0x2', '0x0');
  const of = (): unknown => JSON.parse(gunzipSync(Buffer.from(capture.overlay().slice(2), 'hex')).toString());
  expect(of()).toMatchObject({ accounts: {}, block: null, best_block_number: null, blocks: [], transactions: [] });
  capture.setAccount(A, { balance: 16n, nonce: 3, code: '0x6001' });
  expect(of()).toMatchObject({
    accounts: { [A]: { balance: '0x10', nonce: 3, code: '0x6001', storage: { [word(2)]: word(0) } } },
  });
  expect(capture.overlay()).toBe(capture.overlay());
});
