import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHART_POINTS, thinRows } from './thin.ts';

const wave = (length: number) =>
  Float64Array.from({ length }, (_, i) => 150 + 40 * Math.sin(i / 900) + Math.sin(i * 1.7));

describe('thinRows', () => {
  test('a short series stays whole', () => {
    expect(thinRows([wave(270)])).toEqual(Array.from({ length: 270 }, (_, i) => i));
    expect(thinRows([])).toEqual([]);
  });

  test('the low of the price survives', () => {
    const price = wave(13_292);
    price[9_321] = 86;
    const rows = thinRows([price, wave(13_292), wave(13_292)]);
    expect(rows.length).toBeLessThanOrEqual(CHART_POINTS);
    expect(rows).toContain(9_321);
    expect(rows[0]).toBe(0);
    expect(rows.at(-1)).toBe(13_291);
  });

  test('it uses most of the room it has', () => {
    expect(thinRows([wave(13_292)]).length).toBeGreaterThan(0.8 * CHART_POINTS);
    const step = wave(13_292).map((value) => Math.round(value / 5));
    expect(thinRows([step, step, step]).length).toBeGreaterThan(0.5 * CHART_POINTS);
  });

  test('a crash gets more rows than a calm of the same length', () => {
    const price = Float64Array.from({ length: 10_000 }, (_, i) =>
      i < 5_000 ? 200 : i < 5_500 ? 200 - (i - 5_000) / 5 : 100,
    );
    const rows = thinRows([price]);
    const within = (from: number, to: number) => rows.filter((row) => row >= from && row < to).length;
    expect(within(5_000, 5_500)).toBeGreaterThan(4 * within(1_000, 1_500));
  });

  test('rows in focus are kept finer', () => {
    const rows = thinRows([wave(13_292)], { focus: [9_000, 9_500] });
    const within = (from: number, to: number) => rows.filter((row) => row >= from && row < to).length;
    expect(within(9_000, 9_500)).toBeGreaterThan(4 * within(2_000, 2_500));
  });

  test('a gap stays a gap', () => {
    const price = wave(5_000).fill(Number.NaN, 2_000, 2_003);
    const rows = thinRows([price]);
    expect(rows.some((row) => row >= 2_000 && row < 2_003)).toBe(true);
  });

  test('a column without any sample takes no room', () => {
    const empty = new Float64Array(5_000).fill(Number.NaN);
    expect(thinRows([wave(5_000), empty])).toEqual(thinRows([wave(5_000)]));
    expect(thinRows([empty])).toEqual([0, 4_999]);
  });

  test('extremes of every column are kept, in any data', () => {
    const column = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(Number.NaN)), {
      minLength: 120,
      maxLength: 120,
    });
    fc.assert(
      fc.property(column, column, (a, b) => {
        const rows = thinRows([a, b], { limit: 40 });
        expect(rows).toEqual([...new Set(rows)].sort((x, y) => x - y));
        for (const values of [a, b]) {
          const sampled = values.filter((value) => !Number.isNaN(value));
          if (sampled.length === 0) continue;
          const kept = rows.map((row) => values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
          expect(Math.min(...kept)).toBe(Math.min(...sampled));
          expect(Math.max(...kept)).toBe(Math.max(...sampled));
        }
      }),
    );
  });
});
