import { describe, expect, it } from 'vitest';
import { leastSignFlip, signFlipTest } from './pairedSignFlip.ts';
import { randomStream } from './random.ts';

/**
 * Darwin's maize: heights of crossed less self-fertilised plants in eighths of an inch. Fisher (The Design of Experiments,
 * 1935) counted 863 of 32 768 ways to give them signs with a sum as high as theirs, 314.
 */
const DARWIN = Float64Array.of(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48);
const unused = randomStream(1);

const rejects = (differences: Float64Array, seed: number) =>
  signFlipTest(differences, randomStream(seed)).pValue <= 0.05;

/** Share of samples in which the test finds a difference at 5 %. */
function found(samples: number, n: number, draw: () => number): number {
  let count = 0;
  for (let i = 0; i < samples; i++) if (rejects(Float64Array.from({ length: n }, draw), i)) count++;
  return count / samples;
}

describe('signFlipTest', () => {
  it("gives Fisher's count for Darwin's maize", () => {
    expect(signFlipTest(DARWIN, unused)).toEqual({
      pValue: (2 * 863) / 32_768,
      leastPValue: 2 / 32_768,
      isExact: true,
    });
  });

  it('gives what can be counted by hand', () => {
    // ±1 ±2 ±3: only two of eight sums are as far out as 6.
    expect(signFlipTest(Float64Array.of(1, 2, 3), unused).pValue).toBe(2 / 8);
    // 5 − 1 = 4: the sums are ±4 and ±6.
    expect(signFlipTest(Float64Array.of(5, -1), unused).pValue).toBe(1);
    // A sum of zero is as near as can be.
    expect(signFlipTest(Float64Array.of(1, 2, -3), unused).pValue).toBe(1);
    expect(signFlipTest(Float64Array.of(-2, -2, -2, -2, -2, -2), unused).pValue).toBe(2 / 64);
    expect(signFlipTest(Float64Array.of(4), unused).pValue).toBe(1);
    expect(signFlipTest(new Float64Array(), unused).pValue).toBe(1);
  });

  it('leaves zeros out, and takes neither sign nor scale into account', () => {
    const with0 = Float64Array.of(0, 1, 2, 0, 3, 0);
    expect(signFlipTest(with0, unused)).toEqual(signFlipTest(Float64Array.of(1, 2, 3), unused));
    expect(
      signFlipTest(
        DARWIN.map((value) => -1e9 * value),
        unused,
      ).pValue,
    ).toBe((2 * 863) / 32_768);
    // 0.1 + 0.2 is not 0.3: sums of the same values in another order still count as the same.
    expect(signFlipTest(Float64Array.of(0.1, 0.2, -0.3), unused).pValue).toBe(1);
  });

  it('needs six differences to reach 5 %', () => {
    expect(leastSignFlip(5)).toBe(0.0625);
    expect(leastSignFlip(6)).toBe(0.03125);
    expect(leastSignFlip(0)).toBe(1);
    expect(leastSignFlip(16)).toBe(1e-4);
  });

  it('draws signs where there are too many to try all, to the same end', () => {
    // Twice each: 30 differences. The reference is draws of our own, each sign by itself, from another stream.
    const twice = Float64Array.of(...DARWIN, ...DARWIN);
    const random = randomStream(5);
    let hits = 0;
    for (let i = 0; i < 40_000; i++) {
      const sum = twice.reduce((total, value) => total + (random.chance(0.5) ? value : -value), 0);
      if (Math.abs(sum) >= 628) hits++;
    }
    const { pValue, isExact } = signFlipTest(twice, randomStream(6));
    expect(isExact).toBe(false);
    expect(Math.abs(pValue - hits / 40_000)).toBeLessThan(0.0025);
    expect(signFlipTest(new Float64Array(40).fill(1), randomStream(6)).pValue).toBe(1e-4);
  });

  it('finds what is not there in 5 of 100 samples at most, whatever the size', () => {
    const random = randomStream(7, 'null');
    for (const n of [5, 8, 12, 30]) {
      const share = found(n > 15 ? 400 : 2000, n, () => random.normal());
      // Three standard errors over 5 %; of five differences, never.
      expect(share).toBeLessThanOrEqual(n === 5 ? 0 : n > 15 ? 0.083 : 0.065);
    }
  });

  it('holds its level closely where differences of mean zero are skew', () => {
    const random = randomStream(7, 'skew');
    expect(found(600, 14, () => random.exponential() - 1)).toBeLessThan(0.12);
    expect(found(300, 60, () => random.exponential() - 1)).toBeLessThan(0.09);
  });

  it('finds a shift as often as the t test does, whose power is known', () => {
    const random = randomStream(7, 'power');
    // Power of the paired t test at 5 %: noncentral t, 14 degrees of freedom: 0.4379 at half a deviation, 0.9491 at one.
    expect(found(800, 15, () => random.normal() + 0.5)).toBeCloseTo(0.438, 1);
    expect(found(800, 15, () => random.normal() + 1)).toBeGreaterThan(0.92);
  });
});
