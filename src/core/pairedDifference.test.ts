import { describe, expect, it } from 'vitest';
import { pairedDifference } from './pairedDifference.ts';
import { hedgesCorrection, pairedEffect, pairingGain } from './pairedEffect.ts';
import { holm } from './pairedHolm.ts';
import { randomStream } from './random.ts';

const options = () => ({ level: 0.95, random: randomStream(1, 'test') });

describe('holm', () => {
  it('steps down as by hand', () => {
    // In order 0.005 × 4, 0.01 × 3, 0.03 × 2, 0.04 × 1, none under the one before.
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.5, 0.6])).toEqual([1, 1]);
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });

  it('keeps the chance of one false finding in ten tests at the level', () => {
    const random = randomStream(2, 'holm');
    let families = 0;
    for (let i = 0; i < 4000; i++) {
      const pValues = Array.from({ length: 10 }, () => random.uniform());
      if (holm(pValues).some((p) => p <= 0.05)) families++;
    }
    // 1 − (1 − 0.005)^10 = 4.9 %; a standard error is 0.34 %.
    expect(families / 4000).toBeGreaterThan(0.038);
    expect(families / 4000).toBeLessThan(0.059);
  });
});

describe('effect size', () => {
  it('has the small-sample correction in closed form', () => {
    expect(hedgesCorrection(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 10);
    expect(hedgesCorrection(3)).toBeCloseTo(Math.sqrt(Math.PI / 6), 10);
    expect(hedgesCorrection(4)).toBeCloseTo(Math.sqrt(2 / Math.PI), 10);
    expect(hedgesCorrection(1)).toBe(0);
    expect(hedgesCorrection(400)).toBeCloseTo(1 - 3 / (4 * 400 - 1), 5);
  });

  it("is that of Darwin's maize", () => {
    const darwin = Float64Array.of(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48);
    // Mean 20.933, deviation 37.744: d 0.5546, times 0.9455 for 14 degrees of freedom.
    expect(pairedEffect(darwin)).toBeCloseTo(0.5546 * 0.9455, 3);
  });

  it('has no value without spread to measure by, and is zero without a difference', () => {
    expect(pairedEffect(Float64Array.of(2, 2, 2))).toBeNull();
    expect(pairedEffect(Float64Array.of(0, 0, 0))).toBe(0);
    expect(pairedEffect(Float64Array.of(2))).toBeNull();
  });
});

describe('pairingGain', () => {
  it('is the ratio of variances', () => {
    const base = Float64Array.of(1, 2, 3, 4);
    const proposal = Float64Array.of(2, 2, 4, 4);
    // Variances 5/3 and 4/3 apart; differences 1, 0, 1, 0 have 1/3.
    expect(pairingGain(base, proposal, Float64Array.of(1, 0, 1, 0))).toBeCloseTo(9, 12);
    expect(pairingGain(base, base, new Float64Array(4))).toBeNull();
  });

  it('is 1 / (1 − ρ) for partners of correlation ρ, and the interval is that much shorter', () => {
    const random = randomStream(3, 'pairs');
    const n = 2000;
    const [base, proposal] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      const common = Math.sqrt(0.9) * random.normal();
      base[i] = common + Math.sqrt(0.1) * random.normal();
      proposal[i] = common + Math.sqrt(0.1) * random.normal();
    }
    const paired = pairedDifference(base, proposal, options());
    expect(paired.gain).toBeGreaterThan(9);
    expect(paired.gain).toBeLessThan(11);
    // Shifted by one place, partners are strangers.
    const unpaired = pairedDifference(base, Float64Array.of(...proposal.subarray(1), proposal[0] as number), options());
    expect(unpaired.gain).toBeGreaterThan(0.9);
    expect(unpaired.gain).toBeLessThan(1.1);
    const ratio = (unpaired.high - unpaired.low) / (paired.high - paired.low);
    expect(ratio).toBeGreaterThan(Math.sqrt(8.5));
    expect(ratio).toBeLessThan(Math.sqrt(11.5));
  });
});

describe('pairedDifference', () => {
  it('tells what is the same, higher and lower', () => {
    const base = Float64Array.of(1, 2, 3, 4, 5, 6);
    const result = pairedDifference(base, Float64Array.of(2, 3, 4, 5, 6, 5), options());
    expect(result).toMatchObject({ pairs: 6, base: 3.5, higher: 5, lower: 1, same: 0, isExact: true });
    expect(result.proposal).toBeCloseTo(25 / 6, 12);
    expect(result.difference).toBeCloseTo(4 / 6, 12);
    // Differences 1 × 5 and −1: 14 of 64 sums are as far out as 4.
    expect(result.pValue).toBe(14 / 64);
  });

  it('of identical samples is all zero, and never NaN', () => {
    const same = Float64Array.of(1e9, 2, 0, -3);
    expect(pairedDifference(same, same, options())).toEqual({
      ...{ pairs: 4, base: 250_000_000 - 0.25, proposal: 250_000_000 - 0.25 },
      ...{ difference: 0, low: 0, high: 0, effect: 0, deviation: 0, higher: 0, lower: 0, same: 4, gain: null },
      ...{ pValue: 1, leastPValue: 1, isExact: true },
    });
  });

  it('takes what the order of a sum leaves for the same', () => {
    const result = pairedDifference(Float64Array.of(0.3, 1), Float64Array.of(0.1 + 0.2, 1), options());
    expect(result).toMatchObject({ same: 2, difference: 0, effect: 0 });
  });

  it('says nothing of no pair, and no interval of one', () => {
    const none = pairedDifference(new Float64Array(), new Float64Array(), options());
    expect(none).toMatchObject({ pairs: 0, base: null, difference: null, effect: null, pValue: 1, gain: null });
    const one = pairedDifference(Float64Array.of(1), Float64Array.of(3), options());
    expect(one).toMatchObject({ difference: 2, low: -Infinity, high: Infinity, pValue: 1, effect: null });
  });
});
