import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import { RECORD_FILE } from '../../report/writeRecord.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { expectSamePlan, planEnsemble } from '../ensemble/planEnsemble.ts';
import { runEnsemble } from '../ensemble/runEnsemble.ts';
import type { Interrupt } from '../interrupt.ts';
import { outputFolder, removeIfEmpty } from '../outputFolder.ts';
import { SideProgress } from './sideProgress.ts';

export interface RunSideOptions {
  /** `base` or `proposal`, for what is printed. */
  readonly name: string;
  /** Folder of the comparison if one was named: the ensemble's lies in it; else where `run` would leave it. */
  readonly out: string | undefined;
  readonly maxTicks: number | undefined;
  readonly jobs: number | undefined;
  readonly interrupt: Interrupt;
  readonly isQuiet: boolean;
}

export interface RanSide {
  readonly dir: string;
  /** Whether it was interrupted: trials are missing. */
  readonly isStopped: boolean;
}

/**
 * Runs one side's ensemble, or goes on with the one that its folder holds; a finished one is taken as it is.
 *
 * @throws UsageError if the folder holds another ensemble, or the scenario can't be set up
 */
export async function runSide(loaded: LoadedScenario, options: RunSideOptions): Promise<RanSide> {
  const { name, out, maxTicks, jobs, interrupt, isQuiet } = options;
  const kind = maxTicks === undefined ? 'ensemble' : `ensemble-${maxTicks}-ticks`;
  const dir = outputFolder(loaded, { out, isShared: out !== undefined, kind });
  const folder = new EnsembleFolder(dir);
  if (await isFinished(folder, loaded, maxTicks)) {
    if (!isQuiet) process.stderr.write(`${capital(name)}: taken from ${dir}\n`);
    return { dir, isStopped: false };
  }
  const { trials } = loaded.scenario;
  const before = folder.readPlan();
  const progress = isQuiet ? undefined : new SideProgress({ name: capital(name), dir, planned: trials });
  try {
    await runEnsemble(loaded, dir, {
      ...{ interrupt, maxTicks, jobs, until: undefined, shard: undefined, isQuiet: true },
      // A comparison reads no series: it goes on with what the folder keeps.
      ...{ series: before?.series ?? 'all', isResumed: before !== undefined, isOverwritten: false },
    });
  } finally {
    progress?.stop();
    removeIfEmpty(dir);
  }
  return { dir, isStopped: interrupt.signal.aborted };
}

/** Whether all trials asked for are there. @throws UsageError if they are of another plan */
async function isFinished(
  folder: EnsembleFolder,
  loaded: LoadedScenario,
  maxTicks: number | undefined,
): Promise<boolean> {
  const before = folder.readPlan();
  if (before === undefined || before.trials < loaded.scenario.trials) return false;
  const flags = { maxTicks, until: undefined, shard: undefined, series: before.series ?? 'all' };
  const now = await planEnsemble(loaded, flags, before.pinned);
  // More trials than are asked for do no harm: the first of them are the same.
  expectSamePlan(folder.dir, { ...before, trials: now.trials }, now);
  return existsSync(join(folder.dir, RECORD_FILE)) && folder.done().length >= loaded.scenario.trials;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
