import { describe, expect, it } from 'vitest';
import { agent, BID, observe } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { toNumber, toWad, WAD } from '../core/units.ts';
import { amountOut } from '../protocol/dex/constantProduct.ts';
import { createMarketMaker } from './marketMaker.ts';
import type { Intent } from './policy.ts';
import type { MarketMakerSpec } from './schema.ts';

const spec: MarketMakerSpec = {
  ...{ policy: 'market-maker', count: 1, stable: toWad(500_000), collateral: 1000n * WAD },
  ...{ band: 0.01, marketFee: 0, settlement: 5, bid: BID },
};
const rich = agent({ stable: spec.stable, collateral: spec.collateral });

/** A pool of 2000 collateral whose price is this. */
const poolAt = (price: number) => ({ stable: 2000 * price, collateral: 2000 });

function decide(
  situation: Parameters<typeof observe>[0],
  self = rich,
  own: Partial<MarketMakerSpec> = {},
): readonly Intent[] {
  return createMarketMaker({ ...spec, ...own }, randomStream(1, 'maker')).decide(observe(situation), self);
}

/** Price of the pool after a trade, fee included in the reserves. */
function after(intent: Intent, dex: { stable: number; collateral: number }): number {
  const [stable, collateral] = [toWad(dex.stable), toWad(dex.collateral)];
  if (intent.kind === 'sellOnDex') {
    return (
      toNumber(stable - amountOut(intent.collateral, collateral, stable)) / toNumber(collateral + intent.collateral)
    );
  }
  if (intent.kind !== 'buyOnDex') throw new TypeError(intent.kind);
  return toNumber(stable + intent.stable) / toNumber(collateral - amountOut(intent.stable, stable, collateral));
}

describe('market maker', () => {
  it('leaves the pool alone inside its band', () => {
    expect(decide({ dex: poolAt(200 * 1.0099) })).toEqual([]);
    expect(decide({ dex: poolAt(200 * 0.9901) })).toEqual([]);
  });

  it('takes the pool back to where the fee eats the rest, from either side', () => {
    for (const [price, kind, edge] of [
      [206, 'sellOnDex', 200 * 1.003],
      [194, 'buyOnDex', 200 * 0.997],
    ] as const) {
      const dex = poolAt(price);
      const [intent] = decide({ dex }) as [Intent];
      expect(intent.kind).toBe(kind);
      expect(after(intent, dex) / edge).toBeCloseTo(1, 3);
    }
  });

  it('never takes less than the market would pay', () => {
    const [sale] = decide({ dex: poolAt(206) }) as [Extract<Intent, { kind: 'sellOnDex' }>];
    expect(sale.minStable).toBe(sale.collateral * 200n);
    const [purchase] = decide({ dex: poolAt(194) }) as [Extract<Intent, { kind: 'buyOnDex' }>];
    expect(purchase.minCollateral).toBe(purchase.stable / 200n);
    // Both limits can be kept at the pool's prices.
    const dex = { stable: toWad(206 * 2000), collateral: 2000n * WAD };
    expect(amountOut(sale.collateral, dex.collateral, dex.stable)).toBeGreaterThan(sale.minStable);
  });

  it('goes as far as its capital goes, and keeps two for gas', () => {
    const [sale] = decide({ dex: poolAt(206) }, { ...rich, collateral: 5n * WAD }) as [Intent];
    expect(sale).toMatchObject({ kind: 'sellOnDex', collateral: 3n * WAD });
    const [purchase] = decide({ dex: poolAt(194) }, { ...rich, stable: toWad(700) }) as [Intent];
    expect(purchase).toMatchObject({ kind: 'buyOnDex', stable: toWad(700) });
  });

  it('counts the stablecoin at its price', () => {
    // At 0.98 USD a stablecoin, 200 USD are 204.08 of them.
    expect(decide({ dex: poolAt(204), stablePrice: 0.98 })).toEqual([]);
    expect(decide({ dex: poolAt(200), stablePrice: 0.98 })).toMatchObject([{ kind: 'buyOnDex' }]);
  });

  it('does not trade for less than gas', () => {
    const tiny = { stable: 206, collateral: 1 };
    expect(decide({ dex: tiny })).toEqual([]);
  });

  it('evens its inventory out on the outside market once it is off by a twentieth', () => {
    const even = { dex: poolAt(200) };
    expect(decide(even, { ...rich, collateral: 1049n * WAD })).toEqual([]);
    expect(decide(even, { ...rich, collateral: 1060n * WAD })).toMatchObject([
      { kind: 'sellOnMarket', collateral: 60n * WAD },
    ]);
    expect(decide(even, { ...rich, collateral: 951n * WAD })).toEqual([]);
    expect(decide(even, { ...rich, collateral: 940n * WAD })).toMatchObject([
      { kind: 'buyOnMarket', stable: toWad(12_000) },
    ]);
    const poor = { ...rich, collateral: 940n * WAD, stable: toWad(5000) };
    expect(decide(even, poor)).toMatchObject([{ kind: 'buyOnMarket', stable: toWad(5000) }]);
  });

  it('evens out no more at once than moves the outside price by its band, and leaves the pool where that would cost more than it brings', () => {
    // Each ETH sold takes a thousandth off the average: 60 cost 6 %, 7.5 are within the band.
    const thin = { worth: (collateral: number) => collateral * 200 * (1 - collateral / 1000) };
    const over = { ...rich, collateral: 1060n * WAD };
    expect(decide({ dex: poolAt(200), impact: thin }, over)).toMatchObject([{ collateral: (75n * WAD) / 10n }]);
    expect(decide({ dex: poolAt(194) }, rich)).toHaveLength(1);
    expect(decide({ dex: poolAt(194), impact: thin }, rich)).toEqual([]);
  });

  it('sells the outside market no more than that has money for', () => {
    const heavy = { ...rich, collateral: 1100n * WAD };
    expect(decide({ dex: poolAt(200), stock: 16_000 }, heavy)).toMatchObject([{ collateral: 80n * WAD }]);
    expect(decide({ dex: poolAt(200), stock: 100 }, heavy)).toEqual([]);
  });

  it('sends nothing while a trade of its own is under way', () => {
    expect(decide({ dex: poolAt(206) }, { ...rich, pending: 1 })).toEqual([]);
  });

  it('waits for its latency before it trades with the pool', () => {
    const maker = createMarketMaker({ ...spec, latency: { kind: 'constant', value: 2 } }, randomStream(1, 'maker'));
    const at = (tick: number, price: number) => maker.decide(observe({ tick, dex: poolAt(price) }), rich).length;
    expect([at(0, 206), at(1, 206), at(2, 206)]).toEqual([0, 0, 1]);
    // Back inside the band it starts over.
    expect([at(3, 200), at(4, 194), at(5, 194), at(6, 194)]).toEqual([0, 0, 0, 1]);
  });
});
