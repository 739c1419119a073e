import { ExitCode, messageOf, UsageError } from '../core/errors.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { type Ablation, planAblation } from './ablation.ts';
import { misplacedFiles, openBaseline, type RawBaselineFlags } from './baseline/openBaseline.ts';
import { once, several, wholeNumber } from './flags.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { outputFolder, removeIfEmpty } from './outputFolder.ts';
import { printError } from './printError.ts';
import type { RunEnd } from './runEnd.ts';
import { folderKind, isEnsemble, type RawTrialFlags, readTrialFlags } from './trialFlags.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface RunFlags extends RawTrialFlags, RawBaselineFlags {
  readonly seed?: unknown;
  readonly set?: unknown;
  readonly without?: unknown;
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
  const files = [...named.map(String), ...misplacedFiles(flags), ...(flags['--'] ?? [])];
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
  const plans = files.map((file) => {
    const loaded = loadScenario(file, { set, without, seed, trials });
    // What an ensemble is compared with is another ensemble: `breakwater compare`.
    const ablation = isEnsemble(loaded, trialFlags)
      ? undefined
      : planAblation(file, { set, without, seed }, flags.baseline !== false);
    return { loaded, ablation };
  });
  const gate = await openBaseline(flags, plans);
  const planned = plans.map((plan) => {
    const kind = folderKind(plan.loaded, trialFlags);
    return { ...plan, dir: outputFolder(plan.loaded, { out: resume ?? out, isShared: files.length > 1, kind }) };
  });
  const interrupt = stopOnInterrupt();
  const isQuiet = flags.quiet === true;
  const isVerbose = flags.verbose === true;
  // The simulator is loaded once there is something to simulate: bad input is answered at once.
  const runLoaded = async (loaded: LoadedScenario, dir: string, ablation: Ablation | undefined): Promise<RunEnd> => {
    if (isEnsemble(loaded, trialFlags)) {
      const { runEnsemble } = await import('./ensemble/runEnsemble.ts');
      const { jobs, until, shard } = trialFlags;
      const isResumed = resume !== undefined;
      return runEnsemble(loaded, dir, { interrupt, maxTicks, jobs, until, shard, isResumed, isQuiet });
    }
    const { runOne } = await import('./runOne.ts');
    return runOne(loaded, dir, { interrupt, maxTicks, trial, ablation, isQuiet, isVerbose });
  };
  const ends: RunEnd[] = [];
  try {
    for (const { loaded, ablation, dir } of planned) {
      if (interrupt.signal.aborted) {
        ends.push({ code: ExitCode.interrupted });
        break;
      }
      if (planned.length > 1 && flags.quiet !== true) process.stderr.write(`${loaded.path}\n`);
      const end = await runLoaded(loaded, dir, ablation).catch(brokenEnd);
      ends.push((await gate?.(loaded, end, { dir, isQuiet, isVerbose })) ?? end);
    }
  } finally {
    interrupt.release();
    for (const { dir } of planned) removeIfEmpty(dir);
  }
  return GRAVITY.find((code) => ends.some((end) => end.code === code || end.baseline?.code === code)) ?? ExitCode.pass;
}

function brokenEnd(error: unknown): RunEnd {
  return { code: printError(error), message: messageOf(error) };
}
