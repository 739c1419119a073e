import { z } from 'zod';
import { byKind, listOf, mismatch, plainNumber, section, text, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { duration, gasPrice, ratio } from '../core/quantityFields.ts';
import { knotList, timesRise } from './knotList.ts';

/** A path of points [seconds from the start, wei], rising times from 0, or the rule of EIP-1559. */
export type BaseFeeSpec = DeepReadonly<z.output<typeof baseFee>>;
/** What others want of the block space, and what they pay for it. */
export type DemandSpec = DeepReadonly<z.output<typeof demand>>;

const source = text().optional().describe('Where the figures come from; shown in the report.');

const baseFeePath = section({
  model: word('path').optional().describe('May be left out.'),
  points: knotList(gasPrice(), '[[0h, 4 gwei], [1h, 6 gwei]]').describe(
    'Pairs of time since the start and base fee; the first at 0h, times rising. Straight between, flat after the last.',
  ),
  source,
});

const eip1559 = section({
  model: word('eip1559').describe('Follows how full blocks are; needs `chain.demand`.'),
  start: gasPrice()
    .refine((fee) => fee > 0n, { error: 'must be above 0 wei' })
    .describe('Base fee of the first block, and the one at which `chain.demand.fullness` is stated.'),
  elasticity: plainNumber({ min: 0, max: 10 })
    .default(1)
    .describe('Competing demand times (base fee / start)^−elasticity; a bare number, 0: demand does not answer.'),
});

/** Base fee of the fee market: one gas price, a path, or the rule of EIP-1559. */
export const baseFee = z.union(
  [
    gasPrice().transform((fee): z.output<typeof baseFeePath> => ({ points: [[0, fee]] })),
    byKind('model', ['path', 'eip1559'], [baseFeePath, eip1559]),
  ],
  {
    error: (issue) =>
      mismatch('a gas price such as 35 gwei or a mapping with the key points or model: eip1559', issue.input),
  },
);

const fullness = z.union(
  [
    ratio({ examples: ['120%'] }).transform((share): [number, number][] => [[0, share]]),
    knotList(ratio(), '[[0h, 80%], [1h, 150%]]'),
  ],
  { error: (issue) => mismatch('a ratio such as 120% or pairs such as [[0h, 80%], [1h, 150%]]', issue.input) },
);

const tipRow = z
  .tuple([duration({ examples: ['0h', '1h30m'] }), gasPrice(), gasPrice(), gasPrice()], {
    error: (issue) => mismatch('a list of time and three gas prices', issue.input),
  })
  .superRefine(([, p35, p60, p90], context) => {
    if (p35 <= p60 && p60 <= p90) return;
    context.addIssue({ code: 'custom', message: 'percentiles must not fall: 35th, 60th, 90th' });
  });

/** Competing demand for block space. */
export const demand = section({
  fullness: fullness.describe(
    'Gas that others want of a block, as a share of its gas limit, above 100% when not all fit; a ratio, or pairs of time and ratio, straight between, flat after the last.',
  ),
  tips: listOf(tipRow, 'points such as [0h, 1 gwei, 2 gwei, 9 gwei]')
    .min(1, { error: 'expected at least one point, such as [0h, 1 gwei, 2 gwei, 9 gwei]; found an empty list' })
    .superRefine(timesRise)
    .describe(
      'Points [time, 35th, 60th, 90th percentile] of the priority fee that others pay (with `pricing: legacy`, of their gas price), weighted by gas. Straight between, flat after the last.',
    ),
  source,
});
