import { describe, expect, it } from 'vitest';
import { agent, BID, bamm, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { toNumber, toWad, WAD } from '../core/units.ts';
import { createJitDepositor } from './jitDepositor.ts';
import type { JitDepositorSpec } from './jitDepositorSchema.ts';
import type { Intent } from './policy.ts';

const spec: JitDepositorSpec = {
  ...{ policy: 'jit-depositor', count: 1, stable: 100_000n * WAD, collateral: 50n * WAD, minProfit: 0n, bid: BID },
  ...{ marketFee: 0, settlement: 0, latency: { kind: 'constant', value: 0 } },
};
/** 60 000 stablecoins and 200 of collateral at the oracle's 200: V is 100 000, with 100 shares. */
const backstop = bamm(60_000, 200);
const rich = agent({ stable: 100_000n * WAD });

type Situation = Parameters<typeof observe>[0];

function decide(situation: Situation, own: Partial<JitDepositorSpec> = {}, self = rich): readonly Intent[] {
  const policy = createJitDepositor({ ...spec, ...own }, randomStream(1, 'jit'));
  return policy.decide(observe({ oracle: 200, backstop, ...situation }), self);
}

describe('jit-depositor', () => {
  it('goes in and out with all it has while the market is above the oracle', () => {
    // It doubles V: 100 shares are minted.
    expect(decide({ market: 210 })).toMatchObject([
      { kind: 'deposit', amount: 100_000n * WAD },
      { kind: 'withdraw', shares: 100n * WAD },
    ]);
  });

  it('stays out at a market that is level with the oracle, or under it', () => {
    expect(decide({ market: 200 })).toEqual([]);
    expect(decide({ market: 190 })).toEqual([]);
  });

  it('expects a·E·(p·(1 − fee) − s·o) / (V + a) less the gas of both transactions', () => {
    // Half of 200 at 210 less 1 % against 200 at 1.01: 100 × (207.9 − 202). 605 000 gas at 22 gwei and 210 are 2.7951.
    const profit = 100 * (210 * 0.99 - 1.01 * 200) - 605_000 * 22e-9 * 210;
    const situation = { market: 210, stablePrice: 1.01 };
    const own = (least: number) => ({ marketFee: 0.01, minProfit: toWad(least) });
    expect(decide(situation, own(profit - 0.001))).toHaveLength(2);
    expect(decide(situation, own(profit + 0.001))).toEqual([]);
  });

  it('asks for the shares that the contract mints, to the wei', () => {
    const odd = { ...backstop, shares: 77_777_777_777_777_777_777n };
    const poor = agent({ stable: 333_333_333_333_333_333_333n });
    // floor(77.777777777777777777 × 333.333333333333333333 / 100 000), in wei.
    const shares = (77_777_777_777_777_777_777n * 333_333_333_333_333_333_333n) / (100_000n * WAD);
    expect(decide({ market: 260, backstop: odd }, {}, poor)).toMatchObject([{}, { kind: 'withdraw', shares }]);
  });

  it('takes no more than price impact lets it sell', () => {
    // Sold x bring 210·x − x²/20 for 200·x: most at x = 100, which take a = 100·V / (200 − 100) = 100 000.
    const impact = { worth: (x: number) => 210 * x - (x * x) / 20 };
    const [deposit] = decide({ market: 210, impact }, {}, agent({ stable: 10n ** 6n * WAD }));
    expect(deposit?.kind === 'deposit' && toNumber(deposit.amount)).toBeCloseTo(100_000, -1);
  });

  it('does not enter while a trove can be liquidated, nor with a dead feed', () => {
    const troves = [trove('a', 1000, 5.4)];
    expect(decide({ market: 210, lending: { troves } })).toEqual([]);
    const old = (age: number) => {
      const observation = observe({ tick: 1000, market: 210, oracle: 200, backstop });
      const stale = { ...observation, oracle: { ...observation.oracle, updatedAt: observation.time - age } };
      return createJitDepositor(spec, randomStream(1, 'jit')).decide(stale, rich).length;
    };
    expect([old(3600), old(3601)]).toEqual([2, 0]);
  });

  it('stays out of a plain Stability Pool and of a BAMM that holds no collateral', () => {
    expect(decide({ market: 210, backstop: { ...backstop, kind: 'stability-pool' } })).toEqual([]);
    expect(decide({ market: 210, backstop: bamm(60_000, 0) })).toEqual([]);
  });

  it('gets out what is still in, unless the core refuses withdrawals', () => {
    const inside = agent({ shares: 3n * WAD });
    expect(decide({ market: 200 }, {}, inside)).toMatchObject([{ kind: 'withdraw', shares: 3n * WAD }]);
    expect(decide({ market: 200, lending: { troves: [trove('a', 1000, 5.4)] } }, {}, inside)).toEqual([]);
    expect(decide({ market: 210 }, {}, { ...inside, pending: 1 })).toEqual([]);
  });

  it('sells what it got before it goes in again', () => {
    const holding = { ...rich, collateral: 53n * WAD, initial: { collateral: 50n * WAD, stable: 0n } };
    expect(decide({ market: 210 }, {}, holding)).toMatchObject([{ kind: 'sellOnMarket', collateral: 3n * WAD }]);
  });

  it('waits its latency', () => {
    const policy = createJitDepositor({ ...spec, latency: { kind: 'constant', value: 2 } }, randomStream(1, 'jit'));
    const at = (tick: number, market: number) =>
      policy.decide(observe({ tick, market, oracle: 200, backstop }), rich).length;
    expect([at(0, 210), at(1, 210), at(2, 210), at(3, 200), at(4, 210)]).toEqual([0, 0, 2, 0, 0]);
  });
});
