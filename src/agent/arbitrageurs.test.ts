import { describe, expect, it } from 'vitest';
import { agent, BID, bamm, observe } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toNumber, toWad, WAD } from '../core/units.ts';
import { bammQuote } from '../protocol/backstop/bammCurve.ts';
import { amountIn } from '../protocol/dex/constantProduct.ts';
import { atomicOpportunity, createAtomicArbitrageur } from './atomicArbitrageur.ts';
import { createCapitalArbitrageur } from './capitalArbitrageur.ts';
import type { Intent } from './policy.ts';
import type { AtomicArbitrageurSpec, CapitalArbitrageurSpec } from './schema.ts';

const NONE = { kind: 'constant', value: 0 } as const;
const atomicSpec: AtomicArbitrageurSpec = {
  ...{ policy: 'atomic-arbitrageur', count: 1, minProfit: 0n, latency: NONE, collateral: 50n * WAD, bid: BID },
};
const capitalSpec: CapitalArbitrageurSpec = {
  ...{ policy: 'capital-arbitrageur', count: 1, stable: 0n, collateral: 50n * WAD, minProfit: 0n },
  ...{ marketFee: 0.001, settlement: 5, latency: NONE, bid: BID },
};
const CURVE = { stablePrice: WAD, amplification: 20n, fee: 0n, maxDiscount: 400n, price: 200n * WAD };

/** 300 000 stablecoins and 500 collateral at 200: a quarter of the inventory is for sale. */
const STOCKED = { stable: 300_000, collateral: 500 };
const exactQuote = (stable: bigint) =>
  bammQuote(stable, { ...CURVE, stable: toWad(STOCKED.stable), collateral: toWad(STOCKED.collateral) }).collateral;
const backstop = bamm(STOCKED.stable, STOCKED.collateral);

/** Best of a fine grid of sizes in whole stablecoins. */
function gridBest(
  profit: (stable: bigint) => number,
  most: number,
): { readonly stable: number; readonly profit: number } {
  let best = { stable: 0, profit: 0 };
  for (let stable = most / 4000; stable <= most; stable += most / 4000) {
    const found = profit(toWad(stable, 2));
    if (found > best.profit) best = { stable, profit: found };
  }
  return best;
}

function only(intents: readonly Intent[]): Intent {
  expect(intents).toHaveLength(1);
  return intents[0] as Intent;
}

describe('atomic arbitrageur', () => {
  const decide = (own: Partial<AtomicArbitrageurSpec>, situation: Parameters<typeof observe>[0], tick = 0) =>
    createAtomicArbitrageur({ ...atomicSpec, ...own }, randomStream(1, 'atomic')).decide(
      observe({ tick, ...situation }),
      agent(),
    );

  it('finds the size that leaves most, in whole wei arithmetic of both contracts', () => {
    const situation = { backstop, dex: { stable: 400_000, collateral: 2000 } };
    const exact = (stable: bigint) =>
      toNumber(exactQuote(stable) - (amountIn(stable, toWad(2000), toWad(400_000)) as bigint));
    const best = gridBest(exact, 100_000);
    expect(best.profit).toBeGreaterThan(0.01);
    const found = atomicOpportunity(observe(situation));
    expect(found.profit).toBeGreaterThanOrEqual(best.profit - 1e-9);
    expect(Math.abs(found.stable - best.stable)).toBeLessThanOrEqual(100_000 / 4000);
    expect(found.profit).toBeCloseTo(exact(toWad(found.stable, 2)), 7);
    const intent = only(decide({}, situation));
    expect(intent).toMatchObject({
      kind: 'arbitrage',
      stable: toWad(found.stable, 2),
      minProfit: 400_000n * 22n * GWEI,
    });
  });

  it('does nothing where none pays: the DEX is dearer, the feed is stale, nothing is for sale', () => {
    expect(decide({}, { backstop, dex: { stable: 376_000, collateral: 2000 } })).toEqual([]);
    expect(decide({}, { backstop: bamm(STOCKED.stable, STOCKED.collateral, { price: 0n }) })).toEqual([]);
    expect(decide({}, { backstop: bamm(STOCKED.stable, 0) })).toEqual([]);
    expect(decide({}, {})).toEqual([]);
  });

  it('asks for its least profit after gas', () => {
    const situation = { backstop, dex: { stable: 400_000, collateral: 2000 } };
    const net = (atomicOpportunity(observe(situation)).profit - 400_000 * 22e-9) * 200;
    expect(decide({ minProfit: toWad(net - 0.01) }, situation)).toHaveLength(1);
    expect(decide({ minProfit: toWad(net + 0.01) }, situation)).toEqual([]);
    expect(decide({ minProfit: toWad(net - 0.01) }, { ...situation, baseFee: 30n * GWEI })).toEqual([]);
  });

  it('waits its latency while the chance is there', () => {
    const policy = createAtomicArbitrageur(
      { ...atomicSpec, latency: { kind: 'constant', value: 1 } },
      randomStream(1, 'atomic'),
    );
    const at = (tick: number, there: boolean) =>
      policy.decide(observe({ tick, ...(there ? { backstop } : {}) }), agent()).length;
    expect([at(0, true), at(1, false), at(2, true), at(3, true)]).toEqual([0, 0, 0, 1]);
  });
});

describe('capital arbitrageur', () => {
  const rich = agent({ stable: toWad(10 ** 6) });
  const decide = (own: Partial<CapitalArbitrageurSpec>, situation: Parameters<typeof observe>[0], self = rich) =>
    createCapitalArbitrageur({ ...capitalSpec, ...own }, randomStream(1, 'capital')).decide(observe(situation), self);

  it('buys what leaves most after the market fee', () => {
    const profit = (stable: bigint) => toNumber(exactQuote(stable)) * 200 * 0.999 - toNumber(stable);
    const best = gridBest(profit, 100_000);
    const intent = only(decide({}, { backstop })) as Extract<Intent, { kind: 'buyFromBackstop' }>;
    expect(intent.kind).toBe('buyFromBackstop');
    expect(Math.abs(toNumber(intent.stable) - best.stable)).toBeLessThanOrEqual(100_000 / 4000);
    expect(profit(intent.stable)).toBeGreaterThanOrEqual(best.profit - 1e-6);
    // Never less than the market would sell for the same.
    expect(intent.minCollateral).toBe(intent.stable / 200n);
  });

  it('spends what it has where that is less', () => {
    expect(only(decide({}, { backstop }, agent({ stable: toWad(1000) })))).toMatchObject({ stable: toWad(1000) });
    expect(decide({}, { backstop }, agent({ stable: 0n }))).toEqual([]);
  });

  it('does nothing where the market is lower than the quote, the fee too high or the feed stale', () => {
    expect(decide({}, { backstop, market: 192 })).toEqual([]);
    expect(decide({ marketFee: 0.05 }, { backstop })).toEqual([]);
    expect(decide({}, { backstop: bamm(STOCKED.stable, STOCKED.collateral, { price: 0n }) })).toEqual([]);
    expect(decide({}, {})).toEqual([]);
  });

  it('asks for its least profit after gas', () => {
    const stable = toWad(1000);
    const self = agent({ stable });
    const net = toNumber(exactQuote(stable)) * 200 * 0.999 - 1000 - 280_000 * 22e-9 * 200;
    expect(decide({ minProfit: toWad(net - 0.01) }, { backstop }, self)).toHaveLength(1);
    expect(decide({ minProfit: toWad(net + 0.01) }, { backstop }, self)).toEqual([]);
  });

  it('sells what it bought on the market, and waits for the money', () => {
    const holding = { ...rich, collateral: 53n * WAD };
    expect(only(decide({}, { backstop }, holding))).toMatchObject({ kind: 'sellOnMarket', collateral: 3n * WAD });
    expect(decide({}, { backstop }, { ...holding, pending: 1 })).toEqual([]);
    // No more than the outside market has stablecoin for: 400 buy 2 at 200.
    expect(only(decide({}, { backstop, stock: 400 }, holding))).toMatchObject({ collateral: 2n * WAD });
  });
});
