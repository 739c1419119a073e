import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI, toNumber, toWad, WAD } from '../core/units.ts';
import { createFlashLiquidator } from './flashLiquidator.ts';
import type { FlashLiquidatorSpec } from './flashLiquidatorSchema.ts';

const spec: FlashLiquidatorSpec = {
  ...{ policy: 'flash-liquidator', count: 1, collateral: 50n * WAD, batch: 100, minProfit: 0n },
  ...{ latency: { kind: 'constant', value: 0 }, bid: BID },
};
const self = agent();
/** At 200 USD, 1000 each at 105 %. */
const many = Array.from({ length: 60 }, (_, i) => trove(`t${String(i).padStart(2, '0')}`, 1000, 5.25));
/** Price 200, 400 000 on the stablecoin's side. */
const dex = { stable: 400_000, collateral: 2000 };
type Situation = NonNullable<Parameters<typeof observe>[0]>;

function decide(situation: Situation = {}, own: Partial<FlashLiquidatorSpec> = {}, whose = self) {
  const seen = observe({ dex, ...situation, lending: { troves: many, gasCompensation: 0n, ...situation.lending } });
  const policy = createFlashLiquidator({ ...spec, ...own }, randomStream(1, 'flash'));
  return policy.decide(seen, whose) as readonly { readonly troves: readonly string[]; readonly minProfit: bigint }[];
}

/** Collateral left of n troves of 1000 at 105 %, less gas at 22 gwei: the constant product by hand. */
function leftOf(n: number): number {
  const debt = 1000 * n;
  return 5.25 * n - (2000 * debt) / ((400_000 - debt) * 0.997) - (700_000 + 70_000 * (n - 1)) * 22e-9;
}

describe('flash liquidator', () => {
  it('takes as many of the riskiest as leave most at the price that its own loan makes', () => {
    // Where the next thousand leaves less than it costs: 5.25 = 2000 × 400 / ((400 − n)² × 0.997) + 0.0015 a trove, n ≈ 9.
    const best = Array.from({ length: 60 }, (_, i) => i + 1).reduce((a, b) => (leftOf(b) > leftOf(a) ? b : a));
    expect(best).toBeGreaterThan(5);
    expect(best).toBeLessThan(15);
    const edge = 400 * (1 - Math.sqrt(5 / 0.997 / (5.25 - 0.00154)));
    expect(Math.abs(best - edge)).toBeLessThanOrEqual(1);
    const [intent] = decide();
    expect(intent).toMatchObject({ kind: 'liquidateFunded', from: 'dex' });
    expect(intent?.troves).toEqual(many.slice(0, best).map(({ owner }) => owner));
    // It insists on its gas: 700 000 and 70 000 a further trove, at 22 gwei.
    expect(toNumber(intent?.minProfit ?? 0n)).toBeCloseTo((700_000 + 70_000 * (best - 1)) * 22e-9, 12);
  });

  it('takes no more than its batch', () => {
    expect(decide({}, { batch: 3 })[0]?.troves).toHaveLength(3);
  });

  it('leaves it where slippage eats the penalty', () => {
    // 5.25 a thousand, less 0.3 %: one trove of d pays while 400 000 / (400 000 − d) < 1.05 × 0.997, d < 17 900.
    const one = (debt: number) => ({ lending: { troves: [trove('one', debt, (debt * 1.05) / 200)] }, baseFee: 0n });
    const edge = 400_000 * (1 - 1 / (1.05 * 0.997));
    expect(edge).toBeCloseTo(17_900, -2);
    expect(decide(one(edge * 0.98))).toHaveLength(1);
    expect(decide(one(edge * 1.02))).toEqual([]);
    expect(decide(one(400_000))).toEqual([]);
  });

  it('passes by what would not repay a loan alone, however deep', () => {
    const troves = [trove('deep', 1000, 4.9), ...many];
    expect(decide({ lending: { troves } })[0]?.troves[0]).toBe(many[0]?.owner);
  });

  it("goes by the pool's price and its own gas", () => {
    // A pool that pays 4 % less than the market.
    expect(decide({ dex: { stable: 384_000, collateral: 2000 } })[0]?.troves.length ?? 0).toBeLessThan(
      decide()[0]?.troves.length ?? 0,
    );
    expect(decide({ dex: { stable: 376_000, collateral: 2000 } })).toEqual([]);
    expect(decide({ baseFee: 1000n * GWEI })).toEqual([]);
    const value = leftOf(9) * 200;
    expect(decide({}, { minProfit: toWad(Math.floor(value * 0.9)) })).toHaveLength(1);
    expect(decide({}, { minProfit: toWad(Math.ceil(value * 1.2)) })).toEqual([]);
  });

  it('does one thing at a time, and nothing while nobody is in need', () => {
    expect(decide({}, {}, { ...self, pending: 1 })).toEqual([]);
    expect(decide({ lending: { troves: [trove('safe', 1000, 8)] } })).toEqual([]);
  });
});
