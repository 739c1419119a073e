import { dirname, resolve } from 'node:path';
import type { LoadedScenario } from '../../src/scenario/load.ts';
import { drawMarket } from '../../src/sim/marketPath.ts';
import { type OpenedTrial, openTrial } from '../../src/sim/openTrial.ts';

/** The trial that a run of the scenario opens, at its first block. */
export function openAgain({ scenario, path }: LoadedScenario): Promise<OpenedTrial> {
  const baseDir = dirname(resolve(path));
  const market = drawMarket(scenario, scenario.seed, 0, baseDir);
  const prices = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
  return openTrial({ scenario, seed: scenario.seed, trial: 0, prices, baseDir });
}
