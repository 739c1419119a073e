import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toWad, WAD } from '../core/units.ts';
import { createKeeper } from './keeper.ts';
import type { KeeperSpec } from './keeperSchema.ts';
import type { AgentView } from './policy.ts';

const spec: KeeperSpec = {
  ...{ policy: 'keeper', count: 1, stable: toWad(50_000), collateral: 50n * WAD, batch: 10, minProfit: 10n * WAD },
  ...{ marketFee: 0, settlement: 0, latency: { kind: 'constant', value: 0 }, bid: BID },
};
const self = agent({ stable: toWad(50_000) });
/** At 200 USD: 105 %, 107 % and 109 % of 20 000 each, and one that is safe. */
const troves = [trove('a', 20_000, 105), trove('b', 20_000, 107), trove('c', 20_000, 109), trove('safe', 20_000, 200)];
const owners = (...names: string[]) => names.map((name) => trove(name, 1, 1).owner);
type Situation = NonNullable<Parameters<typeof observe>[0]>;

function decide(situation: Situation = {}, own: Partial<KeeperSpec> = {}, whose: AgentView = self) {
  const seen = observe({ ...situation, lending: { troves, poolStable: 0n, ...situation.lending } });
  return createKeeper({ ...spec, ...own }, randomStream(1, 'keeper')).decide(seen, whose);
}

describe('keeper', () => {
  it('pays for the riskiest that it can pay for in full', () => {
    expect(decide()).toMatchObject([
      { kind: 'liquidateFunded', from: 'wallet', minProfit: 0n, troves: owners('a', 'b') },
    ]);
    expect(decide({}, {}, agent({ stable: toWad(60_000) }))).toMatchObject([{ troves: owners('a', 'b', 'c') }]);
    expect(decide({}, { batch: 1 })).toMatchObject([{ troves: owners('a') }]);
  });

  it('passes by one that is too large for it', () => {
    const large = [trove('large', 60_000, 310), ...troves];
    expect(decide({ lending: { troves: large } })).toMatchObject([{ troves: owners('a', 'b') }]);
  });

  it('can not act without stablecoin, or while what it sold is on its way', () => {
    expect(decide({}, {}, agent({ stable: toWad(19_999) }))).toEqual([]);
    expect(decide({}, {}, agent({ stable: 0n }))).toEqual([]);
    expect(decide({}, {}, { ...self, pending: 1 })).toEqual([]);
  });

  it('sells what it got before anything else', () => {
    const rich = { ...self, collateral: 53n * WAD };
    expect(decide({}, {}, rich)).toMatchObject([{ kind: 'sellOnMarket', collateral: 3n * WAD }]);
    expect(decide({}, {}, { ...rich, pending: 1 })).toEqual([]);
  });

  it('weighs the collateral at the market against the stablecoin there, fee and gas', () => {
    const one = { troves: troves.slice(0, 1) };
    // 105 × 200 + 20 − 20 000 = 1020 USD; 620 000 gas at 22 gwei and 200 USD are 2.73.
    expect(decide({ lending: one }, { minProfit: toWad(1017) })).toHaveLength(1);
    expect(decide({ lending: one }, { minProfit: toWad(1018) })).toEqual([]);
    // A fee of 5 % of 21 000 is 1050, a stablecoin at 1.052 costs 20 000 × 5.2 % = 1040 more.
    expect(decide({ lending: one }, { marketFee: 0.05 })).toEqual([]);
    expect(decide({ lending: one, stablePrice: 1.052 })).toEqual([]);
    // 620 000 gas at 9002 gwei are 1116 USD.
    expect(decide({ lending: one, baseFee: 9000n * GWEI })).toEqual([]);
  });

  it('goes by what the core lets it liquidate: the oracle, not the market', () => {
    expect(decide({ market: 200, oracle: 215 })).toEqual([]);
    expect(decide({ market: 190, oracle: 200 })).toMatchObject([{ troves: owners('b', 'c') }]);
  });

  it('leaves out what loses: the market has fallen below the debt', () => {
    const deep = [trove('deep', 20_000, 99), ...troves];
    expect(decide({ lending: { troves: deep } })).toMatchObject([{ troves: owners('a', 'b') }]);
  });

  it('in recovery mode leaves out 100 % and less, and counts on the minimum ratio alone above it', () => {
    // All in all 751 × 200 over 120 000: 125 %. The line is at 170 %.
    const needy = [trove('deep', 20_000, 100), ...troves.slice(0, 3), trove('above', 20_000, 130)];
    const lending = { troves: [...needy, trove('safe', 20_000, 200)], ccr: 1.7, tcr: 1.252, recoveryMode: true };
    const wide = agent({ stable: toWad(500_000) });
    // Without a, b and c the rest are 430 over 60 000: 143 %, so the one at 130 % follows; then 165 %, so it ends there.
    expect(decide({ lending }, {}, wide)).toMatchObject([{ troves: owners('a', 'b', 'c', 'above') }]);
    // For it the core hands over 110 % of 20 000, 110 of 130 ETH: 2000 USD and the compensation, 2020 USD less gas.
    const only = { troves: [trove('above', 20_000, 130), trove('safe', 20_000, 140)], ccr: 1.5, tcr: 1.35 };
    const decideAt = (least: number) =>
      decide({ lending: { ...only, recoveryMode: true } }, { minProfit: toWad(least) }, wide);
    expect(decideAt(2017)).toMatchObject([{ troves: owners('above') }]);
    expect(decideAt(2018)).toEqual([]);
  });

  it('waits for its latency, for each trove', () => {
    const policy = createKeeper({ ...spec, latency: { kind: 'constant', value: 2 } }, randomStream(1, 'keeper'));
    const at = (tick: number, seen = troves) => policy.decide(observe({ tick, lending: { troves: seen } }), self);
    expect(at(0, troves.slice(0, 1))).toEqual([]);
    expect(at(1)).toEqual([]);
    expect(at(2)).toMatchObject([{ troves: owners('a') }]);
    expect(at(3)).toMatchObject([{ troves: owners('a', 'b') }]);
  });
});
