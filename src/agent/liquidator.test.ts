import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toWad, WAD } from '../core/units.ts';
import { createLiquidator, liquidatable } from './liquidator.ts';
import type { Outcome } from './policy.ts';
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

describe('a liquidator that counts with losing', () => {
  // Three troves bring 60 + 15.2 = 75.2; 520 000 gas of a win cost 2.288, 124 000 of a loss 0.5456: 22 gwei, 200 USD.
  const won = 75.2 - 520_000 * 22e-9 * 200;
  const lost = 124_000 * 22e-9 * 200;
  const at = (tick: number, end: Outcome['end'], kind: Outcome['kind'] = 'liquidate'): Outcome => ({ kind, tick, end });
  const acts = (minProfit: number, outcomes: readonly Outcome[], tick = 100, memory = 20) =>
    create({ minProfit: toWad(minProfit), expectedProfit: { memory, forgets: 600 } }).decide(
      observe({ tick, lending: { troves: TROVES } }),
      agent({ outcomes }),
    ).length > 0;
  const expectOdds = (chance: number, outcomes: readonly Outcome[], tick?: number, memory?: number) => {
    const profit = chance * won - (1 - chance) * lost;
    expect(acts(profit - 1e-6, outcomes, tick, memory)).toBe(true);
    expect(acts(profit + 1e-6, outcomes, tick, memory)).toBe(false);
  };

  it('begins at even odds', () => expectOdds(1 / 2, []));

  it('takes (won + 1) / (n + 2) for its odds, whatever else it did', () => {
    expectOdds(1 / 3, [at(99, 'reverted')]);
    expectOdds(1 / 4, [at(98, 'reverted'), at(99, 'expired')]);
    expectOdds(3 / 5, [at(97, 'succeeded'), at(98, 'reverted'), at(99, 'succeeded')]);
    expectOdds(1 / 2, [at(98, 'reverted', 'sellOnMarket'), at(99, 'succeeded', 'deposit')]);
  });

  it('remembers its last ones only', () => {
    const outcomes = [at(96, 'reverted'), at(97, 'reverted'), at(98, 'succeeded'), at(99, 'succeeded')];
    expectOdds(3 / 6, outcomes);
    expectOdds(3 / 4, outcomes, 100, 2);
  });

  it('comes back to even odds when its losses are forgotten: 600 s are 50 blocks', () => {
    expectOdds(1 / 3, [at(100, 'reverted')], 150);
    expectOdds(1 / 2, [at(100, 'reverted')], 151);
  });

  it('stays away while gas is dear, and comes back when it is cheap again', () => {
    const policy = create({ minProfit: toWad(20), expectedProfit: { memory: 20, forgets: 600 } });
    const outcomes = [at(99, 'reverted')];
    const decide = (gwei: bigint) => {
      const observation = observe({ tick: 100, baseFee: gwei * GWEI, lending: { troves: TROVES } });
      return policy.decide(observation, agent({ outcomes })).length;
    };
    // At a third: 25.07 less 256 000 gas, which are 1.13 at 22 gwei and 10.34 at 202.
    expect([decide(20n), decide(200n), decide(20n)]).toEqual([1, 0, 1]);
  });
});
