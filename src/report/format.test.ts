import { describe, expect, test } from 'vitest';
import {
  formatCompact,
  formatDuration,
  formatInteger,
  formatMoney,
  formatNumber,
  formatPoints,
  formatRatio,
  formatTime,
  formatValue,
  plainText,
} from './format.ts';

const plain = (text: string) => plainText(text);

describe('numbers', () => {
  test('thousands stand apart by a narrow no-break space', () => {
    expect(formatInteger(1_234_567)).toBe('1\u202f234\u202f567');
    expect(formatNumber(-1234.5, 2)).toBe('−1\u202f234.50');
  });

  test('what rounds to zero has no sign', () => {
    expect(formatNumber(-0.001, 2, { sign: true })).toBe('0.00');
    expect(formatNumber(0.4, 0, { sign: true })).toBe('0');
  });

  test('no figure is a dash', () => {
    for (const format of [
      formatInteger,
      formatCompact,
      formatMoney,
      formatRatio,
      formatPoints,
      formatDuration,
      formatTime,
    ]) {
      expect(format(null)).toBe('—');
      expect(format(Number.NaN)).toBe('—');
    }
  });

  test.each([
    [0, '0'],
    [0.00123, '0.00123'],
    [12.345, '12.35'],
    [123.45, '123'],
    [999.9, '1 000'],
    [9830, '9 830'],
    [9_999.7, '10.0k'],
    [45_123, '45.1k'],
    [999_600, '1.00M'],
    [12_345_678, '12.3M'],
    [-2_500_000_000, '-2.50B'],
  ])('%d in short is %s', (value, text) => {
    expect(plain(formatCompact(value))).toBe(text);
  });
});

describe('units', () => {
  test('money', () => {
    expect(plain(formatMoney(12_345_678))).toBe('12.3M USD');
    expect(plain(formatMoney(0, 'ZUSD'))).toBe('0 ZUSD');
    expect(plain(formatMoney(5, 'USD', { sign: true }))).toBe('+5 USD');
  });

  test('ratios are percent, and small ones do not read as zero', () => {
    expect(plain(formatRatio(-0.032))).toBe('-3.2 %');
    expect(plain(formatRatio(0))).toBe('0.0 %');
    expect(plain(formatRatio(0.00012))).toBe('0.012 %');
    expect(plain(formatPoints(0.0123))).toBe('+1.2 pp');
  });

  test.each([
    [0, '0 s'],
    [0.25, '0.25 s'],
    [13, '13 s'],
    [60, '1 min'],
    [260, '4 min 20 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [172_800, '48 h'],
    [300_000, '3 d 11 h'],
    [-90, '-1 min 30 s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text);
  });

  test('times are in UTC, whatever the machine says', () => {
    expect(formatTime(Date.UTC(2020, 2, 13, 2, 15) / 1000)).toBe('13 Mar 2020 02:15 UTC');
    expect(formatTime(0, { seconds: true })).toBe('1 Jan 1970 00:00:00 UTC');
  });

  test.each([
    [1.1, 'ratio', '110.00 %'],
    [3, 'count', '3'],
    [1, 'boolean', 'yes'],
    [0, 'boolean', 'no'],
    [90, 'seconds', '1 min 30 s'],
    [1, 'blocks', '1 block'],
    [2.5, 'blocks', '2.5 blocks'],
    [35, 'gwei', '35 gwei'],
    [1_000_000, 'ZUSD', '1.00M ZUSD'],
  ])('%d as %s is %s', (value, unit, text) => {
    expect(plain(formatValue(value, unit))).toBe(text);
  });
});
