import { describe, expect, test } from 'vitest';
import { createOracleRule, type OracleRule } from './oracleRule.ts';

const ETH = { deviation: 0.005, heartbeat: 3600, delay: 0 };
const BLOCK = 12;
const usd = (price: number) => BigInt(Math.round(price * 1e8));

/** A rule whose feed opens at `price` at time 0. */
function opened(price: number, spec: Partial<typeof ETH> = {}): OracleRule {
  const rule = createOracleRule({ ...ETH, ...spec });
  rule.confirmed({ answer: usd(price), time: 0 });
  return rule;
}

/** Feeds one price a tick, from tick 1 on; what is sent is confirmed in the same tick. → [tick, answer][] */
function sent(rule: OracleRule, prices: number[], confirm = true): [number, number][] {
  const log: [number, number][] = [];
  prices.forEach((marketPrice, index) => {
    const tick = index + 1;
    const answer = rule.observe({ tick, time: tick * BLOCK, marketPrice });
    if (answer === null) return;
    log.push([tick, Number(answer) / 1e8]);
    if (confirm) rule.confirmed({ answer, time: tick * BLOCK });
  });
  return log;
}

describe('deviation', () => {
  test('exactly at the threshold publishes, one unit less does not', () => {
    expect(sent(opened(200), [199.00000001, 200.99999999, 199])).toEqual([[3, 199]]);
    expect(sent(opened(200), [201])).toEqual([[1, 201]]);
  });

  test('is measured from the last answer, not from the last price', () => {
    // Slow slide: 0.2 % a tick; each third step is past 0.5 % of the answer.
    expect(sent(opened(100), [99.8, 99.6, 99.4, 99.2, 99, 98.8])).toEqual([
      [3, 99.4],
      [6, 98.8],
    ]);
  });

  test('a fall and a rise count alike', () => {
    expect(sent(opened(100), [99, 100, 101])).toEqual([
      [1, 99],
      [2, 100],
      [3, 101],
    ]);
  });
});

describe('heartbeat', () => {
  test('at exactly 3600 s since sending, not a second before', () => {
    const rule = opened(200);
    expect(rule.observe({ tick: 299, time: 3599, marketPrice: 200 })).toBeNull();
    expect(rule.observe({ tick: 300, time: 3600, marketPrice: 200 })).toBe(usd(200));
    // Confirmed late: the heartbeat counts from sending.
    rule.confirmed({ answer: usd(200), time: 3700 });
    expect(rule.observe({ tick: 599, time: 7199, marketPrice: 200.5 })).toBeNull();
    expect(rule.observe({ tick: 600, time: 7200, marketPrice: 200.5 })).toBe(usd(200.5));
  });

  test('every hour on a still market: 24 a day', () => {
    const day = new Array<number>((24 * 3600) / BLOCK).fill(200);
    const log = sent(opened(200), day);
    expect(log.map(([tick]) => tick)).toEqual(Array.from({ length: 24 }, (_, hour) => (hour + 1) * 300));
  });

  test('an update by deviation resets it', () => {
    const rule = opened(200);
    expect(rule.observe({ tick: 100, time: 1200, marketPrice: 190 })).toBe(usd(190));
    rule.confirmed({ answer: usd(190), time: 1212 });
    expect(rule.observe({ tick: 300, time: 3600, marketPrice: 190 })).toBeNull();
    expect(rule.observe({ tick: 400, time: 4800, marketPrice: 190 })).toBe(usd(190));
  });
});

describe('delay', () => {
  test('sent n ticks later, at the price of the decision', () => {
    expect(sent(opened(200, { delay: 3 }), [198, 198.1, 198.2, 198.3, 198.4])).toEqual([[4, 198]]);
  });

  test('a fall that goes on is decided again from the answer under way', () => {
    expect(sent(opened(100, { delay: 2 }), [99, 98.9, 98, 98, 98, 98])).toEqual([
      [3, 99],
      [5, 98],
    ]);
  });

  test('one block: one heartbeat, sent once', () => {
    const rule = opened(200, { delay: 1 });
    expect(rule.observe({ tick: 300, time: 3600, marketPrice: 200 })).toBeNull();
    expect(rule.observe({ tick: 301, time: 3612, marketPrice: 200 })).toBe(usd(200));
    rule.confirmed({ answer: usd(200), time: 3612 });
    expect(rule.observe({ tick: 302, time: 3624, marketPrice: 200 })).toBeNull();
    // Counted from sending at 3612.
    expect(rule.observe({ tick: 600, time: 7211, marketPrice: 200 })).toBeNull();
    expect(rule.observe({ tick: 601, time: 7212, marketPrice: 200 })).toBeNull();
    expect(rule.observe({ tick: 602, time: 7224, marketPrice: 200 })).toBe(usd(200));
  });

  test('two due together after skipped ticks: the newer one', () => {
    const late = opened(100, { delay: 3 });
    late.observe({ tick: 1, time: 12, marketPrice: 99 });
    late.observe({ tick: 2, time: 24, marketPrice: 98 });
    expect(late.observe({ tick: 9, time: 108, marketPrice: 98 })).toBe(usd(98));
    expect(late.observe({ tick: 10, time: 120, marketPrice: 98 })).toBeNull();
  });
});

describe('in flight', () => {
  test('no second one for the same cause', () => {
    expect(sent(opened(200), [198, 198, 197.5, 198.5, 198], false)).toEqual([[1, 198]]);
  });

  test('a second one once the market deviates from the first', () => {
    expect(sent(opened(200), [198, 197.5, 197, 197], false)).toEqual([
      [1, 198],
      [3, 197],
    ]);
  });

  test('back to the answer on chain is a deviation from the one in flight', () => {
    expect(sent(opened(200), [198, 200], false)).toEqual([
      [1, 198],
      [2, 200],
    ]);
  });

  test('one that lingers for a whole heartbeat is sent again', () => {
    const rule = opened(200);
    expect(rule.observe({ tick: 1, time: 12, marketPrice: 198 })).toBe(usd(198));
    expect(rule.observe({ tick: 300, time: 3611, marketPrice: 198 })).toBeNull();
    expect(rule.observe({ tick: 301, time: 3612, marketPrice: 198 })).toBe(usd(198));
  });

  test('one that is lost: measured from the chain again, so sent again at once', () => {
    const rule = opened(200);
    expect(rule.observe({ tick: 1, time: 12, marketPrice: 198 })).toBe(usd(198));
    rule.dropped({ answer: usd(198) });
    expect(rule.observe({ tick: 2, time: 24, marketPrice: 198.5 })).toBe(usd(198.5));
    rule.dropped({ answer: usd(198.5) });
    // Back where the chain is: nothing to say.
    expect(rule.observe({ tick: 3, time: 36, marketPrice: 200 })).toBeNull();
  });

  test('losing the older of two leaves the newer in flight', () => {
    const rule = opened(200);
    rule.observe({ tick: 1, time: 12, marketPrice: 198 });
    rule.observe({ tick: 2, time: 24, marketPrice: 196 });
    rule.dropped({ answer: usd(198) });
    expect(rule.observe({ tick: 3, time: 36, marketPrice: 196 })).toBeNull();
    rule.confirmed({ answer: usd(196), time: 48 });
    expect(rule.observe({ tick: 4, time: 48, marketPrice: 196 })).toBeNull();
  });
});

describe('opening and edges', () => {
  test('without an answer the first look publishes', () => {
    const rule = createOracleRule(ETH);
    expect(rule.observe({ tick: 0, time: 0, marketPrice: 194.61 })).toBe(19_461_000_000n);
    expect(rule.observe({ tick: 1, time: 12, marketPrice: 194.61 })).toBeNull();
  });

  test('other decimals', () => {
    const rule = createOracleRule(ETH, { decimals: 18 });
    expect(rule.observe({ tick: 0, time: 0, marketPrice: 0.001 })).toBe(1_000_000_000_000_000n);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-9])('a price of %d is refused', (marketPrice) => {
    expect(() => opened(200).observe({ tick: 1, time: 12, marketPrice })).toThrow(RangeError);
  });
});
