import { decodeFunctionData, parseAbi } from 'viem';
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../market/faultSchema.ts';
import { Mempool } from '../market/mempool.ts';
import { ORACLE_OPERATOR } from '../protocol/embeddedSystem.ts';
import { OracleDesk } from './oracleDesk.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

const FEED = parseAbi(['function publish(int256 answer)', 'function publishAt(int256 answer, uint256 updatedAt)']);
const BLOCK = 12;
const START = 1_700_000_000;
const GWEI = 10n ** 9n;
/** Room for every transaction. */
const ALL = { baseFee: 0n, gasLimit: 10n ** 9n };

/** A feed of 8 decimals that stands at 200 USD: 0.5 %, 1 h, no delay. */
function deskWith(faults: readonly FaultSpec[], delay = 0, raise?: { readonly step: number; readonly every: number }) {
  const spec = { deviation: 0.005, heartbeat: 3600, delay, tip: 5n * GWEI, faults, raise };
  const feed = { address: '0x00000000000000000000000000000000000000fe', decimals: 8 } as const;
  const opening = { kind: 'answer', feed: 'collateral', answer: 20_000_000_000n, updatedAt: START } as const;
  const desk = new OracleDesk(spec, feed, opening, BLOCK);
  const mempool = new Mempool<PendingTransaction>();

  /** The market's price in ticks 0, 1, …; what is sent is on chain in the same tick. → [tick, answer in units, dated] */
  const published = (prices: readonly number[]): [tick: number, answer: bigint, dated: number][] =>
    prices.flatMap((price, tick) => {
      const now = START + tick * BLOCK;
      desk.observe(tick, now, price, mempool);
      return mempool.select({ tick, ...ALL }).included.map(({ payload }): [number, bigint, number] => {
        const { args } = decodeFunctionData({ abi: FEED, data: payload.encoded.data });
        const [answer, dated = BigInt(now)] = args;
        payload.onEnd?.('succeeded');
        desk.confirm({ ...opening, answer, updatedAt: Number(dated) });
        return [tick, answer, Number(dated) - now];
      });
    });
  return { desk, mempool, published };
}

const usd = (price: number) => BigInt(Math.round(price * 1e8));
const flat = (price: number, ticks: number): number[] => Array.from({ length: ticks }, () => price);

describe('a feed', () => {
  test('without faults follows the rule', () => {
    expect(deskWith([]).published([200, 200.9, 201, 190])).toEqual([
      [2, usd(201), 0],
      [3, usd(190), 0],
    ]);
  });

  test('frozen publishes nothing, and the market of the day once it is back', () => {
    const { published } = deskWith([{ kind: 'frozen', at: 24, for: 36 }]);
    expect(published([200, 200, 190, 180, 170, 175])).toEqual([[5, usd(175), 0]]);
  });

  test('frozen forgets what was decided but not sent', () => {
    const { published } = deskWith([{ kind: 'frozen', at: 24, for: 36 }], 2);
    // Decided at 190 in tick 1 to be sent in tick 3; the decision of tick 5 goes out in tick 7.
    expect(published([200, 190, 190, 190, 190, 185, 185, 185])).toEqual([[7, usd(185), 0]]);
  });

  test('late sends the decided price so many blocks after the delay', () => {
    const { published } = deskWith([{ kind: 'late', at: 0, by: 3 }], 1);
    expect(published([200, 190, 190, 190, 190, 190, 190])).toEqual([[5, usd(190), 0]]);
  });

  test('no longer late, overtakes what was decided before and never goes back to it', () => {
    const { published } = deskWith([{ kind: 'late', at: 0, for: 24, by: 3 }], 1);
    // 190 is due in tick 5, 170 (decided in tick 2) in tick 3.
    expect(published([200, 190, 170, 170, 170, 170, 170])).toEqual([[3, usd(170), 0]]);
  });

  test('offset publishes a tenth less, and the market again at the end', () => {
    const { published } = deskWith([{ kind: 'offset', at: 24, for: 24, by: -0.1 }]);
    expect(published(flat(200, 7))).toEqual([
      [2, usd(180), 0],
      [4, usd(200), 0],
    ]);
  });

  test('offset by less than the deviation waits for the heartbeat', () => {
    const { published } = deskWith([{ kind: 'offset', at: 24, by: -0.004 }]);
    expect(published(flat(200, 301))).toEqual([[300, usd(199.2), 0]]);
  });

  test('wick is one round, and the next is the market', () => {
    expect(deskWith([{ kind: 'wick', at: 36, change: -0.6 }]).published(flat(200, 7))).toEqual([
      [3, usd(80), 0],
      [4, usd(200), 0],
    ]);
    expect(deskWith([{ kind: 'wick', at: 36, change: -0.6 }], 2).published(flat(200, 8))).toEqual([
      [5, usd(80), 0],
      [6, usd(200), 0],
    ]);
  });

  test('wick under the deviation is a round all the same', () => {
    const { published } = deskWith([{ kind: 'wick', at: 36, change: 0.001 }]);
    expect(published(flat(200, 7))).toEqual([[3, usd(200.2), 0]]);
  });

  test('stuck bids what is stated for the time being', () => {
    const { desk, mempool } = deskWith([{ kind: 'stuck', at: 12, for: 12, tip: 0n }]);
    const tips = [199, 198, 197].map((price, tick) => {
      desk.observe(tick, START + tick * BLOCK, price, mempool);
      return mempool.select({ tick, ...ALL }).included.map(({ tip }) => tip);
    });
    expect(tips).toEqual([[5n * GWEI], [0n], [5n * GWEI]]);
  });

  test('in 18 decimals is ten orders of magnitude too high, until it is repaired', () => {
    const { desk, published } = deskWith([{ kind: 'decimals', at: 24, for: 36, to: 18 }]);
    // A replaced feed answers at once; 199.5 is no deviation from 200, 190 is one.
    expect(published([200, 200, 200, 199.5, 190])).toEqual([
      [2, 200n * 10n ** 18n, 0],
      [4, 190n * 10n ** 18n, 0],
    ]);
    expect(desk.price.usd).toBe(190e10);
    const { desk: repaired, published: whole } = deskWith([{ kind: 'decimals', at: 24, for: 36, to: 18 }]);
    expect(whole([200, 200, 200, 200, 200, 200, 200]).at(-1)).toEqual([5, usd(200), 0]);
    expect(repaired.price.usd).toBe(200);
  });

  test('in 6 decimals is a hundredth of the price', () => {
    const { desk, published } = deskWith([{ kind: 'decimals', at: 24, to: 6 }]);
    expect(published(flat(200, 5))).toEqual([[2, 200_000_000n, 0]]);
    expect(desk.price.usd).toBe(2);
  });

  test('whose answer in other decimals is lost sends it again', () => {
    const { desk, mempool } = deskWith([{ kind: 'decimals', at: 0, to: 6 }]);
    desk.observe(0, START, 190, mempool);
    for (const { payload } of mempool.select({ tick: 0, ...ALL }).included) payload.onEnd?.('reverted');
    desk.observe(1, START + BLOCK, 190, mempool);
    expect(mempool.size).toBe(1);
  });

  test('with stale timestamps is right but old', () => {
    const { desk, published } = deskWith([{ kind: 'stale-timestamp', at: 12, for: 24, by: 7200 }]);
    expect(published([200, 190, 180, 170])).toEqual([
      [1, usd(190), -7200],
      [2, usd(180), -7200],
      [3, usd(170), 0],
    ]);
    expect(desk.updatedAt).toBe(START + 36);
  });

  test('raises the bid of an update that waits, from the tick that it is due', () => {
    const { desk, mempool } = deskWith([], 0, { step: 0.5, every: 2 });
    /** Room for tips above 10 gwei only. */
    const full = { ...ALL, outbidding: (tip: bigint) => (tip > 10n * GWEI ? 0n : ALL.gasLimit) };
    const tips: bigint[] = [];
    const included = flat(190, 6).flatMap((price, tick) => {
      desk.observe(tick, START + tick * BLOCK, price, mempool);
      tips.push(...mempool.pendingOf(ORACLE_OPERATOR).map(({ tip }) => tip / GWEI));
      return mempool.select({ tick, ...full }).included.map(({ tip, maxFee }) => ({ tick, tip, maxFee }));
    });
    // 5 gwei, times 1.5 every two ticks: 7.5, then 11.25.
    expect(included).toEqual([{ tick: 4, tip: (GWEI * 45n) / 4n, maxFee: null }]);
    expect(tips).toEqual([5n, 5n, 7n, 7n, 11n]);
  });
});
