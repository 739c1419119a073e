import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf, writtenQuantity } from './designsQuantity.ts';
import { rangeProblem, stepsOfRange, type ValueRange, valueInRange } from './designsRange.ts';

const linear = (from: string | number, to: string | number): ValueRange => ({ from, to, scale: 'linear' });
const log = (from: string | number, to: string | number): ValueRange => ({ from, to, scale: 'log' });

describe('stepsOfRange', () => {
  it('keeps the ends as written, and values of few digits exact', () => {
    expect(stepsOfRange(linear('110%', '150%'), 5)).toEqual(['110%', '120%', '130%', '140%', '150%']);
    expect(stepsOfRange(linear('-45%', '-20%'), 6)).toEqual(['-45%', '-40%', '-35%', '-30%', '-25%', '-20%']);
    expect(stepsOfRange(linear('900k ZUSD', '2M ZUSD'), 3)).toEqual(['900k ZUSD', '1.45M ZUSD', '2M ZUSD']);
    expect(stepsOfRange(linear('1_000 USD', '2_000 USD'), 3)).toEqual(['1_000 USD', '1500 USD', '2_000 USD']);
    expect(stepsOfRange(linear('0 gwei', '1 gwei'), 3)).toEqual(['0 gwei', '0.5 gwei', '1 gwei']);
    expect(stepsOfRange(linear(0.3, 0.9), 3)).toEqual([0.3, 0.6, 0.9]);
  });

  it('rounds what has no short decimal to a tenth of a step', () => {
    expect(stepsOfRange(linear('110%', '150%'), 4)).toEqual(['110%', '123%', '137%', '150%']);
    expect(stepsOfRange(linear('1%', '2%'), 4)).toEqual(['1%', '1.33%', '1.67%', '2%']);
  });

  it('gives whole numbers where there are no others', () => {
    expect(stepsOfRange(linear(20, 200), 4)).toEqual([20, 80, 140, 200]);
    expect(stepsOfRange(linear(3, 10), 3)).toEqual([3, 7, 10]);
    expect(stepsOfRange(linear('1 block', '4 blocks'), 3)).toEqual(['1 block', '3 blocks', '4 blocks']);
  });

  it('writes durations in their largest units', () => {
    expect(stepsOfRange(linear('30m', '2h'), 4)).toEqual(['30m', '1h', '1h30m', '2h']);
    expect(stepsOfRange(linear('10s', '1m'), 3)).toEqual(['10s', '35s', '1m']);
    expect(stepsOfRange(linear('1h', '1d1h'), 3)).toEqual(['1h', '13h', '1d1h']);
  });

  it('spaces a logarithmic scale by equal ratios, in three digits', () => {
    expect(stepsOfRange(log('1%', '100%'), 5)).toEqual(['1%', '3.16%', '10%', '31.6%', '100%']);
    expect(stepsOfRange(log('10k ZUSD', '1M ZUSD'), 3)).toEqual(['10k ZUSD', '100k ZUSD', '1M ZUSD']);
    expect(stepsOfRange(log(1, 1000), 4)).toEqual([1, 10, 100, 1000]);
  });
});

describe('valueInRange', () => {
  it('stays inside, keeps the unit, is near its share, and has no more digits than tell it from its neighbours', () => {
    const ends = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }));
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(ends, share, fc.integer({ min: 2, max: 200 }), ([low, span], at, points) => {
        const value = valueInRange(linear(`${low}%`, `${low + span}%`), at, points);
        const number = numberOf(writtenQuantity(value) as never);
        expect(String(value)).toMatch(/^\d+(\.\d{1,4})?%$/);
        expect(number).toBeGreaterThanOrEqual(low);
        expect(number).toBeLessThanOrEqual(low + span);
        expect(Math.abs(number - (low + at * span))).toBeLessThanOrEqual(span / points / 20 + 1e-9);
      }),
    );
  });
});

describe('rangeProblem', () => {
  it.each([
    [linear('110%', '150%'), undefined],
    [
      linear('on', 'off'),
      'a range goes between two quantities such as 110% and 150%; found "on": write its values as a list',
    ],
    [
      linear('10', '20'),
      'a range goes between two quantities such as 110% and 150%; found "10": write its values as a list',
    ],
    [linear('110%', '150bps'), 'from and to have different units: "110%", "150bps"'],
    [linear('5 ETH', '5 ZUSD'), 'from and to have different units: "5 ETH", "5 ZUSD"'],
    [linear('150%', '110%'), 'from must be less than to: 150%, 110%'],
    [log('0%', '110%'), 'scale: log needs values above zero; found 0%'],
  ])('%j', (range, message) => {
    expect(rangeProblem(range)).toBe(message);
  });
});
