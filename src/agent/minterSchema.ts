import type { z } from 'zod';
import { section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { price, ratio, type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { cappedBidField } from './bidSchema.ts';
import { count, latency, marketFee, minProfit, settlement } from './commonFields.ts';

/** `collateralRatio` 2 is 200 %, `closeAt` USD, `minProfit` USD with 18 decimals. */
export type MinterSpec = DeepReadonly<z.output<ReturnType<typeof minter>>>;

/** Those who lend themselves stablecoin while it is dear. */
export function minter(symbols: TokenSymbols) {
  return section({
    policy: word('minter'),
    count,
    collateral: tokenAmount('collateral', { symbols }).describe('Own collateral of each at the start, gas included.'),
    collateralRatio: ratio({ above: 1, examples: ['200%'] })
      .prefault('200%')
      .describe('ICR at the oracle price at which it mints; it does not defend it afterwards.'),
    minProfit,
    closeAt: price({ examples: ['1 USD'] })
      .prefault('1 USD')
      .describe('Market price of the stablecoin at or under which it buys back what it owes, and closes.'),
    marketFee,
    settlement,
    latency,
    bid: cappedBidField,
  });
}
