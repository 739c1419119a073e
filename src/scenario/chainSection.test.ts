import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExampleFolder, exampleFolder } from './exampleFolder.ts';
import { loadScenario } from './load.ts';
import { ScenarioError } from './problems.ts';

let folder: ExampleFolder;
beforeEach(() => {
  folder = exampleFolder();
  folder.write();
});
afterEach(() => folder.remove());

const FORK = [
  'chain.source=fork',
  'chain.url=${RPC}',
  'chain.block=19500000',
  'chain.book=liquity',
  'clock.start=fork',
];
/** What the example has that a fork has not. */
const FITTING = ['backstop={kind: deployed}'];

const load = (...set: string[]) => loadScenario(folder.file, { set });

function problems(...set: string[]): string {
  try {
    load(...set);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const [, ...lines] = error.shortMessage.replaceAll(`${dirname(folder.file)}/`, '').split('\n');
    return lines.map((line) => line.trim()).join('\n');
  }
  return '';
}

describe('chain.source: fork', () => {
  test('holds the endpoint as written, and the defaults', () => {
    const { scenario } = load(...FORK, ...FITTING);
    expect(scenario.chain).toMatchObject({
      ...{ source: 'fork', url: '${RPC}', block: 19_500_000, chainId: 1, book: 'liquity', holders: [], actions: [] },
      retry: { attempts: 6, timeout: 30 },
    });
  });

  test('needs an endpoint and a block', () => {
    const found = problems('chain.source=fork', ...FITTING);
    expect(found).toContain('chain.url: is missing');
    expect(found).toContain('chain.block: is missing');
  });

  test.each([
    'https://user:word@eth.example/',
    'https://eth.example/v2/a1b2c3d4e5f6a7b8c9d0',
    'https://eth.example/?apikey=short1',
  ])('refuses a URL with a key, says what to do instead, and does not repeat it: %s', (url) => {
    const found = problems(...FORK, ...FITTING, `chain.url=${url}`);
    expect(found).toContain('holds what looks like a key');
    expect(found).toContain('environment variable');
    expect(found).not.toContain('a1b2c3');
    expect(found).not.toContain('user:word');
    expect(found).not.toContain('short1');
  });

  test('takes a URL without one', () => {
    expect(problems(...FORK, ...FITTING, 'chain.url=http://127.0.0.1:8545')).toBe('');
    expect(problems(...FORK, ...FITTING, 'chain.url=https://rpc.example/eth/mainnet')).toBe('');
    expect(problems(...FORK, ...FITTING, 'chain.url=ftp://rpc.example')).toContain('expected an environment variable');
  });

  test('reads unquoted hex as text, to the last digit', () => {
    const holder = '0x66017D22b0f8556afDd19FC67041899Eb65a21bb';
    const { scenario } = load(...FORK, ...FITTING, `chain.holders=[${holder}]`);
    expect(scenario.chain).toMatchObject({ holders: [holder] });
  });

  test('wants actions to be calls or calldata, not both and not neither', () => {
    const from = '0x66017D22b0f8556afDd19FC67041899Eb65a21bb';
    const action = (rest: string) =>
      problems(...FORK, ...FITTING, `chain.actions=[{from: ${from}, to: backstop${rest}}]`);
    expect(action(', call: "setParams(uint256,uint256)", args: [100, 0]')).toBe('');
    expect(action(', data: 0xc0324c77')).toBe('');
    expect(action('')).toContain('expected either call');
    expect(action(', data: 0xc0324c77, call: "x()"')).toContain('expected either call');
    expect(action(', data: 0xc0324c77, args: [1]')).toContain('args go with call');
    expect(action(', call: "not a signature"')).toContain('a signature without spaces');
  });
});

describe('what belongs to one kind of chain', () => {
  test('is refused on another', () => {
    expect(problems('clock.start=fork')).toContain('clock.start: is only for chain.source: fork and pack');
    expect(problems(...FITTING)).toContain('backstop.kind: deployed is only for chain.source: fork and pack');
    expect(problems('dex={pool: deployed}')).toContain('dex.pool: deployed is only for');
    expect(problems('chain.block=5')).toContain('chain.block: is only for source: fork and pack');
    expect(problems('agents.all={policy: existing-backstopper}')).toContain('existing-backstopper is only for');
    expect(problems(...FORK, 'backstop={kind: none}')).toContain('the Stability Pool of a fork is there');
    expect(problems(...FORK, 'backstop={kind: bamm, rewards: {apr: 5%}}')).toContain('its own schedule');
  });

  test('existing depositors are those of the deployed BAMM, in one group', () => {
    const group = '{policy: existing-backstopper}';
    expect(problems(...FORK, ...FITTING, `agents.all=${group}`)).toBe('');
    expect(problems(...FORK, ...FITTING, `agents.all=${group}`, `agents.more=${group}`)).toContain('has all of them');
    expect(problems(...FORK, 'backstop={kind: bamm}', `agents.all=${group}`)).toContain(
      'only for backstop.kind: deployed',
    );
  });

  test('a pool has a depth if it is new, and only then', () => {
    expect(problems('dex={}')).toContain('dex.stable: is missing');
    expect(problems(...FORK, ...FITTING, 'dex={pool: deployed, stable: 5k ZUSD}')).toContain('only for a new pool');
  });
});

describe('the scenario’s hash', () => {
  test('knows the chain and not the endpoint', () => {
    const one = load(...FORK, ...FITTING).hash;
    expect(load(...FORK, ...FITTING, 'chain.url=http://127.0.0.1:8545', 'chain.retry={attempts: 2}').hash).toBe(one);
    expect(load(...FORK, ...FITTING, 'chain.block=19500001').hash).not.toBe(one);
    expect(load(...FORK, ...FITTING, 'chain.chainId=5').hash).not.toBe(one);
  });
});

describe('fee market', () => {
  const DEMAND = 'chain.demand={fullness: [[0h, 80%], [1h, 150%]], tips: [[0h, 1 gwei, 2 gwei, 9 gwei]]}';
  const RULE = 'chain.baseFee={model: eip1559, start: 30 gwei}';

  test('demand, base fee and bids as written', () => {
    const { scenario } = load(DEMAND, RULE, 'agents.liquidators.bid={strategy: percentile, percentile: 75%, cap: 50%}');
    expect(scenario.chain.demand).toEqual({
      fullness: [
        [0, 0.8],
        [3600, 1.5],
      ],
      tips: [[0, 10n ** 9n, 2n * 10n ** 9n, 9n * 10n ** 9n]],
    });
    expect(scenario.chain.baseFee).toEqual({ model: 'eip1559', start: 30n * 10n ** 9n, elasticity: 1 });
    expect(scenario.agents['liquidators']?.bid).toMatchObject({ strategy: 'percentile', percentile: 0.75, cap: 0.5 });
    expect(load(DEMAND.replace('[[0h, 80%], [1h, 150%]]', '120%')).scenario.chain.demand?.fullness).toEqual([[0, 1.2]]);
  });

  test.each<[string, string[], string]>([
    ['EIP-1559 without demand', [RULE], 'needs chain.demand'],
    ['EIP-1559 before London', [RULE, DEMAND, 'chain.pricing=legacy'], 'there is no base fee with pricing: legacy'],
    ['a base fee of nothing', [DEMAND, RULE.replace('30 gwei', '0 wei')], 'must be above 0 wei'],
    ['percentiles that fall', [DEMAND.replace('2 gwei', '10 gwei')], 'percentiles must not fall'],
    ['times that do not rise', [DEMAND.replace('1h', '0h')], 'times must rise'],
    [
      'a percentile without demand',
      ['agents.liquidators.bid={strategy: percentile, percentile: 75%}'],
      'needs chain.demand',
    ],
    ['no percentile', ['agents.liquidators.bid={strategy: percentile}'], 'is missing; expected a ratio such as 75%'],
    ['a percentile for nothing', [DEMAND, 'agents.liquidators.bid={percentile: 75%}'], 'is only for strategy'],
    [
      'steps for nothing',
      ['agents.liquidators.bid={escalating: {every: 2 blocks}}'],
      'is only for strategy: escalating',
    ],
    [
      'a step that nodes refuse',
      ['agents.liquidators.bid={strategy: escalating, escalating: {step: 5%}}'],
      'from 10% to',
    ],
    ['a cap of those without a profit', ['agents.borrowers.bid={cap: 50%}'], 'only for liquidators and arbitrageurs'],
  ])('refused: %s', (_, set, message) => {
    expect(problems(...set)).toContain(message);
  });
});
