import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { randomStream } from '../core/random.ts';
import { csvPrice } from './csvPrice.ts';

const baseDir = mkdtempSync(join(tmpdir(), 'breakwater-csv-'));
afterAll(() => rmSync(baseDir, { recursive: true }));

const START = 1_583_971_200; // 2020-03-12T00:00:00Z
const SPEC = { file: 'prices.csv', time: 'timestamp', price: 'price', interpolation: 'straight' } as const;
const CLOCK = { ticks: 5, blockSeconds: 60, startSeconds: START };

function path(content: string, spec: Partial<Parameters<typeof csvPrice>[0]> = {}, clock = CLOCK): number[] {
  writeFileSync(join(baseDir, 'prices.csv'), content);
  const process = csvPrice({ ...SPEC, ...spec }, { ...clock, random: randomStream(1), baseDir });
  return Array.from({ length: clock.ticks }, (_, tick) => process.next(tick));
}

/** Lines of `seconds since the start, price`. */
const rows = (...pairs: [number, number][]) =>
  ['timestamp,price', ...pairs.map(([offset, price]) => `${START + offset},${price}`)].join('\n');

describe('reads', () => {
  test('rows as knots, straight between', () => {
    expect(path(rows([0, 100], [120, 80], [240, 90]))).toEqual([100, 90, 80, 85, 90]);
  });

  test('ISO instants, columns by name, other columns, comments, empty lines, BOM, CRLF, quotes', () => {
    const content = [
      '\uFEFF# candles',
      'timestamp_utc, open, close',
      '2020-03-12T00:00:00Z,1,100',
      '',
      '2020-03-12 00:02:00+00:00,1,"80"',
      '# a comment, with more, fields, than, columns',
      '2020-03-12T01:04:00.000+01:00,1,9e1',
      '',
    ].join('\r\n');
    expect(path(content, { time: 'timestamp_utc', price: 'close' })).toEqual([100, 90, 80, 85, 90]);
  });

  test('rows beyond the clock on both sides', () => {
    const content = rows([-600, 1], [-120, 90], [120, 50], [300, 20], [9000, 1]);
    expect(path(content, { maxGap: 240 })).toEqual([70, 60, 50, 40, 30]);
  });

  test('several rows in one tick: the last', () => {
    expect(path(rows([0, 100], [30, 1], [45, 2], [60, 80], [120, 70], [180, 60], [240, 50]))).toEqual([
      100, 80, 70, 60, 50,
    ]);
  });

  test('the last row stays for up to maxGap', () => {
    expect(path(rows([0, 100], [60, 90], [120, 80]))).toEqual([100, 90, 80, 80, 80]);
  });

  test('bridge: through the rows, drawn between', () => {
    const prices = path(rows([0, 100], [120, 80], [240, 90]), { interpolation: 'bridge', volatility: 0.8 });
    expect([prices[0], prices[2], prices[4]]).toEqual([100, 80, 90]);
    expect(prices[1]).not.toBe(90);
    expect(prices[1]).toBeCloseTo(89.4, 0);
  });

  test('one row for one tick', () => {
    expect(path(rows([0, 100]), {}, { ...CLOCK, ticks: 1 })).toEqual([100]);
  });
});

describe('errors', () => {
  function failure(content: string, spec: Partial<typeof SPEC> & { maxGap?: number } = {}): string {
    try {
      path(content, spec);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect((error as UsageError).exitCode).toBe(2);
      expect((error as UsageError).remedy).toBeTruthy();
      return (error as Error).message.replace(baseDir, '<dir>');
    }
    throw new Error('no error');
  }

  const good = rows([0, 100], [60, 90], [120, 80]);

  test.each<[string, string, string, number]>([
    ['a time without zone', `timestamp,price\n2020-03-12T00:00:00,1`, 'a time in the price file cannot be read', 2],
    ['milliseconds', `timestamp,price\n1583971200000,1`, 'a time in the price file cannot be read', 2],
    ['a day that is none', `timestamp,price\n2020-02-30T00:00:00Z,1`, 'a time in the price file cannot be read', 2],
    ['no time', `${good}\n,70`, 'a time in the price file cannot be read', 5],
    ['a word for a price', `${good}\n${START + 180},n/a`, 'a price in the price file is not a price', 5],
    ['no price', `${good}\n${START + 180},`, 'a price in the price file is not a price', 5],
    ['a price of zero', rows([0, 0]), 'a price in the price file is not a price', 2],
    ['a negative price', rows([0, 1], [60, -1]), 'a price in the price file is not a price', 3],
    ['a decimal comma', `timestamp,price\n${START},"194,61"`, 'a price in the price file is not a price', 2],
    ['an infinite price', `timestamp,price\n${START},1e999`, 'a price in the price file is not a price', 2],
    ['out of order', rows([0, 1], [120, 1], [60, 1]), 'the price file is out of order', 4],
    ['a time twice', rows([0, 1], [60, 1], [60, 1]), 'the price file has a time twice', 4],
    ['a gap', rows([0, 1], [60, 1], [120, 1], [1000, 1]), 'the price file has a gap', 5],
    ['begins late', rows([60, 1], [120, 1], [180, 1], [240, 1]), 'the price file begins after the clock', 2],
    ['ends early', rows([0, 1], [20, 1], [40, 1]), 'the price file ends before the clock', 4],
    ['a row too short', `${good}\n${START + 180}`, 'the price file is not valid CSV', 5],
    ['an open quote', `timestamp,price\n${START},"1`, 'the price file is not valid CSV', 2],
    ['a missing column', `time,price\n${START},1`, 'the price file lacks a column', 1],
  ])('%s', (_, content, message, line) => {
    const text = failure(content);
    expect(text.split('\n')[0]).toBe(message);
    expect(text).toMatch(/^ {2}file: +<dir>\/prices\.csv$/m);
    expect(text).toMatch(new RegExp(`^ {2}line: +${line}$`, 'm'));
    expect(text).toMatch(/^ {2}fix: +\S/m);
  });

  test.each([
    ['an empty file', ''],
    ['a header alone', 'timestamp,price\n'],
  ])('%s', (_, content) => {
    expect(failure(content)).toContain('the price file has no rows');
  });

  test('no such file', () => {
    expect(failure(good, { file: 'none.csv' as 'prices.csv' })).toMatchInlineSnapshot(`
      "the price file cannot be read
        file:   <dir>/none.csv
        reason: ENOENT
        fix:    Check the path: it is relative to the scenario file."
    `);
  });

  test('a gap beyond the clock is no error, a shorter maxGap makes one inside', () => {
    expect(path(rows([-99_999, 1], [0, 1], [60, 1], [120, 1], [180, 1], [240, 1], [99_999, 1]))).toHaveLength(5);
    expect(failure(rows([0, 1], [60, 1], [121, 1], [180, 1], [240, 1]), { maxGap: 60 })).toMatchInlineSnapshot(`
      "the price file has a gap
        file:     <dir>/prices.csv
        line:     4
        found:    61 s without a row, from 2020-03-12T00:01:00.000Z to 2020-03-12T00:02:01.000Z
        expected: at most 60 s
        fix:      Add the missing rows, or allow the gap with maxGap."
    `);
  });

  test('messages', () => {
    expect(failure(rows([0, 1], [60, -1]))).toMatchInlineSnapshot(`
      "a price in the price file is not a price
        file:     <dir>/prices.csv
        line:     3
        found:    price "-1"
        expected: a decimal number above 0, such as 194.61
        fix:      Correct the row or leave it out; a gap up to maxGap is bridged."
    `);
    expect(failure(rows([0, 1], [20, 1], [40, 1]))).toMatchInlineSnapshot(`
      "the price file ends before the clock
        file:     <dir>/prices.csv
        line:     4
        found:    last row at 2020-03-12T00:00:40.000Z
        expected: rows up to 2020-03-12T00:04:00.000Z, or up to 60 s before
        fix:      Shorten clock.duration, or add the missing rows."
    `);
    expect(failure(`time,close\n${START},1`)).toMatchInlineSnapshot(`
      "the price file lacks a column
        file:     <dir>/prices.csv
        line:     1
        expected: timestamp
        found:    time, close
        fix:      Name the file's own column of times in the scenario: \`time: <column>\`."
    `);
  });
});
