import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toWad, WAD } from '../core/units.ts';
import { createLiquidator, liquidatable } from './liquidator.ts';
import type { LiquidatorSpec } from './schema.ts';

const spec: LiquidatorSpec = {
  ...{ policy: 'liquidator', count: 1, minProfit: 0n, batch: 10, collateral: 50n * WAD, bid: BID },
  latency: { kind: 'constant', value: 0 },
};
const create = (own: Partial<LiquidatorSpec> = {}) =>
  createLiquidator({ ...spec, ...own }, randomStream(1, 'liquidator'));

/** At a price of 200: 90 %, 105 %, 109 %, 130 %, 145 % and 180 %. */
const TROVES = [
  trove('a', 1000, 4.5),
  trove('b', 1000, 5.25),
  trove('c', 1000, 5.45),
  trove('d', 1000, 6.5),
  trove('e', 1000, 7.25),
  trove('f', 1000, 9),
];
const owners = (count: number, from = 0) => TROVES.slice(from, from + count).map(({ owner }) => owner);

describe('liquidatable', () => {
  it('is every trove under the minimum ratio at the oracle price', () => {
    expect(liquidatable(observe({ lending: { troves: TROVES } }))).toEqual(TROVES.slice(0, 3));
    // The market does not count, only what is on chain.
    expect(liquidatable(observe({ oracle: 250, market: 100, lending: { troves: TROVES } }))).toEqual([]);
    expect(liquidatable(observe())).toEqual([]);
  });

  it('takes in the troves under the TCR in recovery mode, as long as the pool can take each whole debt', () => {
    const recovery = { troves: TROVES, recoveryMode: true, tcr: 1.4 };
    const found = (poolStable: number) =>
      liquidatable(observe({ lending: { ...recovery, poolStable: toWad(poolStable) } }));
    // d is under 140 %, e is not; the first three have a claim on 3000 of the pool.
    expect(found(10_000)).toEqual(TROVES.slice(0, 4));
    expect(found(4000)).toEqual(TROVES.slice(0, 4));
    expect(found(3999)).toEqual(TROVES.slice(0, 3));
    const higher = liquidatable(observe({ lending: { ...recovery, tcr: 1.49, poolStable: toWad(10_000) } }));
    expect(higher).toEqual(TROVES.slice(0, 5));
  });
});

describe('liquidator', () => {
  it('takes the riskiest first, as many as it batches', () => {
    const observation = observe({ lending: { troves: TROVES } });
    expect(create({ batch: 2 }).decide(observation, agent())).toMatchObject([{ kind: 'liquidate', troves: owners(2) }]);
    expect(create().decide(observation, agent())).toMatchObject([{ kind: 'liquidate', troves: owners(3) }]);
  });

  it('waits its latency for each trove', () => {
    const policy = create({ latency: { kind: 'constant', value: 2 } });
    const decide = (tick: number, oracle = 200) =>
      policy.decide(observe({ tick, oracle, lending: { troves: TROVES } }), agent());
    expect(decide(0)).toEqual([]);
    // b and c are safe for a block: their clocks start again.
    expect(decide(1, 218)).toEqual([]);
    expect(decide(2)).toMatchObject([{ troves: owners(1) }]);
    expect(decide(3)).toMatchObject([{ troves: owners(1) }]);
    expect(decide(4)).toMatchObject([{ troves: owners(3) }]);
  });

  it('sends nothing while its last transaction waits', () => {
    expect(create().decide(observe({ lending: { troves: TROVES } }), agent({ pending: 1 }))).toEqual([]);
  });

  it('acts when the compensation pays for gas and its least profit', () => {
    // One trove: 0.5 % of 4.5 at 200 and 20 stablecoins are 24.5; 400 000 gas at 22 gwei are 1.76.
    const one = { troves: TROVES.slice(0, 1) };
    const acts = (minProfit: number, situation: Parameters<typeof observe>[0] = {}) =>
      create({ minProfit: toWad(minProfit) }).decide(observe({ ...situation, lending: one }), agent()).length > 0;
    expect(acts(22.73)).toBe(true);
    expect(acts(22.75)).toBe(false);
    // A batch shares the gas: three troves for 520 000 gas.
    const three = (minProfit: number) =>
      create({ minProfit: toWad(minProfit) }).decide(observe({ lending: { troves: TROVES } }), agent()).length > 0;
    const gain = 3 * 20 + 0.005 * (4.5 + 5.25 + 5.45) * 200 - 520_000 * 22e-9 * 200;
    expect(three(gain - 0.01)).toBe(true);
    expect(three(gain + 0.01)).toBe(false);
    // At 300 gwei gas costs 24.16: too much for a single small trove.
    expect(acts(1, { baseFee: 300n * GWEI })).toBe(false);
  });
});
