import { describe, expect, it } from 'vitest';
import { randomStream } from './random.ts';
import { rankCorrelation } from './rankCorrelation.ts';

describe('rankCorrelation', () => {
  it('is 1 or −1 where one side always rises or falls with the other, however bent', () => {
    const rising = Array.from({ length: 12 }, (_, i): [number, number] => [i, i * i * i]);
    expect(rankCorrelation(rising, 0.95)).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(
      rankCorrelation(
        rising.map(([x, y]) => [x, -y] as const),
        0.95,
      ).estimate,
    ).toBe(-1);
  });

  it('is Spearman’s 1 − 6 Σd² / n(n² − 1) without ties', () => {
    // Ranks 1–5 against 2, 1, 4, 3, 5: Σd² = 4, so 1 − 24 / 120.
    const pairs: [number, number][] = [
      [10, 20],
      [20, 10],
      [30, 40],
      [40, 30],
      [50, 50],
    ];
    expect(rankCorrelation(pairs, 0.95).estimate).toBeCloseTo(0.8, 12);
    expect(rankCorrelation(pairs, 0.95)).toMatchObject({ low: -1, high: 1 });
  });

  it('gives ties their mean rank', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    const pairs: [number, number][] = [
      [1, 1],
      [2, 2],
      [2, 3],
      [3, 4],
    ];
    expect(rankCorrelation(pairs, 0.95).estimate).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it('has no value where one side is always the same', () => {
    expect(
      rankCorrelation(
        [
          [1, 2],
          [1, 3],
        ],
        0.95,
      ).estimate,
    ).toBeNull();
  });

  it('holds the true correlation of normal pairs about as often as it says', () => {
    const rho = 0.6;
    // Spearman's of a normal pair: 6/π asin(ρ/2).
    const truth = (6 / Math.PI) * Math.asin(rho / 2);
    let held = 0;
    for (let run = 0; run < 600; run++) {
      const random = randomStream(run, 'rank');
      const pairs = Array.from({ length: 24 }, (): [number, number] => {
        const [a, b] = [random.normal(), random.normal()];
        return [a, rho * a + Math.sqrt(1 - rho * rho) * b];
      });
      const { low, high } = rankCorrelation(pairs, 0.95);
      if (low <= truth && truth <= high) held++;
    }
    expect(held / 600).toBeGreaterThan(0.93);
    expect(held / 600).toBeLessThan(0.985);
  });
});
