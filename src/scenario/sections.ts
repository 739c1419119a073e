import { z } from 'zod';
import { byKind, integer, mismatch, oneOf, section, text, word } from '../core/field.ts';
import {
  blocks,
  duration,
  gasPrice,
  instant,
  price,
  ratio,
  type TokenSymbols,
  tokenAmount,
} from '../core/quantityFields.ts';
import { liquidityShape } from '../market/liquiditySchema.ts';

/** Ticks that one trial may have. */
const MAX_TICKS = 1_000_000;

const EARLIEST_START = Date.UTC(2016, 0, 1) / 1000;
/** Stands for the forked block's own time until it is known. */
export const FORK_TIME = 0;
const BACKSTOP_KINDS = ['bamm', 'deployed', 'stability-pool', 'none'] as const;

export const clock = section({
  start: z
    .union([word('fork').transform(() => FORK_TIME), instant({ from: EARLIEST_START })], {
      error: (issue) => mismatch('an instant from 2016-01-01 on such as 2020-03-12T00:00:00Z, or fork', issue.input),
    })
    .describe("Time of the first tick; `fork` follows the forked block's own by less than an hour."),
  duration: duration({ min: 1, examples: ['48h'] }).describe('Simulated time.'),
  block: duration({ min: 1, examples: ['13s'] }).describe(
    'Time between blocks, whole seconds; each block is one tick.',
  ),
}).superRefine(({ duration, block }, context) => {
  const ticks = ticksOf({ duration, block });
  if (ticks <= MAX_TICKS) return;
  const message = `${ticks} ticks are more than ${MAX_TICKS}; a shorter duration or a longer block is needed`;
  context.addIssue({ code: 'custom', path: ['duration'], message });
});

/** Blocks that the clock's duration takes; a started block counts. */
export function ticksOf({ duration, block }: { readonly duration: number; readonly block: number }): number {
  return Math.ceil(duration / block);
}

export const lending = section({
  core: word('zero')
    .default('zero')
    .describe('Lending core of the embedded chain: Sovryn Zero, of the Liquity v1 lineage. A fork brings its own.'),
  minimumCollateralRatio: ratio({ above: 1, examples: ['110%'] })
    .prefault('110%')
    .describe('MCR: troves under it are liquidated.'),
  criticalCollateralRatio: ratio({ above: 1, examples: ['150%'] })
    .prefault('150%')
    .describe('CCR: recovery mode while the whole system is under it; above the MCR.'),
  borrowingFeeFloor: ratio({ max: 1 }).prefault('0.5%').describe('Least fee on new debt.'),
  redemptionFeeFloor: ratio({ max: 1 }).prefault('0.5%').describe('Least fee on redeemed collateral.'),
}).superRefine(({ minimumCollateralRatio, criticalCollateralRatio }, context) => {
  if (criticalCollateralRatio > minimumCollateralRatio) return;
  const message = 'must be above lending.minimumCollateralRatio (CCR > MCR), such as 150% over 110%';
  context.addIssue({ code: 'custom', path: ['criticalCollateralRatio'], message });
});

const rewards = section({
  apr: ratio({ examples: ['5%'] })
    .prefault('0%')
    .describe('Reward tokens issued a year, over deposits.'),
  price: price({ examples: ['1 USD'] })
    .prefault('1 USD')
    .describe('Price at which rewards are counted.'),
})
  .prefault({})
  .describe('Reward tokens on Stability Pool deposits.');

const BAMM_ONLY = Object.fromEntries(
  ['amplification', 'fee', 'maxDiscount', 'stableCompensation', 'artifact'].map((key) => [
    key,
    'is only for kind: bamm',
  ]),
);

export const backstop = byKind('kind', BACKSTOP_KINDS, [
  section({
    kind: word('bamm').describe('The Backstop AMM sells liquidated collateral at a discount.'),
    amplification: integer({ min: 20, max: 200 })
      .default(20)
      .describe('A: how flat the discount curve is; a bare number.'),
    fee: ratio({ max: 0.01, examples: ['0.1%'] })
      .prefault('0%')
      .describe('Fee on what buyers pay.'),
    maxDiscount: ratio({ max: 1, examples: ['4%'] })
      .prefault('4%')
      .describe('Greatest discount offered.'),
    stableCompensation: oneOf(['on', 'off'])
      .optional()
      .describe(
        'Whether a stablecoin above 1 USD raises what buyers get, as since the contract of 2022 (default `on`). `off` is the rule of 2021: the same bytecode, with a feed that always answers 1 USD for the stablecoin.',
      ),
    artifact: text('a file path')
      .meta({ examples: ['./MyBamm.json'] })
      .optional()
      .describe('Own compiled BAMM (ABI and bytecode, as Hardhat or Foundry write it), relative to the scenario file.'),
    rewards,
  }),
  section(
    {
      kind: word('deployed').describe(
        'On a fork: the BAMM that the address book names, with the parameters and depositors that it has.',
      ),
    },
    {
      ...Object.fromEntries(
        ['amplification', 'fee', 'maxDiscount'].map((key) => [
          key,
          'is read from the deployed contract; change it with chain.actions',
        ]),
      ),
      stableCompensation: 'is only for kind: bamm; the deployed contract has its own feed',
      artifact: 'is only for kind: bamm',
      rewards: 'is only for kind: bamm and stability-pool',
    },
  ),
  section(
    { kind: word('stability-pool').describe('Depositors stand straight in the Stability Pool.'), rewards },
    BAMM_ONLY,
  ),
  section(
    { kind: word('none').describe('Nobody absorbs; liquidations are redistributed.') },
    {
      ...BAMM_ONLY,
      rewards: 'is only for kind: bamm and stability-pool',
    },
  ),
]);

const dexLiquidity = section({
  ...liquidityShape,
  step: ratio({ min: 0.001, max: 1, examples: ['5%'] })
    .prefault('5%')
    .describe("They act when the pool's liquidity is off the level by more than this share of what stands."),
  slippage: ratio({ max: 1, examples: ['1%'] })
    .prefault('1%')
    .describe(
      'Most that either side may fall short of what was expected when the transaction was sent; else it reverts, and they try again.',
    ),
  tip: gasPrice({ examples: ['5 gwei'] })
    .prefault('5 gwei')
    .describe('Priority fee of their transactions; with `pricing: legacy` the gas price.'),
});

export function dex(symbols: TokenSymbols) {
  return section({
    pool: oneOf(['new', 'deployed'])
      .default('new')
      .describe("`new`: a pool of the depth stated here; `deployed`: on a fork, the address book's own as it stands."),
    stable: tokenAmount('stable', { symbols })
      .optional()
      .describe('Stablecoin side of a new pool; the collateral side follows from the opening market price.'),
    liquidity: dexLiquidity
      .optional()
      .describe(
        "Only with `pool: new`: the pool's providers take liquidity out and put it back by real transactions, so that it follows this share of the opening's, at most 100%. Left out: it neither comes nor goes.",
      ),
  }).superRefine(({ pool, stable, liquidity }, context) => {
    const refuse = (message: string, path = ['stable']) => context.addIssue({ code: 'custom', path, message });
    if (pool === 'new' && stable === undefined) refuse('is missing; expected an amount such as 600k ZUSD');
    if (pool === 'deployed' && stable !== undefined) refuse('is only for a new pool; a deployed one has its own depth');
    if (liquidity === undefined) return;
    if (pool === 'deployed') refuse('is only for a new pool; the providers of a deployed one stay', ['liquidity']);
    if (pool === 'new' && stable === 0n) refuse('must be above 0 with dex.liquidity, which is a share of it');
    if (liquidity.path.some(([, share]) => share > 1)) {
      refuse('must not be above 100%: providers have no more than the pool opens with', ['liquidity', 'path']);
    }
  });
}

export function probes(symbols: TokenSymbols) {
  return section({
    icrHistogram: duration({ min: 1, examples: ['10m'] })
      .optional()
      .describe('Cadence of the ICR heat map; default: a 144th of the duration, rounded up to a block.'),
    invariants: blocks({ min: 1, examples: ['1000 blocks'] })
      .prefault('1000 blocks')
      .describe('Cadence of the full sums over troves; they are also taken at the end.'),
    quote: tokenAmount('stable', { symbols, examples: [`1000 ${symbols.stable ?? 'ZUSD'}`] })
      .prefault(`1000 ${symbols.stable ?? 'ZUSD'}`)
      .describe('Purchase for which backstop.discount is quoted.'),
  });
}
