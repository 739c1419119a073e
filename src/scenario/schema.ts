import { z } from 'zod';
import { agentGroup } from '../agent/schema.ts';
import { integer, listOf, mismatch, section, text, textLike } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import type { TokenSymbols } from '../core/quantityFields.ts';
import { marketToken, oracleRule, venue } from '../market/schema.ts';
import { chain } from './chainSection.ts';
import { checksBetweenSections } from './crossChecks.ts';
import { backstop, clock, dex, lending, probes } from './sections.ts';
import { sweep } from './sweepSection.ts';

/** A validated scenario, frozen. Durations are seconds, ratios 1 for 100 %, amounts of tokens and USD have 18 decimals. */
export type Scenario = DeepReadonly<z.output<ReturnType<typeof scenarioSchema>>>;

const NAME = 'a name of small letters, digits and dashes such as black-thursday';
/** Trials that an ensemble may have. */
const MAX_TRIALS = 100_000;
const HEAT_MAP_COLUMNS = 144;
const GROUP_NAME = /^[a-z][a-zA-Z0-9-]*$/;

/**
 * The one schema of scenario files: types, JSON Schema and reference page come from it.
 *
 * @param symbols the scenario's own token symbols, which its amounts must carry; any are accepted when not known
 */
export function scenarioSchema(symbols: TokenSymbols = {}) {
  const groupName = z.string().regex(GROUP_NAME, {
    error: (issue) => `group name must match ${GROUP_NAME.source}; found ${JSON.stringify(issue.input)}`,
  });
  const threshold = text('a threshold such as solvency.tcr.min >= 110%').meta({
    examples: [
      'solvency.tcr.min >= 110%',
      'always solvency.tcr >= 110%',
      'never backstop.discount > 4%',
      'es95(backstop.return) >= -20%',
    ],
  });
  const sections = section({
    name: textLike({ pattern: /^[a-z0-9][a-z0-9-]*$/, expected: NAME })
      .meta({ examples: ['black-thursday'] })
      .describe('Short name; names folders of reports.'),
    title: text().optional().describe('Title of the report; default: the name.'),
    description: text().default('').describe('What is simulated, in one paragraph.'),
    seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
      .default(1)
      .describe('Seed of all random draws; `--seed` replaces it. Not part of the scenario hash.'),
    trials: integer({ min: 1, max: MAX_TRIALS })
      .default(1)
      .describe(
        'Trials, each with draws of its own that follow from the seed; `--trials` replaces it. Not part of the scenario hash.',
      ),
    assumptions: listOf(text(), 'sentences').default([]).describe('Sentences that the report prints.'),
    clock: clock.describe('Start, length and block time.'),
    chain: chain(symbols).prefault({}).describe('Chain, where its contracts come from, and its fee market.'),
    market: section({
      collateral: marketToken('ETH').describe('The token that troves are backed by.'),
      stable: marketToken('ZUSD').describe('The token that is borrowed.'),
      venue: venue(symbols)
        .optional()
        .describe(
          'Outside market where agents with own capital settle; default: it holds all the stablecoin that is borrowed and that nobody else in the model holds, and no trade moves its prices.',
        ),
    }).describe('Prices outside the chain. Agents move them only where `venue.impact` says how.'),
    oracle: section({
      collateral: oracleRule({ deviation: '0.5%', heartbeat: '1h' }).prefault({}).describe('Feed of the collateral.'),
      stable: oracleRule({ deviation: '0.25%', heartbeat: '24h' }).prefault({}).describe('Feed of the stablecoin.'),
    })
      .prefault({})
      .describe("When prices are published on chain: Chainlink's rule."),
    lending: lending.prefault({}).describe('The system that owes.'),
    backstop: backstop.describe('Who absorbs liquidations.'),
    dex: dex(symbols).describe('The on-chain market: one Uniswap v2 pool.'),
    agents: z
      .record(groupName, agentGroup(symbols), {
        error: (issue) => mismatch('a mapping from group names to groups', issue.input),
      })
      .describe('Groups of agents, by name.'),
    probes: probes(symbols).prefault({}).describe('What is observed, and how often.'),
    thresholds: listOf(threshold, 'thresholds').default([]).describe('Predicates on metrics; each gets a verdict.'),
    sweep: sweep
      .optional()
      .describe(
        'Values to run the scenario with, for `breakwater sweep`; `run` takes no notice of it. Not part of the scenario hash.',
      ),
  });
  return sections.check(...checksBetweenSections<z.output<typeof sections>>()).transform(withDerivedDefaults);
}

interface Derivable {
  readonly name: string;
  readonly title?: string | undefined;
  readonly clock: { readonly duration: number; readonly block: number };
  readonly probes: { readonly icrHistogram?: number | undefined };
}

/** Defaults that follow from other fields. */
function withDerivedDefaults<Sections extends Derivable>(scenario: Sections) {
  const { duration, block } = scenario.clock;
  const probes: Sections['probes'] & { icrHistogram: number } = {
    ...scenario.probes,
    icrHistogram: scenario.probes.icrHistogram ?? Math.ceil(duration / HEAT_MAP_COLUMNS / block) * block,
  };
  return { ...scenario, title: scenario.title ?? scenario.name, probes };
}
