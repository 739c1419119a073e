import { describe, expect, test } from 'vitest';
import { type Interval, probabilityInterval, quantileInterval } from './intervals.ts';
import { type RandomStream, randomStream } from './random.ts';
import { exp } from './randomMath.ts';

const LEVEL = 0.95;
/** Quantile of 95 % of the standard normal distribution. */
const Z95 = 1.6448536269514722;

/** Share of samples whose interval holds the true value. */
function coverage(
  truth: number,
  interval: (random: RandomStream) => Interval,
  { samples = 2000, name }: { samples?: number; name: string },
): number {
  const random = randomStream('coverage', name);
  let held = 0;
  for (let i = 0; i < samples; i++) {
    const { low, high } = interval(random);
    if (low <= truth && truth <= high) held++;
  }
  return held / samples;
}

function sorted(size: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: size }, draw).sort();
}

describe('a chance', () => {
  test('as Clopper and Pearson have it', () => {
    // No hit in n: the upper end is 1 − (α/2)^(1/n). R: binom.test(5, 100)$conf.int is 0.01643, 0.11283.
    expect(probabilityInterval(0, 200, LEVEL)).toEqual({
      estimate: 0,
      low: 0,
      high: expect.closeTo(1 - 0.025 ** (1 / 200), 9),
    });
    expect(probabilityInterval(200, 200, LEVEL)).toEqual({
      estimate: 1,
      low: expect.closeTo(0.025 ** (1 / 200), 9),
      high: 1,
    });
    const { low, high } = probabilityInterval(5, 100, LEVEL);
    expect([low, high]).toEqual([expect.closeTo(0.016432, 5), expect.closeTo(0.112835, 5)]);
  });

  test('trials of unknown outcome widen it to both sides', () => {
    const { estimate, low, high } = probabilityInterval(5, 90, LEVEL, 10);
    expect(estimate).toBe(5 / 90);
    expect(low).toBe(probabilityInterval(5, 100, LEVEL).low);
    expect(high).toBe(probabilityInterval(15, 100, LEVEL).high);
  });

  test('nothing tried, nothing known', () => {
    expect(probabilityInterval(0, 0, LEVEL)).toEqual({ estimate: null, low: 0, high: 1 });
  });

  test.each([0.01, 0.2, 0.5])('covers a chance of %d as often as it says or more', (chance) => {
    const held = coverage(
      chance,
      (random) => {
        let hits = 0;
        for (let i = 0; i < 120; i++) if (random.chance(chance)) hits++;
        return probabilityInterval(hits, 120, LEVEL);
      },
      { name: `chance ${chance}` },
    );
    expect(held).toBeGreaterThanOrEqual(0.945);
  });
});

describe('a quantile', () => {
  test('the ranks are those of the binomial distribution', () => {
    // Known from tables: of 100 draws, the median lies between the 40th and the 61st with 96.5 %.
    const ranks = Float64Array.from({ length: 100 }, (_, i) => i + 1);
    expect(quantileInterval(ranks, 0.5, LEVEL)).toEqual({ estimate: 50, low: 40, high: 61 });
  });

  test('a sample that is too small sets no bound', () => {
    // 1 − 0.95^72 is the first to be over 97.5 %.
    const of = (n: number) =>
      quantileInterval(
        Float64Array.from({ length: n }, (_, i) => i),
        0.95,
        LEVEL,
      ).high;
    expect(of(71)).toBe(Number.POSITIVE_INFINITY);
    expect(of(72)).toBe(71);
    expect(0.95 ** 72).toBeLessThan(0.025);
    expect(0.95 ** 71).toBeGreaterThan(0.025);
  });

  test('unknown values take the places at either end', () => {
    const values = Float64Array.from({ length: 190 }, (_, i) => i + 1);
    const lowest = Float64Array.from([...new Array(10).fill(-1), ...values]).sort();
    const highest = Float64Array.from([...values, ...new Array(10).fill(1e9)]);
    const { low } = quantileInterval(values, 0.9, LEVEL, 10);
    expect(low).toBe(quantileInterval(lowest, 0.9, LEVEL).low);
    expect(quantileInterval(values, 0.9, LEVEL, 10).high).toBe(quantileInterval(highest, 0.9, LEVEL).high);
    expect(quantileInterval(values, 0.95, LEVEL, 10).high).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['normal', 0.95, Z95, (random: RandomStream) => random.normal()],
    ['log-normal', 0.95, exp(Z95), (random: RandomStream) => exp(random.normal())],
    ['exponential', 0.9, Math.log(10), (random: RandomStream) => random.exponential()],
  ] as const)('covers the %s quantile as often as it says or more', (name, p, truth, draw) => {
    const held = coverage(
      truth,
      (random) =>
        quantileInterval(
          sorted(200, () => draw(random)),
          p,
          LEVEL,
        ),
      { name },
    );
    expect(held).toBeGreaterThanOrEqual(0.945);
    // Ranks are whole numbers, so it holds more than it says, but not by much.
    expect(held).toBeLessThanOrEqual(0.98);
  });

  test('VaR of large samples is that of the closed form', () => {
    const random = randomStream('closed form');
    const normal = sorted(200_000, () => random.normal());
    const exponential = sorted(200_000, () => random.exponential());
    expect(quantileInterval(normal, 0.95, LEVEL).estimate).toBeCloseTo(Z95, 1.5);
    expect(quantileInterval(exponential, 0.99, LEVEL).estimate).toBeCloseTo(Math.log(100), 1.3);
  });
});
