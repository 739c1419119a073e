import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { toWad } from '../../src/core/units.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { drawMarket } from '../../src/sim/marketPath.ts';
import { drawPopulation } from '../../src/sim/population.ts';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());

interface Result {
  readonly resultHash: string;
  readonly lastBlockHash: string;
  readonly scenarioHash: string;
}

let count = 0;

async function resultOf(file: string, ...flags: string[]): Promise<Result> {
  const out = `out-${++count}`;
  const { code, stderr } = await place.start(['run', file, '--quiet', '--out', out, ...flags]).ended;
  expect(code, stderr).toBe(0);
  const { resultHash, scenario, trials } = place.record(out);
  return { resultHash, lastBlockHash: trials[0]?.lastBlockHash as string, scenarioHash: scenario.hash };
}

describe('the same scenario and seed', () => {
  let first: Result;
  beforeAll(async () => {
    first = await resultOf('tiny.yaml');
  });

  test('give the same result with eight runs at once, each with ports, sockets and a cache to fight for', async () => {
    const runs = Array.from({ length: 8 }, (_, i) => resultOf('tiny.yaml', ...(i === 7 ? ['--seed', '8'] : [])));
    const results = await Promise.all(runs);
    await place.expectNothingLeft();
    for (const result of results.slice(0, 7)) expect(result).toEqual(first);
    expect(results[7]?.scenarioHash).toBe(first.scenarioHash);
    expect(results[7]?.resultHash).not.toBe(first.resultHash);
    expect(results[7]?.lastBlockHash).not.toBe(first.lastBlockHash);
  });

  test('give the same result and hash however the file is written', async () => {
    const { agents, ...sections } = parse(tiny()) as { agents: object };
    const groups = Object.entries(agents);
    expect(groups).toHaveLength(3);
    const reversed = Object.fromEntries(
      Object.entries({ ...sections, agents: Object.fromEntries(groups.reverse()) }).reverse(),
    );
    place.write('rewritten.yaml', `# A comment.\n${stringify(reversed, { collectionStyle: 'flow' })} # Another.\n`);
    expect(await resultOf('rewritten.yaml')).toEqual(first);
  });

  test('give the same result in another time zone, language, folder for temporary files and terminal', async () => {
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', FORCE_COLOR: '1', COLUMNS: '200' };
    const started = place.start(['run', 'tiny.yaml', '--quiet', '--out', 'elsewhere'], { env });
    expect((await started.ended).code).toBe(0);
    expect(place.record('elsewhere').resultHash).toBe(first.resultHash);
  });

  test('a value set over it gives another result and another hash', async () => {
    const other = await resultOf('tiny.yaml', '--set', 'backstop.amplification=50');
    expect(other.scenarioHash).not.toBe(first.scenarioHash);
    expect(other.resultHash).not.toBe(first.resultHash);
  });

  test('a value set to what it is gives the same', async () => {
    expect(await resultOf('tiny.yaml', '--set', 'backstop.amplification=20')).toEqual(first);
  });
});

/** Zero's constants, and the scenarios' defaults. */
const TERMS = {
  ...{ mcr: toWad(1.1), ccr: toWad(1.5), borrowingRate: toWad(0.005) },
  ...{ gasCompensation: toWad(20), minimumNetDebt: toWad(180) },
};

test('one more group of agents changes nobody else’s draws, nor the market', () => {
  const extra = {
    aWhale: { policy: 'backstopper', count: 3, deposit: { distribution: 'uniform', min: '1k ZUSD', max: '2k ZUSD' } },
  };
  const draws = (name: string, text: string) => {
    place.write(name, text);
    const { scenario } = loadScenario(place.path(name));
    const market = drawMarket(scenario, scenario.seed, 0, place.root);
    const path = Array.from({ length: market.ticks }, (_, tick) => market.collateral(tick).usd);
    const { agents } = drawPopulation(scenario, {
      ...{ seed: scenario.seed, trial: 0, price: toWad(path[0] as number), terms: TERMS },
    });
    const drawn = agents.map(({ id, collateral, stable, trove, random }) => ({
      id,
      collateral,
      stable,
      trove,
      next: random.uniform(),
    }));
    return { path, drawn };
  };
  const without = draws('without.yaml', tiny());
  const added = draws('added.yaml', tinyWithAgents(extra));
  expect(added.path).toEqual(without.path);
  expect(added.drawn.map(({ id }) => id)).toContain('aWhale/2');
  expect(added.drawn.filter(({ id }) => !id.startsWith('aWhale/'))).toEqual(without.drawn);
});
