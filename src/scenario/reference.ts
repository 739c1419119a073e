import type { z } from 'zod';
import { BUILT_IN_POLICIES } from '../agent/schema.ts';
import { metricCatalogue } from '../metric/catalogue.ts';
import { THRESHOLD_AGGREGATES, THRESHOLD_OPERATORS } from '../metric/threshold.ts';
import { thresholdValueForm } from '../metric/thresholdValue.ts';
import { scenarioJsonSchema } from './jsonSchema.ts';
import { keyTables, table } from './referenceTables.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The reference page of scenario files in Markdown: every key with type, default, example and meaning. */
export function scenarioReference(): string {
  const schema = scenarioJsonSchema();
  const sections = Object.entries(schema.properties ?? {}).filter(([, section]) => hasParts(section as JsonSchema));
  const single = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([, section]) => !hasParts(section as JsonSchema)),
  );
  const seen = new Map<string, string>();
  const parts = [
    INTRODUCTION,
    '## Top level',
    ...keyTables({ path: '', schema: { ...schema, properties: single }, seen }),
    ...sections.flatMap(([name, section]) => {
      const { description = '' } = section as JsonSchema;
      return [`## ${name}`, description, ...keyTables({ path: name, schema: section as JsonSchema, seen })];
    }),
    thresholdGuide(),
    metricTable(),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const INTRODUCTION = `# Scenario reference

<!-- Generated from the schema by src/scenario/writeDocs.ts: change it there. -->

A scenario is one YAML 1.2 file. Unknown keys, wrong units and impossible values are errors: all of them are reported at
once, each with \`file:line:column\`, before anything starts. Put this line on top, with the path to the schema, and
editors complete and check as you type:

\`\`\`yaml
# yaml-language-server: $schema=../docs/scenario.schema.json
\`\`\`

\`--set path=value\` lays a value over the file: a dotted path, positions in lists as numbers, the value in YAML, as in
\`--set lending.minimumCollateralRatio=120%\` or \`--set agents.borrowers.count=500\`. \`--without <class>\` sets the
count of all groups of a class to 0, as in \`--without liquidator\`. Anchors (\`&bid\`), aliases (\`*bid\`) and
merge keys (\`<<: *bid\`) work. Files are named relative to the scenario file.

The scenario's hash covers its validated content and that of the files it names; comments, order of keys, spelling of
units, the seed and the number of trials don't count.

## Units

A number that has a unit carries it. Digits may be grouped with \`_\`; amounts take \`k\`, \`M\` or \`B\` right after the number.

${table(
  ['Type', 'Written as', 'Notes'],
  [
    ['duration', '`13s`, `10m`, `48h`, `2d`, `1h30m`', 'whole seconds; larger units first'],
    ['ratio', '`0.5%`, `50bps`, `-30%`', ''],
    ['gas price', '`35 gwei`, `1.5 gwei`, `100 wei`', ''],
    ['gas', '`10M gas`, `21_000 gas`', ''],
    ['blocks', '`1 block`, `3 blocks`', ''],
    [
      'amount of collateral, of stablecoin',
      '`50 ETH`, `20M ZUSD`, `1_000.5 ETH`',
      "the symbol is the scenario's own (`market.*.symbol`); up to 18 decimals, exact",
    ],
    ['USD', '`20 USD`, `20M USD`', 'up to 18 decimals, exact'],
    ['price in USD', '`194.61 USD`', 'USD for one token, above zero'],
    ['instant', '`2020-03-12T00:00:00Z`', 'whole seconds, with a zone'],
  ],
)}

Where a table says _distribution of_ something, a bare quantity (\`latency: 2 blocks\`) is the same for all, or:

${table(
  ['Distribution', 'Keys', 'Draws'],
  [
    ['`constant`', '`value`', 'always the value'],
    ['`uniform`', '`min`, `max`', 'anything between, equally likely'],
    [
      '`lognormal`',
      '`median`, `sigma`, `min`, `max`',
      'the logarithm is normal with deviation `sigma` (a bare number); clamped to the bounds',
    ],
    ['`exponential`', '`mean`, `max` (optional)', 'clamped to `max`'],
  ],
)}

\`\`\`yaml
debt: { distribution: lognormal, median: 20k ZUSD, sigma: 1.1, min: 2k ZUSD, max: 2M ZUSD }
\`\`\``;

/** Sections get a heading of their own; plain fields share one table. */
function hasParts(schema: JsonSchema): boolean {
  return schema.type === 'object' || schema.oneOf !== undefined || schema.anyOf !== undefined;
}

function thresholdGuide(): string {
  const units = ['ratio', 'USD', 'ETH', 'seconds', 'blocks', 'gwei', 'count', 'boolean'];
  return `## Thresholds

${table(
  ['Form', 'Holds if'],
  [
    ['`<metric>.<aggregate> <op> <value>`', "the aggregate over the trial's time compares so"],
    ['`always <metric> <op> <value>`', 'every sample compares so'],
    ['`never <metric> <op> <value>`', 'no sample compares so'],
  ],
)}

Operators: ${code(THRESHOLD_OPERATORS)}. Aggregates: ${code(THRESHOLD_AGGREGATES)}; \`count\` is the number of samples, a bare whole
number. A metric without a sample makes its threshold inconclusive, never passed. Quote a threshold that YAML would
misread, such as one with \`: \` or \` #\` in it.

With \`trials\` above 1 each of these must hold in every trial. Thresholds over all trials are:

${table(
  ['Form', 'What is compared'],
  [
    ['`mean(<metric>.<aggregate>) <op> <value>`', 'the mean over trials'],
    [
      '`p95(<metric>.<aggregate>) <op> <value>`',
      'the value that 95 % of trials are not above; any share above 0 and under 100',
    ],
    [
      '`var95(<metric>.<aggregate>) <op> <value>`',
      'the value that 5 % of trials are beyond at the bad end: p95 where high is bad, p5 where low is (ratios of cover, returns, profits, prices)',
    ],
    [
      '`es95(<metric>.<aggregate>) <op> <value>`',
      "the mean of the 5 % of trials at the bad end, in the metric's own sign",
    ],
    ['`probability(<threshold of one trial>) <op> <ratio>`', 'the share of trials in which it holds'],
  ],
)}

Without an aggregate a gauge or counter is taken at the end. They are judged by the 95 % interval of the figure: passed or
failed if all of it is on one side of the value, inconclusive if it straddles it. See
[\`ensembles.md\`](ensembles.md). In a run of one trial they are inconclusive.

The value is written in the metric's unit:

${table(
  ['Unit', 'Value'],
  units.map((unit) => [unit === 'ETH' ? 'a token' : unit, thresholdValueForm(unit)]),
)}`;
}

function metricTable(): string {
  const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: ['<class>'] });
  return `### Metrics

Symbols are the scenario's own; ETH and ZUSD stand for them here. Classes are ${code(BUILT_IN_POLICIES)} and the
\`class\` of own policies. A gauge is a level at each tick, a counter a total so far, a trend has a sample for each event.

${table(
  ['Metric', 'Unit', 'Kind', 'What it is'],
  [...catalogue.values()].map(({ name, unit, kind, definition }) => [`\`${name}\``, unit, kind, definition]),
)}`;
}

function code(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
