import { listValue, structValue } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { alignedTable, csvLine, fullText, jsonOf, shortText, tsvLine } from './valueText.ts';

describe('a value', () => {
  test('in full loses nothing, and NULL is nothing', () => {
    expect([0.1 + 0.2, Number.NaN, Number.NEGATIVE_INFINITY, 2n ** 70n, null, true].map(fullText)).toEqual([
      ...['0.30000000000000004', 'NaN', '-Infinity', '1180591620717411303424', '', 'true'],
    ]);
  });

  test('of a table is short, and on one line', () => {
    expect([0.1 + 0.2, 123456789, 1e-12, Number.NaN, null, 'a\nb'].map(shortText)).toEqual([
      ...['0.3', '123456789', '1e-12', 'NaN', 'NULL', 'a b'],
    ]);
  });

  test('of JSON is a number where a number is exact', () => {
    expect([3n, 2n ** 60n, 1.5, Number.NaN, Number.POSITIVE_INFINITY, null].map(jsonOf)).toEqual([
      ...[3, '1152921504606846976', 1.5, 'NaN', 'Infinity', null],
    ]);
    expect(jsonOf(listValue([1, null, Number.NaN]))).toEqual([1, null, 'NaN']);
    expect(jsonOf(structValue({ a: 1n, b: listValue(['x']) }))).toEqual({ a: 1, b: ['x'] });
  });
});

test('lines keep their columns whatever stands in them', () => {
  expect(tsvLine(['a\tb', 'c\nd', ''])).toBe('a b\tc d\t\n');
  expect(csvLine(['plain', 'a,b', 'say "no"', 'two\nlines', ''])).toBe('plain,"a,b","say ""no""","two\nlines",\n');
});

test('a table is as wide as it has to be, numbers to the right', () => {
  expect(
    alignedTable(
      ['kind', 'n'],
      [
        ['swap', '7'],
        ['liquidation', '12'],
      ],
      [false, true],
    ),
  ).toBe('kind          n\n───────────  ──\nswap          7\nliquidation  12\n');
  expect(alignedTable(['n'], [], [true])).toBe('n\n─\n');
});
