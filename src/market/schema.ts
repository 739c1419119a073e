import type { z } from 'zod';
import { byKind, listOf, oneOf, plainNumber, section, text, textLike, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { blocks, duration, gasPrice, price, ratio, type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { faults } from './faultSchema.ts';
import { impactField } from './impactSchema.ts';
import { knotList } from './knotList.ts';
import { raise } from './raiseSchema.ts';

/** Seeded generator of a token's market price in USD. Times are seconds from the clock's start, rates per year. */
export type PriceProcessSpec = DeepReadonly<z.output<typeof priceProcess>>;
export type ShockSpec = DeepReadonly<z.output<typeof shock>>;
export type OracleRuleSpec = DeepReadonly<z.output<ReturnType<typeof oracleRule>>>;
export type VenueSpec = DeepReadonly<z.output<ReturnType<typeof venue>>>;

const PROCESSES = ['constant', 'knots', 'csv', 'gbm', 'jump-diffusion'] as const;

/** What follows the number in an amount. */
export const TOKEN_SYMBOL = /^[A-Za-z][A-Za-z0-9]*$/;

const volatility = ratio({ examples: ['80%'] });
const drift = ratio({ examples: ['0%', '-20%'], min: Number.NEGATIVE_INFINITY });
const startPrice = price().describe('Price at the start.');
const bridgeVolatility = volatility
  .optional()
  .describe('Annualised volatility of the bridge between points; needed by `bridge`, unused by `straight`.');

const constant = section({
  kind: word('constant'),
  price: price().describe('The price throughout.'),
});

const knots = section({
  kind: word('knots'),
  points: knotList(price(), '[[0h, 194.61 USD], [26h15m, 86 USD]]').describe(
    'Pairs of time since the start and price; the first at 0h, times rising. After the last one the price stays.',
  ),
  interpolation: oneOf(['bridge', 'straight'])
    .default('bridge')
    .describe('Between points: a seeded Brownian bridge in the logarithm of the price, or straight lines.'),
  volatility: bridgeVolatility,
  source: text().optional().describe('Where the figures come from; shown in the report.'),
}).superRefine(needsVolatility);

const csv = section({
  kind: word('csv'),
  file: text('a file path').describe('CSV file with a header, relative to the scenario file. It must cover the clock.'),
  time: text().default('timestamp').describe('Column of times: ISO instants with a zone or Unix seconds, rising.'),
  price: text().default('price').describe('Column of prices in USD.'),
  interpolation: oneOf(['bridge', 'straight'])
    .default('straight')
    .describe('Between rows: a seeded Brownian bridge, or straight lines.'),
  volatility: bridgeVolatility,
  maxGap: duration({ min: 1, examples: ['30m'] })
    .optional()
    .describe('Longest time between two rows; a longer one is an error. Default: three times the median step.'),
  source: text().optional().describe('Where the figures come from; shown in the report.'),
}).superRefine(needsVolatility);

const gbm = section({
  kind: word('gbm'),
  start: startPrice,
  drift: drift.prefault('0%').describe('Growth of the expected price per year.'),
  volatility: volatility.describe('Standard deviation of the logarithm of the price over a year.'),
});

const jumpDiffusion = section({
  kind: word('jump-diffusion'),
  start: startPrice,
  drift: drift.prefault('0%').describe('Growth per year of the diffusion, jumps apart.'),
  volatility: volatility.describe('Annualised volatility of the diffusion, jumps apart.'),
  jumps: section({
    perDay: plainNumber({ min: 0, max: 10_000 }).describe('Expected jumps a day; a bare number.'),
    mean: ratio({ above: -1, examples: ['-5%'] }).describe('Median relative size of a jump.'),
    deviation: ratio({ examples: ['3%'] }).describe('Standard deviation of the logarithm of a jump.'),
  }).describe("Merton's jumps: Poisson arrivals, log-normal sizes."),
});

const priceProcess = byKind('kind', PROCESSES, [constant, knots, csv, gbm, jumpDiffusion]);

const shock = section({
  at: duration({ examples: ['10h'] }).describe('Time since the start at which it begins.'),
  change: ratio({ above: -1, examples: ['-30%'] }).describe('Relative change laid over the path.'),
  over: duration({ examples: ['5m'] })
    .prefault('0s')
    .describe('Time over which it builds up; 0s is at once, in the first block at or after `at`.'),
  recover: section({
    over: duration({ examples: ['2h'] }).describe('Time that the recovery takes, from the end of the fall.'),
    share: ratio({ max: 1, examples: ['50%'] })
      .prefault('100%')
      .describe('Share of the change that is undone.'),
  })
    .optional()
    .describe('How the change is undone; default: it stays.'),
});

const shocks = listOf(shock, 'shocks').prefault([]).describe('Scheduled changes; each multiplies the path.');

/** One token of the market: its symbol, its price process and the shocks over it. */
export function marketToken(example: string) {
  return section({
    symbol: textLike({ pattern: TOKEN_SYMBOL, expected: 'a token symbol such as ETH' })
      .meta({ examples: [example] })
      .describe('Symbol that amounts of this token carry in this file.'),
    process: priceProcess.describe('Price in USD over time.'),
    shocks,
  });
}

/** The outside market where agents with own capital settle. What a trade there costs stands with those who pay it. */
export function venue(symbols: TokenSymbols) {
  return section(
    {
      stable: tokenAmount('stable', { symbols })
        .optional()
        .describe(
          'Stablecoin for sale there in all, once sold out, no more; default: all that is borrowed and that nobody else in the model holds.',
        ),
      impact: impactField,
    },
    { fee: 'is written with the agents who pay it, as marketFee' },
  );
}

/** Chainlink's rule: publish on deviation or heartbeat, after a delay. */
export function oracleRule(defaults: { readonly deviation: string; readonly heartbeat: string }) {
  return section({
    deviation: ratio({ above: 0, max: 1 })
      .prefault(defaults.deviation)
      .describe('Distance of the market from the answer on chain that triggers a new one.'),
    heartbeat: duration({ min: 1, examples: ['1h', '24h'] })
      .prefault(defaults.heartbeat)
      .describe('Longest time without a new answer.'),
    delay: blocks().prefault('1 block').describe('From the trigger to sending the update.'),
    tip: gasPrice({ examples: ['5 gwei'] })
      .prefault('5 gwei')
      .describe('Priority fee of the update.'),
    raise: raise
      .optional()
      .describe('Replaces an update that waits at a higher fee; default: it waits at its first bid.'),
    faults: faults.optional().describe('Scheduled faults of the feed; default: none.'),
  });
}

function needsVolatility(
  process: { readonly interpolation: 'bridge' | 'straight'; readonly volatility?: number | undefined },
  context: z.core.$RefinementCtx,
): void {
  if (process.interpolation !== 'bridge' || process.volatility !== undefined) return;
  const message = 'is missing; expected a ratio such as 80%, or interpolation: straight';
  context.addIssue({ code: 'custom', path: ['volatility'], message });
}
