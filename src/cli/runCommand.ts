import { ExitCode, messageOf, UsageError } from '../core/errors.ts';
import type { GateRun } from '../metric/gate.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { type Ablation, planAblation } from './ablation.ts';
import { once, several, wholeNumber } from './flags.ts';
import { type RawGateFlags, readGateFlags } from './gate/gateFlags.ts';
import { gateRun } from './gate/gateRun.ts';
import { loadedGateScenario } from './gate/gateScenario.ts';
import { unstartedRuns } from './gate/unstartedRuns.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { outputFolder, removeIfEmpty } from './outputFolder.ts';
import { printError } from './printError.ts';
import type { RunEnd } from './runEnd.ts';
import { expectSeriesFit, folderKind, isEnsemble, type RawTrialFlags, readTrialFlags } from './trialFlags.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface RunFlags extends RawTrialFlags, RawGateFlags {
  readonly seed?: unknown;
  readonly set?: unknown;
  readonly without?: unknown;
  /** False for --no-baseline. */
  readonly baseline?: boolean;
  readonly maxTicks?: unknown;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** File names behind `--`. */
  readonly '--'?: readonly string[];
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
 * @throws UsageError for a bad flag, scenario or output folder
 */
export async function runCommand(named: readonly (string | number)[], flags: RunFlags): Promise<ExitCode> {
  const files = [...named.map(String), ...(flags['--'] ?? [])];
  if (files.length === 0) {
    throw new UsageError('No scenario file is named', { remedy: 'breakwater run scenarios/black-thursday.yaml' });
  }
  const seed = wholeNumber('--seed', once('--seed', flags.seed), 0);
  const maxTicks = wholeNumber('--max-ticks', once('--max-ticks', flags.maxTicks), 1);
  const out = once('--out', flags.out);
  const set = several(flags.set);
  const without = several(flags.without);
  const trialFlags = readTrialFlags(flags, files.length);
  const { trials, trial, resume } = trialFlags;
  const outputs = readGateFlags(flags);
  const isQuiet = flags.quiet === true;
  const options = { set, without, seed, trials };
  const plan = (file: string) => {
    const loaded = loadScenario(file, options);
    expectSeriesFit(loaded, trialFlags);
    // What an ensemble is compared with is another ensemble: `breakwater compare`.
    const ablation = isEnsemble(loaded, trialFlags)
      ? undefined
      : planAblation(file, { set, without, seed }, flags.baseline !== false);
    return { loaded, ablation };
  };
  const place = (loaded: LoadedScenario) =>
    outputFolder(loaded, { out: resume ?? out, isShared: files.length > 1, kind: folderKind(loaded, trialFlags) });
  let at = 0;
  const each = <In, Out>(items: readonly In[], make: (item: In) => Out): Out[] =>
    items.map((item, index) => {
      at = index;
      return make(item);
    });
  let planned: readonly (ReturnType<typeof plan> & { readonly dir: string })[];
  try {
    planned = each(each(files, plan), ({ loaded, ablation }) => ({ loaded, ablation, dir: place(loaded) }));
  } catch (error) {
    if (outputs.junit !== undefined || outputs.github !== undefined) {
      const { writeGate } = await import('./gate/writeGate.ts');
      writeGate(unstartedRuns({ files, at, error, options }), outputs, true);
    }
    throw error;
  }

  const interrupt = stopOnInterrupt();
  const isVerbose = flags.verbose === true;
  // The simulator is loaded once there is something to simulate: bad input is answered at once.
  const runLoaded = async (loaded: LoadedScenario, dir: string, ablation: Ablation | undefined): Promise<RunEnd> => {
    if (isEnsemble(loaded, trialFlags)) {
      const { runEnsemble } = await import('./ensemble/runEnsemble.ts');
      const { jobs, until, shard, series = 'all' } = trialFlags;
      const isResumed = resume !== undefined;
      return runEnsemble(loaded, dir, { interrupt, maxTicks, jobs, until, shard, series, isResumed, isQuiet });
    }
    const { runOne } = await import('./runOne.ts');
    return runOne(loaded, dir, { interrupt, maxTicks, trial, ablation, isQuiet, isVerbose });
  };
  const ends: RunEnd[] = [];
  const runs: GateRun[] = [];
  try {
    for (const { loaded, ablation, dir } of planned) {
      const scenario = loadedGateScenario(loaded, options);
      if (interrupt.signal.aborted) {
        const end: RunEnd = { code: ExitCode.interrupted, message: 'interrupted before it began' };
        ends.push(end);
        runs.push(gateRun({ scenario, end, dir: null, seconds: 0 }));
        continue;
      }
      if (planned.length > 1 && !isQuiet) process.stderr.write(`${loaded.path}\n`);
      const start = performance.now();
      const end = await runLoaded(loaded, dir, ablation).catch(brokenEnd);
      ends.push(end);
      const seconds = (performance.now() - start) / 1000;
      const shard = trialFlags.shard === undefined ? undefined : `${trialFlags.shard.part}/${trialFlags.shard.of}`;
      runs.push(gateRun({ scenario, end, dir, seconds, shard }));
    }
  } finally {
    interrupt.release();
    for (const { dir } of planned) removeIfEmpty(dir);
  }
  const { writeGate } = await import('./gate/writeGate.ts');
  writeGate(runs, outputs, isQuiet);
  return GRAVITY.find((code) => ends.some((end) => end.code === code)) ?? ExitCode.pass;
}

function brokenEnd(error: unknown): RunEnd {
  return { code: printError(error), message: messageOf(error) };
}
