import { z } from 'zod';
import { mismatch, plainNumber, section } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { duration, ratio } from '../core/quantityFields.ts';
import { knotList } from './knotList.ts';

/** How deep a market is over time, against what is stated for it. */
export type LiquiditySpec = DeepReadonly<z.output<typeof liquidityField>>;
/** How depth answers to volatility. */
export type EvaporationSpec = NonNullable<LiquiditySpec['evaporation']>;

/** Least share that can be stated: a market without any depth has no price. */
const LEAST = 0.0001;
const MOST = 10;

const share = (examples: [string, ...string[]]) => ratio({ min: LEAST, max: MOST, examples });

const path = z.union(
  [
    share(['100%']).transform((whole): [number, number][] => [[0, whole]]),
    knotList(share(['100%', '40%']), '[[0h, 100%], [6h, 40%]]'),
  ],
  {
    error: (issue) =>
      mismatch('a ratio from 0.01% to 1000% such as 100%, or pairs such as [[0h, 100%], [6h, 40%]]', issue.input),
  },
);

const evaporation = section({
  reference: ratio({ above: 0, examples: ['80%'] }).describe(
    'Annualised volatility of the collateral up to which depth is whole.',
  ),
  elasticity: plainNumber({ min: 0, max: 3 })
    .default(1)
    .describe(
      'Depth goes with (reference / volatility)^elasticity above the reference: at 1, twice the volatility is half the depth; a bare number, 0: depth does not answer.',
    ),
  halfLife: duration({ min: 1, examples: ['1h'] })
    .prefault('1h')
    .describe('Time in which the weight of a past return in the volatility halves.'),
  floor: ratio({ min: LEAST, max: 1, examples: ['5%'] })
    .prefault('5%')
    .describe('Least share of the depth that stays, whatever the volatility.'),
});

/** Keys of a level of liquidity, for a section that has more of its own. */
export const liquidityShape = {
  path: path
    .prefault('100%')
    .describe(
      'Share of the stated depth that is there; a ratio, or pairs of time since the start and ratio, straight between, flat after the last.',
    ),
  evaporation: evaporation
    .optional()
    .describe(
      "Depth that falls as the realised volatility of the collateral's price process rises, on top of the path: a modelling choice, see docs/liquidity.md. Left out: depth follows the path alone.",
    ),
};

/** A level of liquidity: a path, and an answer to volatility. */
export const liquidityField = section(liquidityShape).describe(
  'How much of the stated depth is there over time; default: all of it.',
);
