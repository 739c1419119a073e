import type { z } from 'zod';
import { distribution } from '../core/distributionSpec.ts';
import { oneOf, section } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { nearestNumber } from '../core/quantity.ts';
import { blocks, gasPrice, ratio } from '../core/quantityFields.ts';
import { raise } from '../market/raiseSchema.ts';

/** How a group bids; `cap` only in the groups that know what they expect to earn. */
export type BidSpec = DeepReadonly<z.output<typeof cappedBid>>;

const strategy = oneOf(['fixed', 'percentile', 'escalating'])
  .optional()
  .describe(
    '`fixed` (default): `tip`, once. `percentile`: what the market pays at `percentile` when it sends. `escalating`: begins with `percentile` if given, else with `tip`, and replaces what waits at a higher fee.',
  );

const fields = {
  strategy,
  tip: distribution(gasPrice({ examples: ['2 gwei'] }).transform((wei) => nearestNumber(wei, 9)))
    .prefault('2 gwei')
    .describe('Priority fee offered, drawn for each transaction; with `pricing: legacy` the gas price.'),
  percentile: ratio({ max: 0.999, examples: ['75%'] })
    .optional()
    .describe('Percentile of the tips that others pay at the moment; needs `chain.demand`.'),
  escalating: raise.optional().describe('Steps of `strategy: escalating`; default 12.5% every 3 blocks.'),
  expiry: blocks({ min: 1, examples: ['50 blocks'] })
    .prefault('50 blocks')
    .describe('A transaction that waited this long is given up.'),
};

const cap = ratio({ above: 0, max: 1, examples: ['50%'] })
  .optional()
  .describe(
    'Most that it pays for gas, as a share of the profit that it expects before gas: fees per gas times the gas that it typically uses. Default: no cap of its own.',
  );

const cappedBid = section({ ...fields, cap }).superRefine(checkStrategy);
const bid = section(fields, {
  cap: 'is only for liquidators and arbitrageurs, who know what they expect to earn',
}).superRefine(checkStrategy);

const ABOUT = 'What the agents offer for inclusion in a block.';

/** Of groups that act for other reasons than the profit of the transaction. */
export const bidField = bid.prefault({}).describe(ABOUT);
/** Of liquidators and arbitrageurs. */
export const cappedBidField = cappedBid.prefault({}).describe(ABOUT);

interface Strategy {
  readonly strategy?: 'fixed' | 'percentile' | 'escalating' | undefined;
  readonly percentile?: number | undefined;
  readonly escalating?: object | undefined;
}

function checkStrategy({ strategy = 'fixed', percentile, escalating }: Strategy, context: z.core.$RefinementCtx): void {
  const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  if (strategy === 'percentile' && percentile === undefined) {
    refuse('percentile', 'is missing; expected a ratio such as 75%');
  }
  if (strategy === 'fixed' && percentile !== undefined) {
    refuse('percentile', 'is only for strategy: percentile and escalating');
  }
  if (strategy !== 'escalating' && escalating !== undefined) {
    refuse('escalating', 'is only for strategy: escalating');
  }
}
