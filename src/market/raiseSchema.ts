import { section } from '../core/field.ts';
import { blocks, ratio } from '../core/quantityFields.ts';

/** How a bid is raised while it waits. Step: ratio; every: blocks. */
export const raise = section({
  step: ratio({ min: 0.1, max: 10, examples: ['12.5%'] })
    .prefault('12.5%')
    .describe('Rise of tip and max fee at each replacement; nodes take none under 10%.'),
  every: blocks({ min: 1, examples: ['3 blocks'] })
    .prefault('3 blocks')
    .describe('Blocks from bid to bid.'),
});
