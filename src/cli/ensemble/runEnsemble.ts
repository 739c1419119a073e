import { availableParallelism } from 'node:os';
import { ExitCode, messageOf, UsageError } from '../../core/errors.ts';
import { quoted } from '../../core/shellText.ts';
import type { EnsemblePlan, TrialResult } from '../../metric/ensembleRecord.ts';
import { parsePrecision } from '../../metric/ensembleThreshold.ts';
import { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { planRun } from '../../scenario/plan.ts';
import { failedTrial } from '../../sim/ensemble/trialResult.ts';
import { catalogueOf } from '../../sim/trialRunner.ts';
import type { Interrupt } from '../interrupt.ts';
import { lockFolder } from '../lockFolder.ts';
import { printError } from '../printError.ts';
import type { RunEnd } from '../runEnd.ts';
import { EnsembleDisplay } from './ensembleDisplay.ts';
import { exitCodeOf, finishEnsemble } from './finishEnsemble.ts';
import { openOrder } from './openOrder.ts';
import { type EnsembleFlags, expectSamePlan, planEnsemble } from './planEnsemble.ts';
import { TrialQueue } from './trialQueue.ts';
import { runPool } from './workerPool.ts';

export interface EnsembleOptions extends EnsembleFlags {
  readonly interrupt: Interrupt;
  /** Workers at once; default one a core. */
  readonly jobs: number | undefined;
  /** Whether to go on with what the folder holds. */
  readonly isResumed: boolean;
  /** Whether what the folder holds is taken away first. */
  readonly isOverwritten: boolean;
  readonly isQuiet: boolean;
}

/**
 * Runs the trials of a scenario on all cores, each kept as soon as it is done, and adds them up.
 *
 * @param dir folder of the ensemble
 * @throws UsageError if the folder holds another ensemble or another process is at work in it, or the scenario can't be set up
 * @throws BreakwaterError if a worker can't be started or a file can't be written
 */
export async function runEnsemble(loaded: LoadedScenario, dir: string, options: EnsembleOptions): Promise<RunEnd> {
  const release = lockFolder(dir);
  try {
    return await runLocked(loaded, dir, options);
  } finally {
    release();
  }
}

async function runLocked(loaded: LoadedScenario, dir: string, options: EnsembleOptions): Promise<RunEnd> {
  const folder = new EnsembleFolder(dir);
  const plan = await openFolder(folder, loaded, options);
  const indices = planRun(loaded.scenario, options.shard).trials.map(({ index }) => index);
  const done = folder.done();
  const queue = new TrialQueue({
    ...{ folder, indices, done },
    precision: plan.until === null ? undefined : parsePrecision(plan.until, catalogueOf(loaded.scenario)),
    seed: plan.seed,
  });
  await runTrials({ folder, loaded, plan, queue, options, done, planned: indices.length });
  const { stopped } = queue;
  if (stopped !== undefined) removeFrom(folder, stopped.trials);
  const stray = options.interrupt.stray();
  if (stray !== undefined) return { code: printError(stray.error), message: messageOf(stray.error) };
  const isStopped = options.interrupt.signal.aborted;
  const { count } = queue;
  if (isStopped) process.stderr.write(`Interrupted with ${count} trials done; go on with --resume ${quoted(dir)}\n`);
  if (isStopped && (count === 0 || plan.shard !== null)) return { code: ExitCode.interrupted };
  if (plan.shard !== null) {
    if (!options.isQuiet) printShard(plan.shard, dir, count);
    return { code: ExitCode.pass };
  }
  const record = await finishEnsemble(folder, { stopped, isQuiet: options.isQuiet });
  return { code: isStopped ? ExitCode.interrupted : exitCodeOf(record), record };
}

/** @throws UsageError if the folder holds what is not to be gone on with */
async function openFolder(
  folder: EnsembleFolder,
  loaded: LoadedScenario,
  options: EnsembleOptions,
): Promise<EnsemblePlan> {
  if (options.isOverwritten) folder.clear();
  const before = folder.readPlan();
  if (before === undefined && options.isResumed) {
    throw new UsageError('There is no ensemble to go on with', {
      facts: { folder: folder.dir },
      remedy: 'name the folder of one that was begun, or leave out --resume',
    });
  }
  if (before !== undefined && !options.isResumed) {
    throw new UsageError('The folder holds an ensemble already', {
      facts: { folder: folder.dir, trials: folder.done().length },
      remedy: `go on with it: --resume ${quoted(folder.dir)}; begin anew with --overwrite; or choose another folder with --out`,
    });
  }
  const plan = await planEnsemble(loaded, options, before?.pinned);
  if (before !== undefined) expectSamePlan(folder.dir, before, plan);
  folder.tidy();
  folder.writePlan(plan);
  return plan;
}

interface Work {
  readonly folder: EnsembleFolder;
  readonly loaded: LoadedScenario;
  readonly plan: EnsemblePlan;
  readonly queue: TrialQueue;
  readonly options: EnsembleOptions;
  /** Trials on disk when it began. */
  readonly done: readonly number[];
  readonly planned: number;
}

async function runTrials({ folder, loaded, plan, queue, options, done, planned }: Work): Promise<void> {
  const left = planned - done.length;
  if (left <= 0 || queue.stopped !== undefined) return;
  const failed = done.filter((index) => folder.readTrial(index).record.status === 'failed').length;
  const mayEndEarly = plan.until !== null;
  const display = options.isQuiet
    ? undefined
    : new EnsembleDisplay({ planned, done: done.length, failed, mayEndEarly });
  const enough = new AbortController();
  try {
    await runPool({
      jobs: Math.min(left, options.jobs ?? availableParallelism()),
      order: openOrder(loaded, plan, folder.dir),
      isFresh: Object.values(loaded.scenario.agents).some(({ policy }) => policy === 'custom'),
      next: () => queue.next(),
      onProgress: (index, share) => display?.progress(index, share),
      onDone: (result, setting) => {
        // The trial's own file comes last: it says that the rest is there.
        if (setting !== undefined) folder.writeSetting(setting);
        folder.writeTrial(result);
        display?.done(result.record.index, result.record.status === 'failed');
        if (result.record.failure !== undefined) printFailure(result, display);
        if (queue.done(result.record.index)) enough.abort();
      },
      lost: (index, failure) => failedTrial(loaded, index, { ...failure, replay: `${plan.replay} --trial ${index}` }),
      signal: AbortSignal.any([options.interrupt.signal, enough.signal]),
    });
  } finally {
    display?.clear();
  }
}

function printFailure({ record: { index, failure } }: TrialResult, display: EnsembleDisplay | undefined): void {
  if (failure === undefined) return;
  display?.clear();
  const where = failure.tick === null ? '' : ` at tick ${failure.tick}`;
  const [message = ''] = failure.message.split('\n');
  process.stderr.write(`Trial ${index} failed in ${failure.stage}${where}: ${message}\n  replay: ${failure.replay}\n`);
}

/** Trials that other workers had done when the rule was met. */
function removeFrom(folder: EnsembleFolder, first: number): void {
  for (const index of folder.done()) if (index >= first) folder.remove(index);
}

/** A shard is not judged: thresholds speak of all trials. */
function printShard(shard: string, dir: string, done: number): void {
  process.stdout.write(`Shard ${shard}: ${done} trials done, in ${dir}
Merge it with the others: npx breakwater merge <folders of all shards> --out <folder>
`);
}
