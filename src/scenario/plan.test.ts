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
