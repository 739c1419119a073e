import type { z } from 'zod';
import { section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { cappedBidField } from './bidSchema.ts';
import { count, latency, marketFee, minProfit, settlement, startingCollateral } from './commonFields.ts';

/** `stable` and `collateral` have 18 decimals, `minProfit` USD with 18 decimals, `settlement` blocks. */
export type JitDepositorSpec = DeepReadonly<z.output<ReturnType<typeof jitDepositor>>>;

/** Those who are depositors of the BAMM for one block. */
export function jitDepositor(symbols: TokenSymbols) {
  return section({
    policy: word('jit-depositor').describe(
      'Deposits into the BAMM and withdraws again in the same block while its feed is behind a market that rose; sells the collateral that it got at the oracle price. To be before arbitrageurs it has to outbid them (`bid`). Needs a BAMM.',
    ),
    count,
    stable: tokenAmount('stable', { symbols }).describe('Own stablecoin of each at the start.'),
    collateral: startingCollateral(symbols),
    minProfit,
    marketFee,
    settlement,
    latency,
    bid: cappedBidField,
  });
}
