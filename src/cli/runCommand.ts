import { ExitCode, UsageError } from '../core/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import { planAblation } from './ablation.ts';
import { once, several, wholeNumber } from './flags.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { outputFolder, removeIfEmpty } from './outputFolder.ts';
import { printError } from './printError.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface RunFlags {
  readonly out?: unknown;
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
  const planned = files
    .map((file) => ({
      loaded: loadScenario(file, { set, without, seed }),
      ablation: planAblation(file, { set, without, seed }, flags.baseline !== false),
    }))
    .map((plan) => ({ ...plan, dir: outputFolder(plan.loaded, { out, isShared: files.length > 1 }) }));

  const interrupt = stopOnInterrupt();
  // The simulator is loaded once there is something to simulate: bad input is answered at once.
  const { runOne } = await import('./runOne.ts');
  const options = { interrupt, maxTicks, isQuiet: flags.quiet === true, isVerbose: flags.verbose === true };
  const codes: ExitCode[] = [];
  try {
    for (const { loaded, ablation, dir } of planned) {
      if (interrupt.signal.aborted) {
        codes.push(ExitCode.interrupted);
        break;
      }
      if (planned.length > 1 && flags.quiet !== true) process.stderr.write(`${loaded.path}\n`);
      codes.push(await runOne(loaded, dir, { ...options, ablation }).catch(printError));
    }
  } finally {
    interrupt.release();
    for (const { dir } of planned) removeIfEmpty(dir);
  }
  return GRAVITY.find((code) => codes.includes(code)) ?? ExitCode.pass;
}
