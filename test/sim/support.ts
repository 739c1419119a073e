import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { metricCatalogue } from '../../src/metric/catalogue.ts';
import type { TrialSeries } from '../../src/metric/runRecord.ts';
import { type LoadedScenario, loadScenario } from '../../src/scenario/load.ts';
import { drawMarket } from '../../src/sim/marketPath.ts';
import { openTrial } from '../../src/sim/openTrial.ts';
import { Probe } from '../../src/sim/probe.ts';
import { Recorder } from '../../src/sim/recorder.ts';
import { run } from '../../src/sim/run.ts';
import { classesOf } from '../../src/sim/scenarioRecord.ts';
import { Simulation } from '../../src/sim/simulation.ts';

/** A scenario as it would stand in a file; sections not given are the small one's below. */
export type Sections = Readonly<Record<string, unknown>>;

const BORROWERS = {
  policy: 'borrower',
  count: 30,
  debt: { distribution: 'uniform', min: '5k ZUSD', max: '60k ZUSD' },
  collateralRatio: { distribution: 'uniform', min: '135%', max: '320%' },
  keeps: '20%',
  reserve: '30%',
  passive: '60%',
  reaction: '2m',
  actAt: '140%',
  target: '180%',
  actions: { topUp: '60%', repay: '30%', close: '10%' },
};

/** Everyone once, in small numbers. */
export const AGENTS = {
  borrowers: BORROWERS,
  liquidators: { policy: 'liquidator', count: 2, minProfit: '1 USD' },
  arbitrageurs: { policy: 'atomic-arbitrageur', count: 2, minProfit: '5 USD' },
  desks: {
    policy: 'capital-arbitrageur',
    count: 2,
    stable: '20k ZUSD',
    minProfit: '5 USD',
    marketFee: '0.1%',
    settlement: '4 blocks',
  },
  depositors: { policy: 'backstopper', count: 4, deposit: '40k ZUSD' },
  maker: {
    policy: 'market-maker',
    count: 1,
    stable: '50k ZUSD',
    collateral: '50 ETH',
    band: '0.4%',
    marketFee: '0.05%',
    settlement: '3 blocks',
  },
};

/** A crash of 40 % within two minutes, in twenty minutes. */
const CRASH: Sections = {
  name: 'small-crash',
  seed: 3,
  clock: { start: '2024-01-01T00:00:00Z', duration: '20m', block: '12s' },
  chain: { gasLimit: '30M gas', baseFee: '20 gwei' },
  market: {
    collateral: {
      symbol: 'ETH',
      process: { kind: 'gbm', start: '2000 USD', volatility: '80%' },
      shocks: [{ at: '3m', change: '-40%', over: '2m', recover: { over: '10m', share: '50%' } }],
    },
    stable: { symbol: 'ZUSD', process: { kind: 'constant', price: '1 USD' } },
  },
  oracle: { collateral: { deviation: '0.5%', heartbeat: '1h', delay: '1 block', tip: '5 gwei' } },
  backstop: { kind: 'bamm', amplification: 20, maxDiscount: '4%' },
  dex: { stable: '100k ZUSD' },
  agents: AGENTS,
  probes: { invariants: '10 blocks' },
};

/** A market that stands still. */
export const STILL = {
  collateral: { symbol: 'ETH', process: { kind: 'constant', price: '2000 USD' } },
  stable: { symbol: 'ZUSD', process: { kind: 'constant', price: '1 USD' } },
};

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Loads the small scenario with some sections replaced. @param folder holds the files that it names */
export function scenarioWith(sections: Sections = {}, folder: string = temporaryFolder()): LoadedScenario {
  const path = join(folder, 'scenario.yaml');
  writeFileSync(path, stringify({ ...CRASH, ...sections }));
  return loadScenario(path);
}

/** Runs a scenario to its end. @throws whatever ended its trial */
export async function runToEnd(loaded: LoadedScenario) {
  const series: TrialSeries[] = [];
  const { record, error } = await run(loaded, { onTrial: (outcome) => series.push(outcome.series) });
  if (error !== undefined) throw error;
  const [first] = series;
  if (first === undefined) throw new TypeError('the run has no trial');
  const final = (name: string): number => {
    const value = record.metrics[name]?.final;
    if (value === null || value === undefined) throw new TypeError(`${name} has no sample`);
    return value;
  };
  return { record, series: first, final };
}

/** A trial that the test drives block by block; it is closed after the test. */
export async function openSimulation(loaded: LoadedScenario) {
  const { scenario, path } = loaded;
  const { seed } = scenario;
  const baseDir = dirname(path);
  const market = drawMarket(scenario, seed, 0, baseDir);
  const prices = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
  const opened = await openTrial({ scenario, seed, trial: 0, prices, baseDir });
  const { population } = opened;
  onTestFinished(() => opened.chain.close());
  const classes = classesOf(scenario);
  const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes });
  const columns = [...catalogue.values()].filter(({ kind }) => kind !== 'trend').map(({ name }) => name);
  const recorder = new Recorder(market.ticks, columns);
  const modules = new Map();
  const simulation = await Simulation.start({ scenario, opened, market, modules, recorder, classes });
  const probe = new Probe(simulation, recorder, scenario, classes);
  let next = 0;
  return {
    ...{ simulation, opened, population, market, recorder, classes },
    ticks: market.ticks,
    /** One block and its samples. */
    step: async (): Promise<void> => {
      await simulation.tick(next);
      probe.take(next, scenario.clock.start + next * scenario.clock.block);
      next++;
    },
  };
}
