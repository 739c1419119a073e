import { expect, test } from 'vitest';
import type { z } from 'zod';
import {
  blocks,
  duration,
  formatRatio,
  gasAmount,
  gasPrice,
  instant,
  price,
  ratio,
  tokenAmount,
  usd,
} from './quantityFields.ts';

test('what a field says of a wrong value', () => {
  const symbols = { collateral: 'ETH', stable: 'ZUSD' };
  const messages = [
    says(duration(), 13),
    says(duration({ min: 1 }), '0s'),
    says(duration(), undefined),
    says(ratio(), 0.005),
    says(ratio({ max: 1 }), '101%'),
    says(ratio({ above: 1, examples: ['110%'] }), '100%'),
    says(ratio({ above: 0, max: 1 }), '0%'),
    says(gasPrice(), '35'),
    says(gasAmount({ min: 1_000_000n }), '5 gas'),
    says(blocks(), 2),
    says(blocks({ min: 1 }), '0 blocks'),
    says(tokenAmount('stable', { symbols }), '20M LUSD'),
    says(tokenAmount('collateral', { symbols }), '-1 ETH'),
    says(tokenAmount('stable'), '20M'),
    says(usd(), '-5 USD'),
    says(price(), '0 USD'),
    says(instant({ from: Date.UTC(2016, 0, 1) / 1000 }), '2015-12-31T00:00:00Z'),
    says(duration(), null),
    says(duration(), ['1h']),
    says(duration(), { h: 1 }),
    says(duration(), true),
  ];
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "expected a duration such as 13s, 10m, 48h; found the number 13
    expected a duration of at least 1s such as 13s, 10m, 48h; found "0s"
    is missing; expected a duration such as 13s, 10m, 48h
    expected a ratio such as 0.5%, 50bps; found the number 0.005
    expected a ratio from 0% to 100% such as 0.5%, 50bps; found "101%"
    expected a ratio above 100% such as 110%; found "100%"
    expected a ratio above 0% and at most 100% such as 0.5%, 50bps; found "0%"
    expected a gas price such as 35 gwei, 1.5 gwei, 100 wei; found "35"
    expected an amount of gas of at least 1_000_000 gas such as 10M gas; found "5 gas"
    expected a number of blocks such as 1 block, 3 blocks; found the number 2
    expected a number of blocks of at least 1 block such as 1 block, 3 blocks; found "0 blocks"
    expected an amount of ZUSD such as 20M ZUSD, 2k ZUSD; found "20M LUSD"
    expected an amount of ETH such as 50 ETH, 1_000.5 ETH; found "-1 ETH"
    expected an amount with the symbol of its token such as 20M ZUSD, 2k ZUSD; found "20M"
    expected an amount of USD such as 20 USD, 20M USD; found "-5 USD"
    expected a price above 0 USD such as 194.61 USD, 1 USD; found "0 USD"
    expected an instant from 2016-01-01 on such as 2020-03-12T00:00:00Z; found "2015-12-31T00:00:00Z"
    expected a duration such as 13s, 10m, 48h; found nothing
    expected a duration such as 13s, 10m, 48h; found a list
    expected a duration such as 13s, 10m, 48h; found a mapping
    expected a duration such as 13s, 10m, 48h; found true"
  `);
});

test('a token amount takes any symbol while the scenario has none', () => {
  expect(tokenAmount('stable').parse('1 LUSD')).toBe(10n ** 18n);
});

test('every example of a field is valid for it', () => {
  const fields = [
    duration(),
    ratio(),
    gasPrice(),
    gasAmount(),
    blocks(),
    tokenAmount('stable'),
    usd(),
    price(),
    instant(),
  ];
  for (const field of fields) {
    const { examples } = field.def.in.meta() as { examples: string[] };
    for (const example of examples) expect(field.safeParse(example).success, example).toBe(true);
  }
});

test('ratios are shown as percentages', () => {
  expect([0.005, 1.1, -0.3, 0.07].map(formatRatio)).toEqual(['0.5%', '110%', '-30%', '7%']);
});

function says(field: z.ZodType, input: unknown): string | undefined {
  return field.safeParse(input).error?.issues[0]?.message;
}
