import { describe, expect, test } from 'vitest';
import { distanceOf, parseDocumented } from './documented.ts';

describe('reading', () => {
  test.each([
    ['310', 'count', { low: 310, high: 310, isApproximate: false }],
    ['~93.5M ZUSD', 'ZUSD', { low: 93_500_000, high: 93_500_000, isApproximate: true }],
    ['480M ZUSD to 730M ZUSD', 'ZUSD', { low: 480_000_000, high: 730_000_000 }],
    ['over 20M ZUSD', 'ZUSD', { low: 20_000_000, high: null }],
    ['under 3d', 'seconds', { low: null, high: 259_200 }],
    ['~ 24%', 'ratio', { low: 0.24, high: 0.24, isApproximate: true }],
    ['none', 'ratio', { low: null, high: null }],
  ])('%s', (text, unit, expected) => {
    expect(parseDocumented(text, unit)).toMatchObject({ text, ...expected });
  });

  test.each([
    ['93.5M', 'ZUSD', 'expected an amount of ZUSD such as 0 ZUSD, 20k ZUSD; found "93.5M"'],
    ['5 to 3', 'count', 'the range "5 to 3" ends before it begins'],
    ['1 to 2 to 3', 'count', 'expected one value, or two with “to” between'],
    ['over', 'count', 'expected a whole number such as 0, 12'],
  ])('what it says of %s', (text, unit, message) => {
    expect(() => parseDocumented(text, unit)).toThrow(message);
  });
});

describe('distance', () => {
  const at = (value: number) => ({ low: value, high: value });

  test('of a value: difference and ratio, near within a quarter more or a fifth less, wide within √10 either way', () => {
    expect(distanceOf(155, at(310), 'count')).toEqual({ difference: -155, ratio: 0.5, within: 'wide' });
    const within = (observed: number, documented: number) => distanceOf(observed, at(documented), 'USD')?.within;
    expect([within(125, 100), within(126, 100), within(80, 100), within(79, 100)]).toEqual([
      ...['near', 'wide', 'near', 'wide'],
    ]);
    // √10 is 3.1623.
    expect([within(316, 100), within(317, 100), within(100, 316), within(100, 317)]).toEqual([
      ...['wide', 'neither', 'wide', 'neither'],
    ]);
  });

  test('of a range: none inside, else from its nearer end', () => {
    const range = { low: 480, high: 730 };
    expect(distanceOf(480, range, 'count')).toEqual({ difference: 0, ratio: 1, within: 'near' });
    expect(distanceOf(240, range, 'count')).toEqual({ difference: -240, ratio: 0.5, within: 'wide' });
    expect(distanceOf(1460, range, 'count')).toEqual({ difference: 730, ratio: 2, within: 'wide' });
  });

  test('of a bound on one side', () => {
    const bound = { low: 20, high: null };
    expect(distanceOf(50, bound, 'count')).toEqual({ difference: 0, ratio: 1, within: 'near' });
    expect(distanceOf(5, bound, 'count')).toEqual({ difference: -15, ratio: 0.25, within: 'neither' });
  });

  test('of a documented 0 there is no ratio: a share of up to 1 % counts as 0, anything else has to be 0', () => {
    expect(distanceOf(0, at(0), 'USD')).toEqual({ difference: 0, ratio: null, within: 'near' });
    expect(distanceOf(0.01, at(0), 'ratio')).toEqual({ difference: 0.01, ratio: null, within: 'near' });
    expect(distanceOf(0.011, at(0), 'ratio')?.within).toBe('neither');
    expect(distanceOf(0.001, at(0), 'USD')?.within).toBe('neither');
  });

  test('of nothing documented there is none, and of another sign no ratio', () => {
    expect(distanceOf(5, { low: null, high: null }, 'count')).toBeNull();
    expect(distanceOf(-5, at(5), 'USD')).toEqual({ difference: -10, ratio: null, within: 'neither' });
  });
});
