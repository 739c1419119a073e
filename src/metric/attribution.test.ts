import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWad, WAD } from '../core/units.ts';
import { Attribution, usdNumber } from './attribution.ts';
import { ATTRIBUTION_PARTS, type AttributionPart } from './catalogue.ts';

const held = (stable: number, collateral: number) => ({ stable: toWad(stable), collateral: toWad(collateral) });
const marks = (collateral: number, stable = 1) => ({ collateral: toWad(collateral), stable: toWad(stable) });

function partsOf(attribution: Attribution) {
  const entries = ATTRIBUTION_PARTS.map((part) => [part, usdNumber(attribution.parts[part])]);
  return Object.fromEntries(entries) as Record<AttributionPart, number>;
}

const ZERO = Object.fromEntries(ATTRIBUTION_PARTS.map((part) => [part, 0]));

describe('Attribution', () => {
  it('of one liquidation is what came in less what was burnt, at the market', () => {
    const attribution = new Attribution(held(1000, 0), marks(200));
    attribution.mark(marks(190));
    attribution.liquidation(toWad(400), toWad(2.2));
    attribution.settle(held(600, 2.2));
    // 2.2 × 190 − 400
    expect(partsOf(attribution)).toEqual({ ...ZERO, liquidationGain: 18 });
    expect(usdNumber(attribution.total)).toBe(18);
    expect(usdNumber(attribution.value)).toBeCloseTo(1018, 9);
  });

  it('of a sale with a fee at a stale oracle splits into discount, staleness and fee', () => {
    const attribution = new Attribution(held(600, 2.2), marks(190));
    attribution.mark(marks(180));
    // 0.52 for 95, of which 1 leaves, quoted at 190 when the market is at 180.
    attribution.sale({ paid: toWad(95), fee: toWad(1), sold: toWad(0.52), oraclePrice: toWad(190) });
    attribution.settle(held(694, 1.68));
    const parts = partsOf(attribution);
    expect(parts.priceChange).toBeCloseTo(-22, 12);
    expect(parts.discountPaid).toBeCloseTo(95 - 0.52 * 190, 12);
    expect(parts.staleOracleLoss).toBeCloseTo(5.2, 12);
    expect(parts.fees).toBeCloseTo(-1, 12);
    // 694 + 1.68 × 180 against 600 + 2.2 × 190.
    expect(usdNumber(attribution.total)).toBeCloseTo(996.4 - 1018, 12);
    expect(attribution.gap()).toBe(0);
  });

  it('takes deposits, withdrawals, rewards, gas and a moving stablecoin apart', () => {
    const attribution = new Attribution(held(694, 2), marks(180));
    attribution.mark(marks(180, 0.99));
    attribution.flow(toWad(100), 0n);
    attribution.flow(toWad(-50), toWad(-0.5));
    attribution.reward(toWad(2), toWad(1.5));
    attribution.gas(toWad(0.001));
    attribution.settle({ stable: toWad(744) - 10n, collateral: toWad(1.5) });
    const parts = partsOf(attribution);
    expect(parts.stablePriceChange).toBeCloseTo(-6.94, 12);
    expect(parts.rewards).toBeCloseTo(3, 12);
    expect(parts.gas).toBeCloseTo(-0.18, 12);
    // Ten wei of stablecoin at 0.99 USD.
    expect(attribution.parts.rounding).toBe(-10n * toWad(0.99));
    expect(usdNumber(attribution.total)).toBeCloseTo(-6.94 + 3 - 0.18, 12);
  });

  it('adds up to the change of value exactly, whatever happens', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
    const price = fc.bigInt({ min: 1n, max: 10n ** 22n });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('mark' as const), a: price, b: price }),
      fc.record({
        kind: fc.constantFrom('liquidation', 'sale', 'deposit', 'withdraw', 'settle', 'gas', 'reward'),
        a: amount,
        b: amount,
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const attribution = new Attribution(
          { stable: 10n ** 24n, collateral: 10n ** 20n },
          { collateral: 10n ** 20n, stable: WAD },
        );
        const opening = attribution.value;
        let [paidIn, other] = [0n, 0n];
        let now = { collateral: 10n ** 20n, stable: WAD };
        for (const { kind, a, b } of steps) {
          if (kind === 'mark') {
            // A block ends before the next one begins.
            attribution.settle(attribution.expected);
            now = { collateral: a, stable: b };
            attribution.mark(now);
          } else if (kind === 'liquidation') attribution.liquidation(a, b);
          else if (kind === 'sale')
            attribution.sale({ paid: a, fee: a / 100n, sold: b, oraclePrice: now.collateral + 7n });
          else if (kind === 'settle') attribution.settle({ stable: a, collateral: b });
          else if (kind === 'gas') {
            attribution.gas(a);
            other -= a * now.collateral;
          } else if (kind === 'reward') {
            attribution.reward(a, b);
            other += a * b;
          } else {
            const sign = kind === 'deposit' ? 1n : -1n;
            attribution.flow(sign * a, sign * b);
            paidIn += sign * (a * now.stable + b * now.collateral);
          }
        }
        attribution.settle(attribution.expected);
        expect(attribution.total).toBe(attribution.value - opening - paidIn + other);
        expect(Object.values(attribution.parts).reduce((x, y) => x + y, 0n)).toBe(attribution.total);
        expect(attribution.gap()).toBe(0);
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});
