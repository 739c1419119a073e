import { dirname, resolve } from 'node:path';
import type { LoadedScenario } from '../../src/scenario/load.ts';
import { drawMarket } from '../../src/sim/marketPath.ts';
import { type OpenedTrial, openTrial } from '../../src/sim/openTrial.ts';
import { drawPopulation, type Population } from '../../src/sim/population.ts';

/** The trial that a run of the scenario opens, at its first block. */
export async function openAgain({
  scenario,
  path,
}: LoadedScenario): Promise<{ opened: OpenedTrial; population: Population }> {
  const baseDir = dirname(resolve(path));
  const market = drawMarket(scenario, scenario.seed, 0, baseDir);
  const prices = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
  const population = drawPopulation(scenario, scenario.seed, 0, prices.collateral);
  return { opened: await openTrial({ scenario, population, prices, baseDir }), population };
}
