import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nearestNumber,
  parseBlocks,
  parseDuration,
  parseGas,
  parseGasPrice,
  parseInstant,
  parsePrice,
  parseRatio,
  parseTokenAmount,
  parseUsd,
} from './quantity.ts';

describe('durations', () => {
  test.each([
    ['13s', 13],
    ['10m', 600],
    ['48h', 172_800],
    ['2d', 172_800],
    ['1h30m', 5400],
    ['0.5h', 1800],
    ['0h', 0],
    ['1d2h3m4s', 93_784],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each([
    '',
    '13',
    's',
    '13 s',
    '-1h',
    '1h-',
    '30m1h',
    '1h1h',
    '0.5s',
    '1,5h',
    '1e3s',
    '13sec',
    '999999999999d',
    '1w',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('ratios', () => {
  test.each([
    ['0.5%', 0.005],
    ['50bps', 0.005],
    ['110%', 1.1],
    ['-30%', -0.3],
    ['+5%', 0.05],
    ['1_000 bps', 0.1],
    ['0.07%', 0.0007],
  ])('%s is %d', (text, ratio) => {
    expect(parseRatio(text)).toBe(ratio);
  });

  test.each(['', '0.5', '%', '.5%', '5.%', '1k%', '5%%', '0,5%', '_1%'])('%j is none', (text) => {
    expect(parseRatio(text)).toBeUndefined();
  });
});

describe('gas', () => {
  test.each([
    ['35 gwei', 35_000_000_000n],
    ['1.5 gwei', 1_500_000_000n],
    ['0.000000001 gwei', 1n],
    ['100 wei', 100n],
    ['100wei', 100n],
  ])('%s is %d wei', (text, wei) => {
    expect(parseGasPrice(text)).toBe(wei);
  });

  test.each(['35', '-1 gwei', '0.5 wei', '0.0000000001 gwei', '1 ether', '35 Gwei'])('%j is no gas price', (text) => {
    expect(parseGasPrice(text)).toBeUndefined();
  });

  test.each([
    ['10M gas', 10_000_000n],
    ['21_000 gas', 21_000n],
    ['1.5k gas', 1500n],
  ])('%s is %d gas', (text, gas) => {
    expect(parseGas(text)).toBe(gas);
  });

  test.each(['10M', '1.5 gas', '-1 gas'])('%j is no gas', (text) => {
    expect(parseGas(text)).toBeUndefined();
  });
});

describe('blocks', () => {
  test.each([
    ['1 block', 1],
    ['3 blocks', 3],
    ['1_000 blocks', 1000],
    ['0 blocks', 0],
  ])('%s is %d', (text, blocks) => {
    expect(parseBlocks(text)).toBe(blocks);
  });

  test.each(['3', '1.5 blocks', '-1 blocks', '3 Blocks', '99999999999999999999 blocks'])('%j is none', (text) => {
    expect(parseBlocks(text)).toBeUndefined();
  });
});

describe('amounts', () => {
  test.each([
    ['20M ZUSD', 20_000_000n * 10n ** 18n, 'ZUSD'],
    ['2k ZUSD', 2000n * 10n ** 18n, 'ZUSD'],
    ['1.5B ZUSD', 1_500_000_000n * 10n ** 18n, 'ZUSD'],
    ['1_000.5 ETH', 1_000_500_000_000_000_000_000n, 'ETH'],
    ['0.000000000000000001 ETH', 1n, 'ETH'],
    ['0.0000000000000000010 ETH', 1n, 'ETH'],
    ['-5 ZUSD', -5n * 10n ** 18n, 'ZUSD'],
    ['2 k', 2n * 10n ** 18n, 'k'],
  ])('%s', (text, amount, symbol) => {
    expect(parseTokenAmount(text)).toEqual({ amount, symbol });
  });

  test.each([
    '20M',
    '20MZUSD',
    '20 M ZUSD',
    'ZUSD',
    '1e6 ZUSD',
    '1__0 ETH',
    '0.0000000000000000001 ETH',
    '5 ETH ',
    '1,000 ETH',
  ])('%j is none', (text) => {
    expect(parseTokenAmount(text)).toBeUndefined();
  });

  test('USD amounts take no other symbol', () => {
    expect(parseUsd('194.61 USD')).toBe(194_610_000_000_000_000_000n);
    expect(parseUsd('-5 USD')).toBe(-5n * 10n ** 18n);
    expect(parseUsd('5 ZUSD')).toBeUndefined();
    expect(parseUsd('5')).toBeUndefined();
  });

  test('are exact at any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (amount) => {
        const digits = amount.toString().padStart(19, '0');
        const text = `${digits.slice(0, -18)}.${digits.slice(-18)} ETH`;
        expect(parseTokenAmount(text)).toEqual({ amount, symbol: 'ETH' });
      }),
    );
  });

  test('a suffix is only a shorter spelling', () => {
    const suffixes = [
      ['', 1],
      ['k', 1e3],
      ['M', 1e6],
      ['B', 1e9],
    ] as const;
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...suffixes), (count, [suffix, factor]) => {
        expect(parseUsd(`${count}${suffix} USD`)).toBe(BigInt(count) * BigInt(factor) * 10n ** 18n);
      }),
    );
  });

  test('come back as the nearest double', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const written = Number(value.toPrecision(12)).toFixed(18);
        expect(nearestNumber(parseUsd(`${written} USD`) ?? 0n, 18)).toBe(Number(written));
      }),
    );
  });
});

describe('prices', () => {
  test.each([
    ['194.61 USD', 194.61],
    ['2k USD', 2000],
    ['0.000001 USD', 0.000001],
  ])('%s', (text, price) => {
    expect(parsePrice(text)).toBe(price);
  });

  test.each(['0 USD', '-1 USD', '0.0 USD', '194.61', '194.61 EUR'])('%j is none', (text) => {
    expect(parsePrice(text)).toBeUndefined();
  });
});

describe('instants', () => {
  test.each([
    ['2020-03-12T00:00:00Z', 1_583_971_200],
    ['2020-03-12T02:00:00+02:00', 1_583_971_200],
    ['2020-02-29T23:59:59Z', 1_583_020_799],
  ])('%s', (text, seconds) => {
    expect(parseInstant(text)).toBe(seconds);
  });

  test.each([
    '2020-03-12',
    '2020-03-12T00:00:00',
    '2020-03-12 00:00:00Z',
    '2020-02-30T00:00:00Z',
    '2019-02-29T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2020-03-12T25:00:00Z',
    '2020-03-12T24:00:00Z',
    '2020-03-12T00:00:00.5Z',
    '1583971200',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

test('no parser throws, and none takes a bare number', () => {
  const parsers = [
    parseDuration,
    parseRatio,
    parseGasPrice,
    parseGas,
    parseBlocks,
    parseTokenAmount,
    parseUsd,
    parsePrice,
  ];
  const anything = fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9._kMB]{0,8} ?[%a-zA-Z]{0,6}$/));
  fc.assert(
    fc.property(anything, fc.constantFrom(...parsers, parseInstant), (text, parse) => {
      expect(() => parse(text)).not.toThrow();
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.constantFrom(...parsers), (value, parse) => {
      expect(parse(String(value))).toBeUndefined();
    }),
  );
});
