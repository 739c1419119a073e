import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toWad, WAD } from '../core/units.ts';
import type { AgentView } from './policy.ts';
import { createRedeemer } from './redeemer.ts';
import type { RedeemerSpec } from './schema.ts';

const spec: RedeemerSpec = {
  ...{ policy: 'redeemer', count: 1, stable: toWad(50_000), collateral: 50n * WAD, minProfit: 10n * WAD },
  ...{ marketFee: 0, settlement: 0, latency: { kind: 'constant', value: 0 }, bid: BID },
};
const self = agent({ stable: toWad(50_000) });
/** Ten of 10 020 at 120 % and more, at 200 USD. */
const troves = Array.from({ length: 10 }, (_, i) => trove(`t${i}`, 10_020, 60.12 + i));
type Situation = NonNullable<Parameters<typeof observe>[0]>;

function decide(situation: Situation, own: Partial<RedeemerSpec> = {}, whose: AgentView = self) {
  const { lending, ...rest } = situation;
  const seen = observe({ ...rest, lending: { troves, ...lending } });
  return createRedeemer({ ...spec, ...own }, randomStream(1, 'redeemer')).decide(seen, whose);
}

describe('redeemer', () => {
  it('redeems all it has while that raises the profit, at no more than the fee at which it would lose', () => {
    // Supply 10M: the best is 10M × (1 − 0.5 % − 0.97) = 250 000.
    expect(decide({ stablePrice: 0.97 })).toMatchObject([
      {
        ...{ kind: 'redeem', stable: toWad(50_000), maxFee: toWad(0.03), nominalRatio: 0n },
        troves: troves.slice(0, 5).map(({ owner }) => owner),
      },
    ]);
  });

  it('redeems what pays best if it has more', () => {
    const supply = toWad(200_000);
    // 200 000 × (1 − 0.5 % − 0.97) = 5000
    expect(decide({ stablePrice: 0.97, lending: { supply } })).toMatchObject([{ stable: toWad(5000) }]);
  });

  it('leaves it where fee, market fee or gas take the difference', () => {
    expect(decide({ stablePrice: 0.995 })).toEqual([]);
    expect(decide({ stablePrice: 0.99 })).toHaveLength(1);
    expect(decide({ stablePrice: 0.99, lending: { redemptionRate: 0.01 } })).toEqual([]);
    expect(decide({ stablePrice: 0.99 }, { marketFee: 0.006 })).toEqual([]);
    // 50 000 × (0.995 − 0.25 % − 0.99) = 125 USD; 720 000 gas at 1000 gwei and 200 USD are 144.
    expect(decide({ stablePrice: 0.99, baseFee: 1000n * GWEI })).toEqual([]);
    expect(decide({ stablePrice: 0.99 }, { minProfit: 130n * WAD })).toEqual([]);
  });

  it('goes by what the oracle says collateral is worth, and by what it brings', () => {
    // 1 % more collateral for each stablecoin than the market thinks right, or less.
    expect(decide({ market: 202, oracle: 200, stablePrice: 0.9975 })).toHaveLength(1);
    expect(decide({ market: 198, oracle: 200, stablePrice: 0.99 })).toEqual([]);
  });

  it('waits while the core refuses: all under the minimum, or the system is', () => {
    expect(decide({ stablePrice: 0.9, lending: { tcr: 1.09 } })).toEqual([]);
    expect(decide({ stablePrice: 0.9, lending: { troves: [trove('a', 10_020, 50)] } })).toEqual([]);
    expect(decide({ stablePrice: 0.9, lending: { redemptionRate: undefined } })).toEqual([]);
  });

  it('sells what it got before anything else, and does one thing at a time', () => {
    const rich = { ...self, collateral: 53n * WAD };
    expect(decide({ stablePrice: 0.9 }, {}, rich)).toMatchObject([{ kind: 'sellOnMarket', collateral: 3n * WAD }]);
    expect(decide({ stablePrice: 0.9 }, {}, { ...rich, pending: 1 })).toEqual([]);
    expect(decide({ stablePrice: 0.9 }, {}, { ...self, pending: 1 })).toEqual([]);
  });

  it('waits for its latency', () => {
    const policy = createRedeemer({ ...spec, latency: { kind: 'constant', value: 2 } }, randomStream(1, 'redeemer'));
    const at = (tick: number) => policy.decide(observe({ tick, stablePrice: 0.97, lending: { troves } }), self).length;
    expect([at(0), at(1), at(2)]).toEqual([0, 0, 1]);
  });
});
