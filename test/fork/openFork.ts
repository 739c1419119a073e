import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { metricCatalogue } from '../../src/metric/catalogue.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { drawMarket } from '../../src/sim/marketPath.ts';
import { openTrial } from '../../src/sim/openTrial.ts';
import { Recorder } from '../../src/sim/recorder.ts';
import { classesOf } from '../../src/sim/scenarioRecord.ts';
import { Simulation } from '../../src/sim/simulation.ts';
import { openSource } from '../../src/sim/source.ts';
import type { ForkPlace } from './forkPlace.ts';

/**
 * A trial on a fork that the test drives block by block, to look at the chain meanwhile; it is closed after the test.
 *
 * @param file scenario of the place
 */
export async function openFork(place: ForkPlace, file: string) {
  Object.assign(process.env, place.environment());
  const path = place.workplace.path(file);
  const baseDir = dirname(path);
  const source = await openSource(loadScenario(path).scenario, baseDir);
  onTestFinished(() => source.close());
  const { scenario, fork } = source;
  const { seed } = scenario;
  const market = drawMarket(scenario, seed, 0, baseDir);
  const prices = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
  const opened = await openTrial({ scenario, seed, trial: 0, prices, baseDir, fork });
  onTestFinished(() => opened.chain.close());
  const classes = classesOf(scenario);
  const { collateral, stable } = scenario.market;
  const catalogue = metricCatalogue({ collateral: collateral.symbol, stable: stable.symbol, classes });
  const recorder = new Recorder(market.ticks, [...catalogue.keys()]);
  const simulation = await Simulation.start({ scenario, opened, market, modules: new Map(), recorder, classes });
  return { simulation, opened, market };
}
