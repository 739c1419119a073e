import { keccak256 } from 'viem';
import type { PolicyModule } from '../agent/policy.ts';
import { toNumber } from '../core/units.ts';
import type { MetricCatalogue } from '../metric/catalogue.ts';
import type { ActionRecord, ContractRecord, FailureRecord, TrialRecord, TrialSeries } from '../metric/runRecord.ts';
import { checksummed } from '../protocol/accounts.ts';
import type { AddressBook } from '../protocol/book/addressBook.ts';
import { knownCode } from '../protocol/knownCode.ts';
import type { Scenario } from '../scenario/schema.ts';
import { InvariantError } from './invariants.ts';
import { drawMarket } from './marketPath.ts';
import type { BammTerms } from './observe.ts';
import { totalCollateralRatio } from './observe.ts';
import { type OpenedTrial, openTrial } from './openTrial.ts';
import { Probe } from './probe.ts';
import { Recorder } from './recorder.ts';
import { trialHash } from './resultHash.ts';
import { Simulation } from './simulation.ts';
import type { ForkSource } from './source.ts';

/** Where a trial stands, for progress displays. */
export interface TrialProgress {
  readonly tick: number;
  readonly ticks: number;
  /** Market price, USD. */
  readonly price: number;
  /** At the oracle price, ratio. */
  readonly tcr: number;
  readonly recovery: boolean;
  readonly transactions: number;
}

export interface TrialOptions {
  readonly scenario: Scenario;
  readonly index: number;
  readonly seed: number;
  /** Folder that the scenario's file names are relative to. */
  readonly baseDir: string;
  readonly modules: ReadonlyMap<string, PolicyModule>;
  readonly classes: readonly string[];
  readonly catalogue: MetricCatalogue;
  /** Undefined for the embedded chain. */
  readonly fork?: ForkSource | undefined;
  /** Ticks to simulate at most; default all. */
  readonly maxTicks?: number | undefined;
  readonly onProgress?: ((progress: TrialProgress) => void) | undefined;
  /** Stops the trial before its next tick. */
  readonly signal?: AbortSignal | undefined;
  /** Command that replays a failed trial up to a tick. */
  readonly replay: (tick: number) => string;
}

/** What the chain said before the first tick. */
export interface Opening {
  /** Which lending core. */
  readonly core: string;
  readonly mcr: number;
  readonly ccr: number;
  /** Undefined unless the backstop is a BAMM. */
  readonly bamm: BammTerms | undefined;
  readonly actions: readonly ActionRecord[];
  /** Agents by group. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface TrialOutcome {
  readonly record: TrialRecord;
  readonly series: TrialSeries;
  readonly contracts: readonly ContractRecord[];
  readonly opening: Opening;
  /** What ended a failed trial. */
  readonly error: unknown;
}

/**
 * One seeded simulation, from an empty chain to its series. A trial that breaks on the way is an outcome like any other:
 * it keeps what was recorded.
 *
 * @throws UsageError if the scenario can't be set up: nothing has been simulated then
 */
export async function runTrial(options: TrialOptions): Promise<TrialOutcome> {
  const { scenario, seed, index, baseDir } = options;
  const market = drawMarket(scenario, seed, index, baseDir);
  const opening = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
  const ticks = Math.min(market.ticks, options.maxTicks ?? market.ticks);
  const columns = [...options.catalogue.values()].filter(({ kind }) => kind !== 'trend').map(({ name }) => name);
  const recorder = new Recorder(ticks, columns);
  const opened = await openTrial({ scenario, seed, trial: index, prices: opening, baseDir, fork: options.fork });
  try {
    const { modules, classes } = options;
    const simulation = await Simulation.start({ scenario, opened, market, modules, recorder, classes });
    const troves = simulation.book.sorted().length;
    const contracts = await contractRecords(opened, options.fork?.book);
    const end = await runTicks(simulation, ticks, recorder, options);
    const lastBlockHash = await opened.chain.lastBlockHash().catch(() => '0x');
    const series = recorder.series();
    const { counts } = simulation;
    const record: TrialRecord = {
      index,
      seed,
      status: end.status,
      ticks: recorder.ticks,
      plannedTicks: market.ticks,
      transactions: counts.included,
      reverted: counts.reverted,
      expired: counts.expired,
      liquidations: simulation.solvency.count,
      troves,
      agents: opened.population.agents.length,
      resultHash: trialHash(seed, lastBlockHash, series),
      lastBlockHash,
      ...(end.failure === undefined ? {} : { failure: end.failure }),
    };
    return { record, series, contracts, opening: openingOf(opened, options), error: end.error };
  } finally {
    await opened.chain.close();
  }
}

interface End {
  readonly status: TrialRecord['status'];
  readonly failure?: FailureRecord;
  readonly error?: unknown;
}

async function runTicks(
  simulation: Simulation,
  ticks: number,
  recorder: Recorder,
  options: TrialOptions,
): Promise<End> {
  const { scenario, signal, classes } = options;
  const probe = new Probe(simulation, recorder, scenario, classes);
  let tick = 0;
  try {
    for (; tick < ticks; tick++) {
      if (signal?.aborted === true) return { status: 'interrupted' };
      await simulation.tick(tick);
      probe.take(tick, scenario.clock.start + tick * scenario.clock.block);
      const isLast = tick === ticks - 1;
      if (isLast || (tick + 1) % scenario.probes.invariants === 0) await simulation.checkTroves();
      options.onProgress?.(progressOf(simulation, tick, ticks));
    }
    return { status: 'completed' };
  } catch (error) {
    // Whoever stops us may have stopped Anvil first.
    if (signal?.aborted === true) return { status: 'interrupted' };
    return { status: 'failed', failure: failureOf(error, tick, options), error };
  }
}

function openingOf({ terms, bamm, actions, population }: OpenedTrial, { scenario, fork }: TrialOptions): Opening {
  const core = fork?.book.name ?? scenario.lending.core;
  const counts = new Map<string, number>();
  for (const { group } of population.agents) counts.set(group, (counts.get(group) ?? 0) + 1);
  return { core, mcr: toNumber(terms.mcr), ccr: toNumber(terms.ccr), bamm, actions, counts };
}

function progressOf(simulation: Simulation, tick: number, ticks: number): TrialProgress {
  const { marks, state, oracles, counts, terms } = simulation;
  const tcr = totalCollateralRatio(state, oracles.collateral.price.usd);
  return {
    tick: tick + 1,
    ticks,
    price: Number(marks.collateral) / 1e18,
    tcr,
    recovery: tcr < toNumber(terms.ccr),
    transactions: counts.included,
  };
}

function failureOf(error: unknown, tick: number, { replay }: TrialOptions): FailureRecord {
  const stage = error instanceof InvariantError ? 'invariant' : 'simulation';
  // No stack: it names folders of the machine, and the record is passed on.
  const message = error instanceof Error ? error.message : String(error);
  return { stage, tick, message, replay: replay(tick + 1) };
}

async function contractRecords({ chain, contracts }: OpenedTrial, book?: AddressBook): Promise<ContractRecord[]> {
  const codes = await chain.code(contracts.map(({ address }) => address));
  return contracts.map(({ role, name, address, source }, i) => {
    const code = codes[i] ?? '0x';
    const known = knownCode(code, book?.codeHashes[role]);
    return { role, name, address: checksummed(address), codeHash: keccak256(code), source, known };
  });
}
