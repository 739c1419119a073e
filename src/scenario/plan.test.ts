import { expect, test } from 'vitest';
import { exampleFolder } from './exampleFolder.ts';
import { loadScenario } from './load.ts';
import { planRun } from './plan.ts';

test.each([
  ['48h', '13s', 13_293],
  ['48h', '12s', 14_400],
  ['1s', '13s', 1],
])('%s of %s blocks are %d ticks', (duration, block, ticks) => {
  const folder = exampleFolder();
  const set = [`clock.duration=${duration}`, `clock.block=${block}`, 'market.collateral.shocks=[]'];
  const { scenario } = loadScenario(folder.file, { set, seed: 7 });
  expect(planRun(scenario)).toEqual({ ticks, trials: [{ index: 0, seed: 7 }] });
  folder.remove();
});

test('trials share the seed, and shards deal them out', () => {
  const folder = exampleFolder();
  const { scenario } = loadScenario(folder.file, { seed: 7, trials: 7 });
  const indicesOf = (part: number, of: number) => planRun(scenario, { part, of }).trials.map(({ index }) => index);
  expect(planRun(scenario).trials[6]).toEqual({ index: 6, seed: 7 });
  expect([1, 2, 3].map((part) => indicesOf(part, 3))).toEqual([
    [0, 3, 6],
    [1, 4],
    [2, 5],
  ]);
  folder.remove();
});

test('the number of trials is no part of the scenario hash', () => {
  const folder = exampleFolder();
  expect(loadScenario(folder.file, { trials: 200 }).hash).toBe(loadScenario(folder.file).hash);
  folder.remove();
});
