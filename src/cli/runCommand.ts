import { ExitCode, messageOf, UsageError } from '../core/errors.ts';
import type { GateRun } from '../metric/gate.ts';
import { type BaselineGate, misplacedFiles, openBaseline, type RawBaselineFlags } from './baseline/openBaseline.ts';
import { once, several, wholeNumber } from './flags.ts';
import { type GateOutputs, type RawGateFlags, readGateFlags } from './gate/gateFlags.ts';
import { gateRun } from './gate/gateRun.ts';
import { loadedGateScenario } from './gate/gateScenario.ts';
import { unstartedRuns } from './gate/unstartedRuns.ts';
import { type Interrupt, stopOnInterrupt } from './interrupt.ts';
import { removeIfEmpty } from './outputFolder.ts';
import { loadRuns, type PlannedRun, type PlanOptions, placeRuns, UnusableFileError } from './planRuns.ts';
import { printError } from './printError.ts';
import type { RunEnd } from './runEnd.ts';
import { isEnsemble, type RawTrialFlags, readTrialFlags } from './trialFlags.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface RunFlags extends RawTrialFlags, RawGateFlags, RawBaselineFlags {
  readonly seed?: unknown;
  readonly set?: unknown;
  readonly without?: unknown;
  readonly maxTicks?: unknown;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** File names behind `--`. */
  readonly '--'?: readonly string[];
}

/** What of the command line says how things are run and told. */
interface RunOptions extends PlanOptions {
  readonly maxTicks: number | undefined;
  /** File that runs are held against. */
  readonly baselineFile: string | undefined;
  readonly outputs: GateOutputs;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
}

/** Of several runs' codes the gravest is the process's. */
const GRAVITY: readonly ExitCode[] = [
  ExitCode.interrupted,
  ExitCode.internal,
  ExitCode.usage,
  ExitCode.thresholdFailed,
  ExitCode.inconclusive,
  ExitCode.pass,
];

/**
 * `breakwater run`: all files are validated before anything starts; then they run one after the other. One that fails
 * does not keep the next from running.
 *
 * @throws UsageError for a bad flag, scenario, baseline or output folder
 */
export async function runCommand(named: readonly (string | number)[], flags: RunFlags): Promise<ExitCode> {
  const files = [...named.map(String), ...misplacedFiles(flags), ...(flags['--'] ?? [])];
  if (files.length === 0) {
    throw new UsageError('No scenario file is named', { remedy: 'breakwater run scenarios/black-thursday.yaml' });
  }
  const options = readOptions(flags, files.length);
  const { planned, baseline } = await planRuns(files, flags, options).catch(async (error: unknown) => {
    await tellUnstarted(files, error, options);
    throw error instanceof UnusableFileError ? error.cause : error;
  });
  const interrupt = stopOnInterrupt();
  const runs: { readonly end: RunEnd; readonly gate: GateRun }[] = [];
  try {
    for (const run of planned) runs.push(await runInTurn(run, { ...options, interrupt, baseline }, planned.length > 1));
  } finally {
    interrupt.release();
    for (const { dir } of planned) removeIfEmpty(dir);
  }
  const { writeGate } = await import('./gate/writeGate.ts');
  writeGate(
    runs.map(({ gate }) => gate),
    options.outputs,
    options.isQuiet,
  );
  const codes = runs.flatMap(({ end }) => [end.code, end.baseline?.code]);
  return GRAVITY.find((code) => codes.includes(code)) ?? ExitCode.pass;
}

function readOptions(flags: RunFlags, files: number): RunOptions {
  const outputs = readGateFlags(flags);
  const seed = wholeNumber('--seed', once('--seed', flags.seed), 0);
  const maxTicks = wholeNumber('--max-ticks', once('--max-ticks', flags.maxTicks), 1);
  const trialFlags = readTrialFlags(flags, files);
  const { trials } = trialFlags;
  return {
    load: { set: several(flags.set), without: several(flags.without), seed, trials },
    ...{ trialFlags, maxTicks, out: once('--out', flags.out), isCompared: flags.baseline !== false },
    baselineFile: typeof flags.baseline === 'string' ? flags.baseline : undefined,
    ...{ outputs, isQuiet: flags.quiet === true, isVerbose: flags.verbose === true },
  };
}

async function planRuns(
  files: readonly string[],
  flags: RunFlags,
  options: RunOptions,
): Promise<{ planned: readonly PlannedRun[]; baseline: BaselineGate | undefined }> {
  const loaded = loadRuns(files, options);
  const baseline = await openBaseline(flags, loaded);
  return { planned: placeRuns(loaded, options), baseline };
}

/** A CI system is to learn of it, too. */
async function tellUnstarted(
  files: readonly string[],
  error: unknown,
  { outputs, load, baselineFile }: RunOptions,
): Promise<void> {
  if (outputs.junit === undefined && outputs.github === undefined) return;
  const { writeGate } = await import('./gate/writeGate.ts');
  const [at, cause] = error instanceof UnusableFileError ? [error.index, error.cause] : [undefined, error];
  writeGate(unstartedRuns({ files, at, error: cause, options: load, baseline: baselineFile }), outputs, true);
}

interface Surroundings extends RunOptions {
  readonly interrupt: Interrupt;
  readonly baseline: BaselineGate | undefined;
}

async function runInTurn(
  run: PlannedRun,
  surroundings: Surroundings,
  isOneOfSeveral: boolean,
): Promise<{ end: RunEnd; gate: GateRun }> {
  const { interrupt, baseline, baselineFile, load, trialFlags, isQuiet, isVerbose } = surroundings;
  const { loaded, dir } = run;
  const scenario = loadedGateScenario(loaded, load);
  if (interrupt.signal.aborted) {
    const end: RunEnd = { code: ExitCode.interrupted, message: 'interrupted before it began' };
    return { end, gate: gateRun({ scenario, end, dir: null, seconds: 0, baseline: baselineFile }) };
  }
  if (isOneOfSeveral && !isQuiet) process.stderr.write(`${loaded.path}\n`);
  const start = performance.now();
  const ended = await runLoaded(run, surroundings).catch(brokenEnd);
  const seconds = (performance.now() - start) / 1000;
  const end = (await baseline?.(loaded, ended, { dir, isQuiet, isVerbose })) ?? ended;
  const shard = trialFlags.shard === undefined ? undefined : `${trialFlags.shard.part}/${trialFlags.shard.of}`;
  return {
    end,
    gate: gateRun({ scenario, end, dir, seconds, shard, baseline: baselineFile, more: end.baseline?.checks }),
  };
}

/** The simulator is loaded once there is something to simulate: bad input is answered at once. */
async function runLoaded({ loaded, ablation, dir }: PlannedRun, surroundings: Surroundings): Promise<RunEnd> {
  const { interrupt, trialFlags, maxTicks, isQuiet, isVerbose } = surroundings;
  const { trial, jobs, until, shard, resume, isOverwritten, series = 'all' } = trialFlags;
  if (isEnsemble(loaded, trialFlags)) {
    const { runEnsemble } = await import('./ensemble/runEnsemble.ts');
    const isResumed = resume !== undefined;
    const kept = { isResumed, isOverwritten };
    return runEnsemble(loaded, dir, { interrupt, maxTicks, jobs, until, shard, series, ...kept, isQuiet });
  }
  const { runOne } = await import('./runOne.ts');
  return runOne(loaded, dir, { interrupt, maxTicks, trial, ablation, isQuiet, isVerbose });
}

function brokenEnd(error: unknown): RunEnd {
  return { code: printError(error), message: messageOf(error) };
}
