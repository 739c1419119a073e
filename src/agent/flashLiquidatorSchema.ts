import type { z } from 'zod';
import { section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import type { TokenSymbols } from '../core/quantityFields.ts';
import { cappedBidField } from './bidSchema.ts';
import { count, latency, minProfit, startingCollateral } from './commonFields.ts';
import { fundedBatch } from './keeperSchema.ts';

/** `collateral` has 18 decimals, `minProfit` USD with 18 decimals. */
export type FlashLiquidatorSpec = DeepReadonly<z.output<ReturnType<typeof flashLiquidator>>>;

/** Those who pay for liquidations with a loan of the DEX pool. */
export function flashLiquidator(symbols: TokenSymbols) {
  return section({
    policy: word('flash-liquidator').describe(
      'Pays the whole debt of troves with a flash swap of the DEX pool, which part of their collateral repays in the same transaction at the price that the pool gives. Only for `backstop.kind: none`.',
    ),
    count,
    collateral: startingCollateral(symbols),
    batch: fundedBatch,
    minProfit,
    latency,
    bid: cappedBidField,
  });
}
