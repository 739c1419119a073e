import type { z } from 'zod';
import { integer, section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { cappedBidField } from './bidSchema.ts';
import { count, latency, marketFee, minProfit, settlement, startingCollateral } from './commonFields.ts';

/** `stable` and `collateral` have 18 decimals, `minProfit` USD with 18 decimals, `settlement` blocks. */
export type KeeperSpec = DeepReadonly<z.output<ReturnType<typeof keeper>>>;

/** Most troves that fit into one funded liquidation: each takes up to 200 000 gas. */
export const fundedBatch = integer({ min: 1, max: 100 }).default(10).describe('Most troves in one transaction.');

/** Those who pay for liquidations with stablecoin of their own. */
export function keeper(symbols: TokenSymbols) {
  return section({
    policy: word('keeper').describe(
      'Pays the whole debt of troves with its own stablecoin, takes their collateral and sells it on the outside market; until that settles its capital is bound. Only for `backstop.kind: none`.',
    ),
    count,
    stable: tokenAmount('stable', { symbols }).describe('Own stablecoin of each at the start.'),
    collateral: startingCollateral(symbols),
    batch: fundedBatch,
    minProfit,
    marketFee,
    settlement,
    latency,
    bid: cappedBidField,
  });
}
