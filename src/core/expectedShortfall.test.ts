import { describe, expect, test } from 'vitest';
import { expectedShortfall, expectedShortfallInterval } from './expectedShortfall.ts';
import { type RandomStream, randomStream } from './random.ts';
import { exp } from './randomMath.ts';

const LEVEL = 0.95;
const Z95 = 1.6448536269514722;
/** Standard normal: density at the quantile over the share of the tail. */
const NORMAL_ES95 = Math.exp((-Z95 * Z95) / 2) / Math.sqrt(2 * Math.PI) / 0.05;
/** Exponential with mean 1: the quantile ln 20, and another mean beyond it, as it has no memory. */
const EXPONENTIAL_ES95 = Math.log(20) + 1;
/** Log-normal: √e times the normal's chance of more than z95 − 1, which is 0.259511, over the share of the tail. */
const LOGNORMAL_ES95 = (Math.sqrt(Math.E) * 0.2595110228) / 0.05;

function sorted(size: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: size }, draw).sort();
}

describe('the mean of the tail', () => {
  test('by hand', () => {
    const ten = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(expectedShortfall(ten, 0.8)).toBeCloseTo(9.5, 12);
    // A quarter of ten is two and a half: 10, 9 and half of 8.
    expect(expectedShortfall(ten, 0.75)).toBeCloseTo((10 + 9 + 4) / 2.5, 12);
    // Less than one value: the highest.
    expect(expectedShortfall(ten, 0.95)).toBeCloseTo(10, 12);
    expect(expectedShortfall(ten, 0)).toBeCloseTo(5.5, 12);
    expect(expectedShortfall(new Float64Array(0), 0.95)).toBeNull();
  });

  test('of large samples is that of the closed form', () => {
    const random = randomStream('closed form');
    expect(
      expectedShortfall(
        sorted(400_000, () => random.normal()),
        0.95,
      ),
    ).toBeCloseTo(NORMAL_ES95, 1.5);
    expect(
      expectedShortfall(
        sorted(400_000, () => random.exponential()),
        0.95,
      ),
    ).toBeCloseTo(EXPONENTIAL_ES95, 1.3);
  });
});

describe('its interval', () => {
  test('needs five values in the tail', () => {
    const of = (n: number) =>
      expectedShortfallInterval(
        sorted(n, () => draws.uniform()),
        0.95,
        LEVEL,
        randomStream('b'),
      );
    const draws = randomStream('few');
    expect(of(99)).toMatchObject({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    const { estimate, low, high } = of(100);
    expect(low).toBeLessThan(estimate as number);
    expect(high).toBeGreaterThan(estimate as number);
  });

  test('has no width where the tail has no spread', () => {
    const zeros = new Float64Array(200);
    expect(expectedShortfallInterval(zeros, 0.95, LEVEL, randomStream('b'))).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  test('has no upper end where losses are too rare to know their size', () => {
    const values = new Float64Array(200);
    values.set([3, 5], 198);
    expect(expectedShortfallInterval(values, 0.95, LEVEL, randomStream('b')).high).toBe(Number.POSITIVE_INFINITY);
  });

  test('is the same for the same stream', () => {
    const draws = randomStream('same');
    const values = sorted(300, () => draws.normal());
    const [first, second] = [1, 2].map(() => expectedShortfallInterval(values, 0.95, LEVEL, randomStream('b', 1)));
    expect(first).toEqual(second);
  });

  test('of losses that are nearly all zero does not reach below zero', () => {
    const values = Float64Array.of(...new Array<number>(197).fill(0), 100, 200, 4000);
    const { estimate, low, high } = expectedShortfallInterval(values, 0.95, LEVEL, randomStream('rare'));
    expect(estimate).toBeCloseTo(430, 9);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(430);
  });

  test.each([
    ['normal', NORMAL_ES95, 0.93, (random: RandomStream) => random.normal()],
    ['exponential', EXPONENTIAL_ES95, 0.925, (random: RandomStream) => random.exponential()],
    ['log-normal', LOGNORMAL_ES95, 0.915, (random: RandomStream) => exp(random.normal())],
  ] as const)('covers the %s closed form in samples of 200', (name, truth, least, draw) => {
    const random = randomStream('coverage of ES', name);
    const bootstrap = randomStream('bootstrap', name);
    const SAMPLES = 500;
    let held = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const { low, high } = expectedShortfallInterval(
        sorted(200, () => draw(random)),
        0.95,
        LEVEL,
        bootstrap,
      );
      if (low <= truth && truth <= high) held++;
    }
    // 500 samples tell the share to about one percentage point.
    expect(held / SAMPLES).toBeGreaterThanOrEqual(least);
    expect(held / SAMPLES).toBeLessThanOrEqual(0.975);
  });
});
