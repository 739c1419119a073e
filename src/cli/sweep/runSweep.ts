import { availableParallelism } from 'node:os';
import { ExitCode } from '../../core/errors.ts';
import { quoted } from '../../core/shellText.ts';
import type { EnsemblePlan, KeptSeries, TrialResult } from '../../metric/ensembleRecord.ts';
import { SweepFolder } from '../../report/sweep/sweepFolder.ts';
import { type LoadedSweep, pointText, type SweepPoint } from '../../scenario/sweepPoints.ts';
import { failedTrial } from '../../sim/ensemble/trialResult.ts';
import { sweptFigures } from '../../sim/sweep/sweepFigures.ts';
import { EnsembleDisplay } from '../ensemble/ensembleDisplay.ts';
import { openOrder } from '../ensemble/openOrder.ts';
import { expectSamePlan } from '../ensemble/planEnsemble.ts';
import { runPool } from '../ensemble/workerPool.ts';
import type { Interrupt } from '../interrupt.ts';
import { lockFolder } from '../lockFolder.ts';
import { finishSweep } from './finishSweep.ts';
import { expectSameSweep, type PlannedSweep, planSweep, sweepBefore } from './planSweep.ts';
import { PointQueue, type PointWork } from './pointQueue.ts';

export interface SweepOptions {
  readonly interrupt: Interrupt;
  /** Workers at once; default one a core. */
  readonly jobs: number | undefined;
  /** Whether to go on with what the folder holds. */
  readonly isResumed: boolean;
  readonly isQuiet: boolean;
  /** What is kept of each trial's series. */
  readonly series: KeptSeries;
  /** Flags that say what is swept, as they are to be repeated. */
  readonly flags: readonly string[];
}

/**
 * Runs the trials of all design points on all cores, each kept as soon as it is done, and adds them up.
 *
 * @param dir folder of the sweep
 * @throws UsageError if the folder holds another sweep or another process is at work in it, or the scenario can't be set up
 * @throws BreakwaterError if a worker can't be started, a file can't be written or no trial of any point was opened
 */
export async function runSweep(sweep: LoadedSweep, dir: string, options: SweepOptions): Promise<ExitCode> {
  const release = lockFolder(dir);
  try {
    return await runLocked(sweep, dir, options);
  } finally {
    release();
  }
}

async function runLocked(sweep: LoadedSweep, dir: string, options: SweepOptions): Promise<ExitCode> {
  const folder = new SweepFolder(dir);
  const figures = sweptFigures(sweep);
  const before = sweepBefore(folder, options.isResumed);
  const planned = await planSweep(sweep, { flags: options.flags, pinned: before?.pinned, series: options.series });
  if (before !== undefined) expectSameSweep(folder, before, planned.plan);
  openPoints(folder, planned);
  await runTrials({ folder, sweep, planned, options });
  const done = planned.points.reduce((sum, _, index) => sum + folder.point(index).done().length, 0);
  const isStopped = options.interrupt.signal.aborted;
  if (isStopped) process.stderr.write(`Interrupted with ${done} trials done; go on with --resume ${quoted(dir)}\n`);
  if (isStopped && done === 0) return ExitCode.interrupted;
  const { counts } = await finishSweep({ folder, sweep, planned, figures, isQuiet: options.isQuiet });
  if (isStopped) return ExitCode.interrupted;
  return counts.completed === 0 ? ExitCode.internal : ExitCode.pass;
}

/** Each point is a whole ensemble. @throws UsageError if one holds trials that are not its own */
function openPoints(folder: SweepFolder, { plan, points }: PlannedSweep): void {
  folder.writePlan(plan);
  points.forEach((mine, index) => {
    const point = folder.point(index);
    const before = point.readPlan();
    if (before !== undefined) expectSamePlan(point.dir, before, mine);
    point.tidy();
    point.writePlan(mine);
  });
}

interface Work {
  readonly folder: SweepFolder;
  readonly sweep: LoadedSweep;
  readonly planned: PlannedSweep;
  readonly options: SweepOptions;
}

async function runTrials({ folder, sweep, planned, options }: Work): Promise<void> {
  const { trials } = planned.plan;
  const done = planned.points.map((_, index) => folder.point(index).done());
  const indices = Array.from({ length: trials }, (_, index) => index);
  const queue = new PointQueue(done.map((there) => indices.filter((index) => !there.includes(index))));
  if (queue.left === 0) return;
  const failed = done.map((there, index) => there.filter((trial) => hasFailed(folder.point(index).readTrial(trial))));
  const display = options.isQuiet
    ? undefined
    : new EnsembleDisplay({
        ...{ planned: trials * planned.points.length, mayEndEarly: false },
        ...{ done: done.flat().length, failed: failed.flat().length },
      });
  const stop = new AbortController();
  const signal = AbortSignal.any([options.interrupt.signal, stop.signal]);
  const serve = async (): Promise<void> => {
    for (let work = queue.nextPoint(); work !== undefined && !signal.aborted; work = queue.nextPoint()) {
      await runPoint(work, {
        ...{ folder, display, signal, trials },
        point: sweep.points[work.point] as SweepPoint,
        plan: planned.points[work.point] as EnsemblePlan,
      });
    }
  };
  const jobs = Math.min(queue.left, options.jobs ?? availableParallelism());
  const slots = Array.from({ length: jobs }, () =>
    serve().catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  const ends = await Promise.allSettled(slots);
  display?.clear();
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

interface PointScene {
  readonly folder: SweepFolder;
  readonly point: SweepPoint;
  readonly plan: EnsemblePlan;
  readonly display: EnsembleDisplay | undefined;
  readonly signal: AbortSignal;
  readonly trials: number;
}

/** One worker of the ensemble's pool on one point, until its trials are all given out. */
async function runPoint({ waiting, point: at }: PointWork, scene: PointScene): Promise<void> {
  const { point, plan, display, signal, trials } = scene;
  const folder = scene.folder.point(at);
  const { loaded } = point;
  const key = (index: number) => at * trials + index;
  await runPool({
    ...{ jobs: 1, signal, order: openOrder(loaded, plan, folder.dir) },
    isFresh: Object.values(loaded.scenario.agents).some(({ policy }) => policy === 'custom'),
    next: () => waiting.shift(),
    onProgress: (index, share) => display?.progress(key(index), share),
    onDone: (result, setting) => {
      // The trial's own file comes last: it says that the rest is there.
      if (setting !== undefined) folder.writeSetting(setting);
      folder.writeTrial(result);
      display?.done(key(result.record.index), hasFailed(result));
      if (hasFailed(result)) printFailure(point, result, display);
    },
    lost: (index, failure) => failedTrial(loaded, index, { ...failure, replay: `${plan.replay} --trial ${index}` }),
  });
}

function hasFailed({ record }: TrialResult): boolean {
  return record.status === 'failed';
}

function printFailure(
  { index, assignments }: SweepPoint,
  { record: { index: trial, failure } }: TrialResult,
  display: EnsembleDisplay | undefined,
): void {
  if (failure === undefined) return;
  display?.clear();
  const [message = ''] = failure.message.split('\n');
  process.stderr.write(
    `Trial ${trial} of point ${index} (${pointText(assignments)}) failed in ${failure.stage}: ${message}\n  replay: ${failure.replay}\n`,
  );
}
