import type { z } from 'zod';
import { section } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { duration, ratio, usd } from '../core/quantityFields.ts';
import { liquidityField } from './liquiditySchema.ts';

/** What trades on the outside market do to a token's price. `depth`: USD with 18 decimals, `halfLife`: seconds. */
export type ImpactSpec = DeepReadonly<z.output<typeof impact>>;

const impact = section({
  depth: usd({ examples: ['20M USD'] })
    .refine((depth) => depth > 0n, { error: 'must be above 0 USD' })
    .describe('1% market depth: value of a trade that moves the price by 1%, at the price without impact.'),
  halfLife: duration({ min: 1, examples: ['30m'] }).describe('Time in which half of the transient impact is gone.'),
  permanent: ratio({ max: 1, examples: ['20%'] })
    .prefault('0%')
    .describe('Share of the impact that stays.'),
  liquidity: liquidityField.optional(),
});

/** Impact on both tokens' prices; what is left out does not move. */
export const impactField = section({
  collateral: impact.optional().describe("What trades do to the collateral's price; default: nothing."),
  stable: impact
    .optional()
    .describe("What trades do to the stablecoin's price: with it the peg answers to demand; default: nothing."),
})
  .optional()
  .describe(
    "Price impact of the agents' trades there: the market price is the price process times what they did to it, and the oracles follow it. Default: none.",
  );
