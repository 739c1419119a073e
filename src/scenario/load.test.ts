import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { type ExampleFolder, exampleFolder } from './exampleFolder.ts';
import { type LoadOptions, loadScenario } from './load.ts';
import { ScenarioError } from './problems.ts';

let folder: ExampleFolder;
beforeEach(() => {
  folder = exampleFolder();
});
afterEach(() => folder.remove());

type Replacement = readonly [from: string, to: string];

/** The problems of the example with these replacements, a line each. */
function problems(replacements: readonly Replacement[], options?: LoadOptions): string {
  folder.write(...replacements);
  return problemsOfFile(options);
}

function problemsOfFile(options?: LoadOptions): string {
  try {
    loadScenario(folder.file, options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const [, ...lines] = error.shortMessage.replaceAll(`${dirname(folder.file)}/`, '').split('\n');
    return lines.map((line) => line.replace(/^ {2}/, '')).join('\n');
  }
  throw new Error('the scenario was taken');
}

describe('a valid scenario', () => {
  test('is held in plain units', () => {
    const { scenario, source, path, files } = loadScenario(folder.file);
    expect({ source, path }).toEqual({ source: folder.text, path: folder.file });
    expect([...files.keys()]).toEqual(['./MyBamm.json', './momentum.ts']);
    expect(scenario.clock).toEqual({ start: 1_583_971_200, duration: 172_800, block: 13 });
    expect(scenario.chain).toMatchObject({ gasLimit: 10_000_000n, baseFee: { points: [[0, 4n * 10n ** 9n], {}, {}] } });
    expect(scenario.market.venue).toEqual({ stable: 5_000_000n * 10n ** 18n });
    expect(scenario.oracle.stable).toEqual({ deviation: 0.0025, heartbeat: 86_400, delay: 1, tip: 5n * 10n ** 9n });
    expect(scenario.agents).toMatchObject({
      borrowers: {
        debt: { kind: 'lognormal', median: 20_000, sigma: 1.1, min: 2000, max: 2_000_000 },
        bid: { tip: { kind: 'uniform', min: 1, max: 30 }, expiry: 50 },
      },
      arbitrageurs: { latency: { kind: 'constant', value: 2 }, bid: { expiry: 10 } },
      mine: { policy: 'custom', file: './momentum.ts', params: { window: 12 } },
    });
  });

  test('is frozen all the way down', () => {
    const { scenario } = loadScenario(folder.file);
    const open: string[] = [];
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(path);
      for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`);
    };
    visit(scenario, 'scenario');
    expect(open).toEqual([]);
  });

  test('needs little: the rest has defaults', () => {
    folder.writeBeside('example.yaml', MINIMAL);
    const { scenario } = loadScenario(folder.file);
    expect(scenario).toMatchObject({
      title: 'minimal',
      seed: 1,
      chain: { source: 'embedded', gasLimit: 30_000_000n, baseFee: { points: [[0, 10n ** 10n]] } },
      market: { collateral: { shocks: [] } },
      oracle: { collateral: { deviation: 0.005, heartbeat: 3600 }, stable: { deviation: 0.0025, heartbeat: 86_400 } },
      lending: { core: 'zero', minimumCollateralRatio: 1.1, criticalCollateralRatio: 1.5 },
      backstop: { kind: 'stability-pool', rewards: { apr: 0, price: 1 } },
      probes: { icrHistogram: 36, invariants: 1000, quote: 1000n * 10n ** 18n },
      thresholds: [],
    });
  });

  test('a token amount default carries the symbol of the scenario', () => {
    folder.writeBeside('example.yaml', MINIMAL.replaceAll('ZUSD', 'LUSD').replaceAll('ETH', 'RBTC'));
    expect(loadScenario(folder.file).scenario.probes.quote).toBe(1000n * 10n ** 18n);
  });
});

const MINIMAL = `
name: minimal
clock: {start: 2020-03-12T00:00:00Z, duration: 1h, block: 12s}
market:
  collateral: {symbol: ETH, process: {kind: gbm, start: 200 USD, volatility: 80%}}
  stable: {symbol: ZUSD, process: {kind: constant, price: 1 USD}}
backstop: {kind: stability-pool}
dex: {stable: 1M ZUSD}
agents: {}
`;

describe('bad values', () => {
  test('units', () => {
    const found = problems([
      ['block: 13s', 'block: 13'],
      ['10M gas', '10M'],
      ['[1h, 6 gwei]', '[1h, 6]'],
      ['[26h15m, 86 USD]', '[26h15m, 0 USD]'],
      ['change: -30%', 'change: -100%'],
      ['deviation: 0.5%', 'deviation: 0.005'],
      ['delay: 1 block', 'delay: 1'],
      ['median: 20k ZUSD', 'median: 20k LUSD'],
      ['mean: 2h', 'mean: 2 hours'],
      ['minProfit: 20 USD', 'minProfit: -1 USD'],
      ['latency: 2 blocks', 'latency: 2'],
      ['collateral: 1_000.5 ETH', 'collateral: 1_000.5 ZUSD'],
      ['start: 2020-03-12T00:00:00Z', 'start: 2020-02-30T00:00:00Z'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:9:10  clock.start: expected an instant from 2016-01-01 on such as 2020-03-12T00:00:00Z, or fork; found "2020-02-30T00:00:00Z"
      example.yaml:11:10  clock.block: expected a duration of at least 1s such as 13s; found the number 13
      example.yaml:14:13  chain.gasLimit: expected an amount of gas of at least 1_000_000 gas such as 10M gas, 30M gas; found "10M"
      example.yaml:16:33  chain.baseFee.points.1.1: expected a gas price such as 35 gwei, 1.5 gwei, 100 wei; found the number 6
      example.yaml:23:43  market.collateral.process.points.1.1: expected a price above 0 USD such as 194.61 USD, 1 USD; found "0 USD"
      example.yaml:27:28  market.collateral.shocks.0.change: expected a ratio above -100% such as -30%; found "-100%"
      example.yaml:33:28  oracle.collateral.deviation: expected a ratio above 0% and at most 100% such as 0.5%, 50bps; found the number 0.005
      example.yaml:33:57  oracle.collateral.delay: expected a number of blocks such as 1 block, 3 blocks; found the number 1
      example.yaml:52:46  agents.borrowers.debt.median: expected an amount of ZUSD such as 20M ZUSD, 2k ZUSD; found "20k LUSD"
      example.yaml:57:50  agents.borrowers.reaction.mean: expected a duration such as 2h; found "2 hours"
      example.yaml:65:16  agents.liquidators.minProfit: expected an amount of USD such as 20 USD, 20M USD; found "-1 USD"
      example.yaml:74:14  agents.arbitrageurs.latency: expected a number of blocks such as 2 blocks; found the number 2
      example.yaml:102:17  agents.mine.collateral: expected an amount of ETH such as 50 ETH, 1_000.5 ETH; found "1_000.5 ZUSD""
    `);
  });

  test('keys', () => {
    const found = problems([
      ['deviation: 0.5%', 'deviaton: 0.5%'],
      ['batch: 10', 'batsh: 10'],
      ['  maker:', '  Maker one:'],
      ['seed: 20200312', 'colour: blue'],
      ['  block: 13s\n', ''],
      ['exit: { onLoss: 5% }', 'exit: { onLos: 5% }'],
      ['window: 12', 'anything: [1, {goes: here}]'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:5:1  colour: unknown key; expected one of name, title, description, seed, trials, assumptions, clock, chain, market, oracle, lending, backstop, dex, agents, probes, thresholds, sweep
      example.yaml:8:1  clock.block: is missing; expected a duration of at least 1s such as 13s
      example.yaml:32:17  oracle.collateral.deviaton: unknown key; did you mean deviation?
      example.yaml:65:5  agents.liquidators.batsh: unknown key; did you mean batch?
      example.yaml:87:11  agents.patient.exit: expected never, {onLoss: 5%}, {after: 24h}, {herd: {share: 30%, within: 1h}}, {threshold: {tcr: 140%}}, or a list of these; found a mapping
      example.yaml:88:3  agents.Maker one: group name must match ^[a-z][a-zA-Z0-9-]*$; found "Maker one""
    `);
  });

  test('choices', () => {
    const found = problems([
      ['source: embedded', 'source: fork'],
      ['kind: knots', 'kind: knot'],
      ['distribution: exponential', 'distribution: expo'],
      ['policy: liquidator', 'policy: liquidatr'],
      ['core: zero', 'core: liquity'],
      ['symbol: ZUSD', 'symbol: ""'],
      ['policy: market-maker', 'policy: 7'],
      ['bid: { <<: *bid, expiry: 10 blocks }', 'bid: high'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:12:1  chain.url: is missing; expected an environment variable such as \${MAINNET_RPC_URL}, or a URL without a key in it
      example.yaml:12:1  chain.block: is missing; expected a whole number from 1 to 9007199254740991
      example.yaml:22:13  market.collateral.process.kind: expected one of constant, knots, csv, gbm, jump-diffusion; found "knot"; did you mean knots?
      example.yaml:29:13  market.stable.symbol: expected a token symbol such as ETH; found ""
      example.yaml:36:9  lending.core: expected zero; found "liquity"
      example.yaml:57:31  agents.borrowers.reaction.distribution: expected one of constant, uniform, lognormal, exponential; found "expo"
      example.yaml:63:13  agents.liquidators.policy: expected one of borrower, liquidator, atomic-arbitrageur, capital-arbitrageur, backstopper, market-maker, redeemer, minter, jit-depositor, keeper, flash-liquidator, existing-borrower, existing-backstopper, a file such as ./policies/mine.ts; found "liquidatr"; did you mean liquidator?
      example.yaml:75:10  agents.arbitrageurs.bid: expected a mapping with keys strategy, tip, percentile, escalating, expiry, cap; found "high"
      example.yaml:90:13  agents.maker.policy: expected one of borrower, liquidator, atomic-arbitrageur, capital-arbitrageur, backstopper, market-maker, redeemer, minter, jit-depositor, keeper, flash-liquidator, existing-borrower, existing-backstopper, a file such as ./policies/mine.ts; found the number 7"
    `);
  });

  test('values that do not go together', () => {
    const found = problems([
      ['[1h, 6 gwei], [2h30m', '[1h, 6 gwei], [1h'],
      ['[[0h, 194.61 USD]', '[[1m, 194.61 USD]'],
      ['volatility: 80%', 'interpolation: bridge'],
      ['at: 10h', 'at: 50h'],
      ['criticalCollateralRatio: 150%', 'criticalCollateralRatio: 110%'],
      ['max: 2M ZUSD', 'max: 2k ZUSD'],
      ['min: 155%', 'min: 105%'],
      ['min: 120%, max: 150%', 'min: 160%, max: 150%'],
      ['topUp: 60%', 'topUp: 50%'],
      ['class: momentum', 'class: liquidator'],
      ['agent.momentum.profit', 'agent.liquidator.profit'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:16:43  chain.baseFee.points.2.0: times must rise from point to point
      example.yaml:21:5  market.collateral.process.volatility: is missing; expected a ratio such as 80%, or interpolation: straight
      example.yaml:23:17  market.collateral.process.points.0.0: the first point must be at 0h
      example.yaml:38:28  lending.criticalCollateralRatio: must be above lending.minimumCollateralRatio (CCR > MCR), such as 150% over 110%
      example.yaml:52:87  agents.borrowers.debt.max: must not be under the median
      example.yaml:58:53  agents.borrowers.actAt.max: must not be less than min
      example.yaml:60:14  agents.borrowers.actions: shares must add up to 100%; found 90%
      example.yaml:99:12  agents.mine.class: is the name of a policy that comes with Breakwater; choose another"
    `);
  });

  test('between sections that are right in themselves', () => {
    const found = problems([
      ['minimumCollateralRatio: 110%', 'minimumCollateralRatio: 140%'],
      ['min: 155%', 'min: 135%'],
      ['target: 200%', 'target: 130%'],
      ['at: 10h', 'at: 48h'],
      ['quote: 1000 ZUSD', 'quote: 1000'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:27:15  market.collateral.shocks.0.at: is after the end of the simulated time (clock.duration)
      example.yaml:53:81  agents.borrowers.collateralRatio.min: must be above lending.minimumCollateralRatio (140%)
      example.yaml:59:13  agents.borrowers.target: must be above lending.minimumCollateralRatio (140%)
      example.yaml:107:10  probes.quote: expected an amount of ZUSD such as 1000 ZUSD; found the number 1000"
    `);
  });

  test('keys of the BAMM under another kind', () => {
    expect(problems([['kind: bamm', 'kind: none']])).toMatchInlineSnapshot(`
      "example.yaml:41:3  backstop.amplification: is only for kind: bamm
      example.yaml:42:3  backstop.fee: is only for kind: bamm
      example.yaml:43:3  backstop.maxDiscount: is only for kind: bamm
      example.yaml:44:3  backstop.artifact: is only for kind: bamm
      example.yaml:45:3  backstop.rewards: is only for kind: bamm and stability-pool"
    `);
  });

  test('too many ticks', () => {
    expect(problems([['duration: 48h', 'duration: 200d']])).toMatchInlineSnapshot(
      `"example.yaml:10:13  clock.duration: 1329231 ticks are more than 1000000; a shorter duration or a longer block is needed"`,
    );
  });

  test('thresholds', () => {
    const found = problems([
      ['badDebtRealised.final == 0 USD', 'badDebtRealised.final == 0'],
      ['solvency.tcr >= 110%', 'solvency.tcr.min >= 110%'],
      ['never backstop.discount', 'never backstop.discont'],
      ['agent.momentum.profit', 'agent.momentun.profit'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:109:5  thresholds.0: value for solvency.badDebtRealised.final: expected an amount of USD such as 0 USD, 20M USD; found "0"
      example.yaml:110:5  thresholds.1: always takes a metric without an aggregate; expected always solvency.tcr
      example.yaml:111:5  thresholds.2: unknown metric backstop.discont; did you mean backstop.discount?
      example.yaml:113:5  thresholds.4: unknown metric agent.momentun.profit; did you mean agent.momentum.profit?"
    `);
  });

  test('files that are not there', () => {
    const found = problems([
      ['./MyBamm.json', './Missing.json'],
      ['./momentum.ts', '.ts'],
      ['process: { kind: constant, price: 1 USD }', 'process: { kind: csv, file: prices.csv }'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:30:33  market.stable.process.file: cannot read the file prices.csv, relative to the scenario file
      example.yaml:44:13  backstop.artifact: cannot read the file ./Missing.json, relative to the scenario file
      example.yaml:98:13  agents.mine.policy: cannot read the file .ts, relative to the scenario file"
    `);
  });

  test('wrong shapes', () => {
    const found = problems([
      ['  venue: { stable: 5M ZUSD }', '  venue: 5M ZUSD'],
      ['    shocks:\n      - {', '    shocks:\n        {'],
      ['[0h, 4 gwei]', '[0h]'],
      ['  - Borrowers know the oracle price only.', '  - {sentence: no}'],
      ['params: { window: 12 }', 'params: 12'],
      ['count: 420', 'count: 1.5'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:7:5  assumptions.0: expected text; found a mapping
      example.yaml:16:14  chain.baseFee.points.0: expected a pair of time and value; found a list of 1
      example.yaml:27:9  market.collateral.shocks: expected a list of shocks; found a mapping
      example.yaml:31:10  market.venue: expected a mapping with keys stable, impact; found "5M ZUSD"
      example.yaml:51:12  agents.borrowers.count: expected a whole number from 0 to 100000; found the number 1.5
      example.yaml:103:13  agents.mine.params: expected a mapping; found the number 12"
    `);
  });

  test.each(['', 'just text', '- a\n- list', 'null'])('no scenario at all: %j', (text) => {
    folder.writeBeside('example.yaml', text);
    expect(problemsOfFile()).toMatch(/^example\.yaml:1:1 {2}expected a mapping with keys name, title, /);
  });
});

describe('bad YAML', () => {
  test('broken structure shows the first slip only', () => {
    expect(problems([['agents:', 'agents: [']])).toMatchInlineSnapshot(`
      "example.yaml:50:13  not valid YAML: nested mappings are not allowed in compact mappings
          50 |     policy: borrower
             |             ^"
    `);
    expect(problems([['  duration: 48h', '\tduration: 48h']])).toMatchInlineSnapshot(`
      "example.yaml:10:1  not valid YAML: tabs are not allowed as indentation
          10 | 	duration: 48h
             | ^"
    `);
  });

  test('every key that stands twice', () => {
    const found = problems([
      ['  core: zero', '  core: zero\n  core: zero'],
      ['  maker:', '  borrowers:'],
    ]);
    expect(found).toMatchInlineSnapshot(`
      "example.yaml:37:3  not valid YAML: the same key twice in one mapping
          37 |   core: zero
             |   ^
      example.yaml:90:3  not valid YAML: the same key twice in one mapping
          90 |   borrowers:
             |   ^"
    `);
  });

  test('tags and aliases that mean nothing', () => {
    expect(problems([['core: zero', 'core: !!zero zero']])).toMatchInlineSnapshot(`
      "example.yaml:36:9  not valid YAML: unresolved tag: tag:yaml.org,2002:zero
          36 |   core: !!zero zero
             |         ^"
    `);
    expect(problems([['bid: *bid', 'bid: *bib']])).toMatchInlineSnapshot(
      `
      "example.yaml:68:10  not valid YAML: there is no anchor &bib before this alias
          68 |     bid: *bib
             |          ^"
    `,
    );
  });
});

describe('overrides', () => {
  test('lie over the file, in order', () => {
    const { scenario, overrides } = loadScenario(folder.file, {
      set: [
        'agents.borrowers.count=7',
        'lending={}',
        'thresholds.1="always solvency.tcr > 1%"',
        'chain.baseFee=9 gwei',
        'chain.baseFee=8 gwei',
      ],
      seed: 42,
    });
    expect(overrides).toHaveLength(5);
    expect(scenario.seed).toBe(42);
    expect(scenario.agents).toMatchObject({ borrowers: { count: 7 } });
    expect(scenario.lending.minimumCollateralRatio).toBe(1.1);
    expect(scenario.thresholds[1]).toBe('always solvency.tcr > 1%');
    expect(scenario.chain.baseFee).toEqual({ points: [[0, 8n * 10n ** 9n]] });
  });

  test('reach into lists, and into sections that the file leaves out', () => {
    folder.write([
      'oracle:\n  collateral: { deviation: 0.5%, heartbeat: 1h, delay: 1 block, tip: 5 gwei }\n  stable: { deviation: 0.25%, heartbeat: 24h }\n',
      '',
    ]);
    const { scenario } = loadScenario(folder.file, {
      set: [
        'market.collateral.process.points.1.1=90 USD',
        'oracle.stable.tip=7 gwei',
        'thresholds.5=tx.expired.final == 0',
      ],
    });
    expect(scenario.market.collateral.process).toMatchObject({ points: [[0, 194.61], [94_500, 90], {}] });
    expect(scenario.oracle.stable).toMatchObject({ tip: 7n * 10n ** 9n, heartbeat: 86_400 });
    expect(scenario.thresholds).toHaveLength(6);
  });

  test('change one place of what an alias shares', () => {
    const { scenario } = loadScenario(folder.file, { set: ['agents.borrowers.bid.expiry=3 blocks'] });
    expect(scenario.agents).toMatchObject({ borrowers: { bid: { expiry: 3 } }, liquidators: { bid: { expiry: 50 } } });
  });

  test('that are wrong are named as the place', () => {
    const set = [
      'nonsense',
      '=1',
      'clock.block=[',
      'clock.block=13',
      'lending.criticalColateralRatio=150%',
      'agents.liquidator.count=3',
      'agents.liquidators.bid.tip=3',
      'thresholds.9=x',
      'thresholds.0=x',
      'market.stable.symbol.size=1',
      'orcale.collateral.tip=3 gwei',
      'market.venue.fee=1%',
      'agents.desks.marketFee=90%',
    ];
    expect(problems([['dex:', '# no change\ndex:']], { set, seed: -1 })).toMatchInlineSnapshot(`
      "--set nonsense  expected path=value such as lending.minimumCollateralRatio=120%
      --set =1  expected path=value such as lending.minimumCollateralRatio=120%
      --set clock.block=[  the value is not valid YAML; quote it, as in thresholds.0="never backstop.discount > 4%"
      --set agents.liquidator.count=3  agents has no liquidator; did you mean liquidators?
      --set thresholds.9=x  thresholds is a list of 5; expected a position from 0 to 5, the last to add one
      --set market.stable.symbol.size=1  market.stable.symbol holds "ZUSD", so it has no size
      --seed -1  seed: expected a whole number from 0 to 9007199254740991; found the number -1
      --set clock.block=13  clock.block: expected a duration of at least 1s such as 13s; found the number 13
      --set market.venue.fee=1%  market.venue.fee: is written with the agents who pay it, as marketFee
      --set lending.criticalColateralRatio=150%  lending.criticalColateralRatio: unknown key; did you mean criticalCollateralRatio?
      --set agents.liquidators.bid.tip=3  agents.liquidators.bid.tip: expected a gas price such as 2 gwei; found the number 3
      --set agents.desks.marketFee=90%  agents.desks.marketFee: expected a ratio from 0% to 50% such as 0.1%; found "90%"
      --set orcale.collateral.tip=3 gwei  orcale: unknown key; did you mean oracle?
      --set thresholds.0=x  thresholds.0: expected a threshold such as solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%; found "x""
    `);
  });
});

test('the message says how many, each with its place, and what to do', () => {
  folder.write(['block: 13s', 'block: 13'], ['seed: 20200312', 'seed: x']);
  const load = () => loadScenario(folder.file);
  expect(load).toThrow(UsageError);
  expect(load).toThrow(`${folder.file} is not a valid scenario: 2 problems\n  ${folder.file}:5:7  seed: expected`);
  expect(load).toThrow(/fix: ?docs\/scenario-reference\.md lists every key/);
});

test('a file that is not there, or no file', () => {
  expect(() => loadScenario('nowhere.yaml')).toThrow('cannot read scenario nowhere.yaml: there is no such file');
  expect(() => loadScenario(dirname(folder.file))).toThrow(/^cannot read scenario .*EISDIR/);
});
