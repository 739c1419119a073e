import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridDesign, latinHypercube } from './designs.ts';
import { SOBOL_DIMENSIONS, sobolDesign } from './designsSobol.ts';
import { randomStream } from './random.ts';

describe('gridDesign', () => {
  it('has every combination once, the last dimension fastest', () => {
    expect(gridDesign([2, 3])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(gridDesign([4])).toEqual([[0], [1], [2], [3]]);
    expect(new Set(gridDesign([3, 4, 5]).map(String)).size).toBe(60);
  });
});

describe('latinHypercube', () => {
  const streams = (seed: number, names: readonly string[]) => names.map((name) => randomStream(seed, name));

  it('has one point in each of n strata of each dimension', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1e6 }), (points, seed) => {
        const design = latinHypercube(points, streams(seed, ['a', 'b', 'c']));
        for (const dimension of [0, 1, 2]) {
          const strata = design.map((point) => Math.floor((point[dimension] as number) * points));
          expect(strata.sort((a, b) => a - b)).toEqual(Array.from({ length: points }, (_, i) => i));
        }
      }),
    );
  });

  it('is the same for the same seed, another for another, and leaves a dimension alone when one is added', () => {
    const two = latinHypercube(16, streams(1, ['a', 'b']));
    expect(latinHypercube(16, streams(1, ['a', 'b']))).toEqual(two);
    expect(latinHypercube(16, streams(2, ['a', 'b']))).not.toEqual(two);
    expect(latinHypercube(16, streams(1, ['a', 'b', 'c'])).map(([a, b]) => [a, b])).toEqual(two);
  });

  it('joins the dimensions at random: over many designs they do not go together', () => {
    const total = Array.from({ length: 400 }, (_, seed) => latinHypercube(8, streams(seed, ['a', 'b'])))
      .flat()
      .reduce((sum, [x = 0, y = 0]) => sum + (x - 0.5) * (y - 0.5), 0);
    // Each of the 3 200 products has mean 0 and deviation 1 / 12.
    expect(Math.abs(total / 3200)).toBeLessThan((4 * (1 / 12)) / Math.sqrt(3200));
  });
});

describe('sobolDesign', () => {
  const plain = (points: number, dimensions: number) => sobolDesign(points, new Array<number>(dimensions).fill(0));

  it('begins as Joe and Kuo publish it for three dimensions', () => {
    expect(plain(10, 3)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it('is SciPy’s sequence, which has the same direction numbers, in sixteen dimensions', () => {
    // scipy.stats.qmc.Sobol(d=16, scramble=False).random(64), SciPy 1.17.1: rows 31, 45 and 63 in sixty-fourths.
    const rows: Readonly<Record<number, readonly number[]>> = {
      31: [2, 34, 58, 62, 62, 50, 22, 34, 10, 38, 2, 22, 62, 14, 42, 54],
      45: [55, 61, 25, 39, 21, 7, 23, 15, 27, 31, 45, 1, 25, 11, 51, 35],
      63: [1, 51, 23, 29, 55, 9, 37, 9, 53, 37, 27, 43, 35, 49, 21, 49],
    };
    const points = plain(64, SOBOL_DIMENSIONS);
    for (const [row, sixtyFourths] of Object.entries(rows)) {
      expect(points[Number(row)]?.map((value) => value * 64)).toEqual(sixtyFourths);
    }
  });

  it('has one of 2^k points in each of 2^k strata of each dimension, however it is shifted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 0xffffffff }), (k, shift) => {
        const count = 2 ** k;
        const design = sobolDesign(count, new Array<number>(SOBOL_DIMENSIONS).fill(shift));
        for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
          const strata = new Set(design.map((point) => Math.floor((point[dimension] as number) * count)));
          expect(strata.size).toBe(count);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses dimensions that it has no numbers for', () => {
    expect(() => plain(4, SOBOL_DIMENSIONS + 1)).toThrow('no direction numbers for 17 dimensions');
  });
});
