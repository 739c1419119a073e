import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { type RecordedSide, readSide } from '../../report/compare/readSide.ts';
import { RECORD_FILE } from '../../report/writeRecord.ts';
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts';
import type { CompareFlags } from '../compareFlags.ts';
import { expectPairable, termsOfRecord, termsOfScenario } from './pairable.ts';

/** Trials of each side where neither a flag nor the base says how many: enough to detect what is large, in minutes. */
const USUAL_TRIALS = 30;

/** A side that is on disk. */
export interface FolderSide {
  readonly kind: 'folder';
  /** As named. */
  readonly from: string;
  readonly dir: string;
  readonly record: RecordedSide;
}

/** A side that is to be run. */
export interface ScenarioSide {
  readonly kind: 'scenario';
  readonly from: string;
  readonly loaded: LoadedScenario;
}

export type PlannedSide = FolderSide | ScenarioSide;

export interface ComparePlan {
  readonly base: PlannedSide;
  readonly proposal: PlannedSide;
  readonly seed: number;
  /** Trials of a side that is run. */
  readonly trials: number;
  readonly maxTicks: number | undefined;
}

/**
 * What is to be compared: all is validated before anything runs. A side that is run takes seed, number of trials and ticks
 * from the other, if that one is on disk; else both take the base's.
 *
 * @param names as on the command line: scenario files, or folders of finished runs
 * @throws UsageError if a side can't be read, or the two can't be put in pairs
 */
export function planComparison(names: readonly string[], flags: CompareFlags): ComparePlan {
  const [baseName, proposalName] = named(names, flags);
  const base = folderSide(baseName);
  const proposal = proposalName === undefined ? undefined : folderSide(proposalName);
  if (proposal !== undefined && flags.set.length > 0) {
    throw new UsageError('--set changes a scenario, and the proposal is a finished run', {
      facts: { proposal: proposal.from },
      remedy: 'name a scenario file as the proposal',
    });
  }
  const recorded = base?.record ?? proposal?.record;
  if (flags.seed !== undefined && recorded !== undefined && recorded.seed !== flags.seed) {
    throw new UsageError('--seed is not that of the run on disk, so trials would not be pairs', {
      facts: { folder: (base ?? proposal)?.dir, 'its seed': recorded.seed, '--seed': flags.seed },
      remedy: 'leave out --seed',
    });
  }
  const seed = recorded?.seed ?? flags.seed ?? loadScenario(baseName).scenario.seed;
  const trials = flags.trials ?? recorded?.trials.length ?? usualTrials(baseName);
  const options = { seed, trials };
  const planned = {
    base: base ?? { kind: 'scenario' as const, from: baseName, loaded: loadScenario(baseName, options) },
    proposal: proposal ?? proposalToRun({ base, baseName, proposalName, set: flags.set, options }),
  };
  expectPairable(termsOf(planned.base), termsOf(planned.proposal));
  return { ...planned, seed, trials, maxTicks: flags.maxTicks ?? recorded?.maxTicks ?? undefined };
}

function named(names: readonly string[], { set }: CompareFlags): readonly [string, string | undefined] {
  const [base, proposal, ...rest] = names;
  if (base === undefined || rest.length > 0) {
    throw new UsageError(`compare takes a base and a proposal; found ${names.length} names`, {
      remedy: 'breakwater compare base.yaml proposal.yaml, or breakwater compare base.yaml --set backstop.fee=1%',
    });
  }
  if (proposal === undefined && set.length === 0) {
    throw new UsageError('There is nothing to compare with', {
      facts: { base },
      remedy: 'name a proposal, or say what it changes with --set path=value',
    });
  }
  return [base, proposal];
}

function proposalToRun(input: {
  readonly base: FolderSide | undefined;
  readonly baseName: string;
  readonly proposalName: string | undefined;
  readonly set: readonly string[];
  readonly options: { readonly seed: number; readonly trials: number };
}): ScenarioSide {
  const { base, baseName, proposalName, set, options } = input;
  const from = proposalName ?? baseName;
  if (base !== undefined && proposalName === undefined) {
    return { kind: 'scenario', from, loaded: loadRecordedScenario(base.record, { ...options, set }) };
  }
  return { kind: 'scenario', from, loaded: loadScenario(from, { ...options, set }) };
}

/**
 * The scenario of a record as it was run: its text with its overrides, and the block that `latest` stood for.
 *
 * @param set further overrides
 * @throws UsageError if it can't be loaded: a file that it names is missing, say
 */
export function loadRecordedScenario(
  { scenario, provenance: { chain } }: RecordedSide,
  { set = [], ...options }: { readonly seed?: number; readonly trials?: number; readonly set?: readonly string[] } = {},
): LoadedScenario {
  const load = (pinned: readonly string[]) =>
    loadScenario(scenario.file, {
      ...options,
      source: scenario.source,
      set: [...scenario.overrides, ...pinned, ...set],
    });
  const loaded = load([]);
  const isOpen = loaded.scenario.chain.source === 'fork' && loaded.scenario.chain.block === 'latest';
  return isOpen && chain.block !== undefined ? load([`chain.block=${chain.block.number}`]) : loaded;
}

/** Undefined for a scenario file. @throws UsageError for a folder without a record */
function folderSide(name: string): FolderSide | undefined {
  const isFolder = existsSync(name) && statSync(name).isDirectory();
  const dir = isFolder ? name : basename(name) === RECORD_FILE ? dirname(name) : undefined;
  return dir === undefined ? undefined : { kind: 'folder', from: name, dir, record: readSide(dir) };
}

function usualTrials(path: string): number {
  const { trials } = loadScenario(path).scenario;
  return trials === 1 ? USUAL_TRIALS : trials;
}

function termsOf(side: PlannedSide) {
  return side.kind === 'folder' ? termsOfRecord(side.record) : termsOfScenario(side.loaded.scenario);
}
