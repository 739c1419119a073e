import { describe, expect, it } from 'vitest';
import { toWad } from '../core/units.ts';
import { Impact } from './impact.ts';

const DEPTH = 1_000_000;
const HOUR = 3600;
/** 1 % for a million USD, half of it gone in an hour; a quarter of an hour from tick to tick. */
const spec = { depth: toWad(DEPTH), halfLife: HOUR, permanent: 0 };
const clock = { blockSeconds: HOUR / 4 };

function begun(own: Partial<typeof spec> = {}, base = 200): Impact {
  const impact = new Impact({ ...spec, ...own }, clock);
  impact.begin(0, base);
  return impact;
}

/** ∫ P dq over a trade in small steps, by the midpoint rule. */
function integral(price: number, slope: number, units: number): number {
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += price * Math.exp((slope * units * (i + 0.5)) / steps);
  return (sum * units) / steps;
}

describe('Impact', () => {
  it('moves the price by 1 % for a trade worth the depth, up and down', () => {
    const [bought, sold] = [begun(), begun()];
    bought.apply(DEPTH / 200);
    sold.apply(-DEPTH / 200);
    expect(bought.price).toBeCloseTo(202, 9);
    expect(sold.price).toBeCloseTo(200 / 1.01, 9);
  });

  it('pays the average of the prices on the way', () => {
    const slope = Math.log(1.01) * (200 / DEPTH);
    for (const units of [1e-3, 1, 5000, 400_000]) {
      expect(begun().proceeds(units) / integral(200, -slope, units)).toBeCloseTo(1, 8);
      expect(begun().cost(units) / integral(200, slope, units)).toBeCloseTo(1, 8);
    }
  });

  it('says how much has to be bought or sold for an amount of USD', () => {
    const impact = begun();
    for (const units of [1e-6, 0.3, 777, 250_000]) {
      expect(impact.bought(impact.cost(units)) / units).toBeCloseTo(1, 9);
      expect(impact.sold(impact.proceeds(units)) / units).toBeCloseTo(1, 9);
    }
    // All that can ever be raised: P / k.
    expect(impact.sold(DEPTH / Math.log(1.01))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is the same in one trade or in many, and comes back to where it was', () => {
    const [whole, split] = [begun(), begun()];
    const proceeds = whole.proceeds(3000);
    whole.apply(-3000);
    let sum = 0;
    for (let i = 0; i < 30; i++) {
      sum += split.proceeds(100);
      split.apply(-100);
    }
    expect(sum).toBeCloseTo(proceeds, 6);
    expect(split.price).toBeCloseTo(whole.price, 9);
    expect(whole.cost(3000)).toBeCloseTo(proceeds, 6);
  });

  it('halves in a half-life, but for what is permanent', () => {
    const impact = begun({ permanent: 0.25 });
    impact.apply(DEPTH / 200);
    for (let tick = 1; tick <= 4; tick++) impact.begin(tick, 100);
    // The base fell to 100 meanwhile: impact is relative to it.
    expect(impact.price).toBeCloseTo(100 * 1.01 ** (0.25 + 0.75 / 2), 9);
  });

  it('moves nothing without a spec', () => {
    const impact = new Impact(undefined, clock);
    expect(impact.begin(0, 123.45)).toBe(123.45);
    impact.apply(1e12);
    expect(impact.begin(1, 123.45)).toBe(123.45);
    expect(impact.proceeds(2)).toBe(246.9);
    expect(impact.bought(246.9)).toBe(2);
  });
});
