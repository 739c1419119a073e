import { dirname, relative, resolve } from 'node:path';
import { writePack } from '../chain/upstream/pack.ts';
import { BreakwaterError, ExitCode, UsageError } from '../core/errors.ts';
import { quoted } from '../core/shellText.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { planRun } from '../scenario/plan.ts';
import type { ForkSource, OpenedSource } from '../sim/source.ts';
import { once, wholeNumber } from './flags.ts';
import { type Interrupt, stopOnInterrupt } from './interrupt.ts';

export interface CaptureFlags {
  readonly out?: unknown;
  readonly seed?: unknown;
  readonly set?: unknown;
  readonly quiet?: boolean;
}

/** Runs from the capture alone until one needs nothing more; more than two would mean that a run is not repeatable. */
const MOST_REPLAYS = 3;

/**
 * `breakwater capture`: runs a scenario on its fork, then from what was recorded, until a run needs nothing more, and
 * writes that as a pack.
 *
 * @throws UsageError for a bad flag or scenario, BreakwaterError if the endpoint fails or the replay differs
 */
export async function captureCommand(file: string, flags: CaptureFlags): Promise<ExitCode> {
  const seed = wholeNumber('--seed', once('--seed', flags.seed), 0);
  const set = flags.set === undefined ? [] : [flags.set].flat().map(String);
  const loaded = loadScenario(file, { set, seed });
  const { chain } = loaded.scenario;
  if (chain.source !== 'fork') {
    throw new UsageError('Only a fork can be captured', {
      facts: { scenario: file, 'chain.source': chain.source },
      remedy: 'set chain.source to fork, with url and block: see docs/forking.md',
    });
  }
  const out = once('--out', flags.out) ?? defaultOut(loaded, chain.file);
  const interrupt = stopOnInterrupt();
  try {
    return await capture(loaded, out, { interrupt, isQuiet: flags.quiet === true });
  } catch (error) {
    // What an interrupt breaks is no fault.
    if (interrupt.signal.aborted && interrupt.stray() === undefined) return ExitCode.interrupted;
    throw error;
  } finally {
    interrupt.release();
  }
}

function defaultOut({ path, scenario }: LoadedScenario, stated: string | undefined): string {
  const folder = dirname(resolve(path));
  return relative(process.cwd(), resolve(folder, stated ?? `${scenario.name}.pack.json.zst`));
}

interface CaptureOptions {
  readonly interrupt: Interrupt;
  readonly isQuiet: boolean;
}

async function capture(loaded: LoadedScenario, out: string, options: CaptureOptions): Promise<ExitCode> {
  const { openSource } = await import('../sim/source.ts');
  const { baseDirOf } = await import('../sim/trialRunner.ts');
  const { printRetry } = await import('./printRetry.ts');
  const source = await openSource(loaded.scenario, baseDirOf(loaded), {
    onRetry: printRetry,
    signal: options.interrupt.signal,
    isFresh: true,
  });
  try {
    const hash = await recordAll(source, loaded, options);
    if (hash === undefined) return ExitCode.interrupted;
    await keep(source, loaded, { out, hash, isQuiet: options.isQuiet });
    return ExitCode.pass;
  } finally {
    await source.close();
  }
}

/**
 * Runs until nothing is missing from the capture.
 *
 * @returns the result hash; undefined if it was interrupted
 */
async function recordAll(
  source: OpenedSource,
  loaded: LoadedScenario,
  options: CaptureOptions,
): Promise<string | undefined> {
  const { gate } = source.fork as ForkSource;
  const first = await runOnce(source, loaded, options, 'on the fork');
  for (let replay = 1; first !== undefined && replay <= MOST_REPLAYS; replay++) {
    const before = gate.requests;
    const hash = await runOnce(source, loaded, options, 'from the capture');
    if (hash === undefined) return undefined;
    if (hash !== first) {
      throw new BreakwaterError('The run from the capture differs from the run on the fork', {
        facts: { 'on the fork': first, 'from the capture': hash },
        remedy: 'report this with the scenario and the block',
      });
    }
    if (gate.requests === before) return hash;
  }
  if (first === undefined) return undefined;
  throw new BreakwaterError(`Each of ${MOST_REPLAYS} runs from the capture needed more`, {
    remedy: 'report this with the scenario and the block',
  });
}

async function runOnce(
  source: OpenedSource,
  loaded: LoadedScenario,
  { interrupt, isQuiet }: CaptureOptions,
  how: string,
): Promise<string | undefined> {
  const { runOn } = await import('../sim/run.ts');
  const { runHash } = await import('../sim/resultHash.ts');
  const { ProgressDisplay } = await import('./progressDisplay.ts');
  if (!isQuiet) process.stderr.write(`Running ${loaded.path} ${how}\n`);
  const progress = isQuiet ? undefined : new ProgressDisplay();
  const hashes: string[] = [];
  // A pack has to hold what every trial of the scenario reads.
  for (const { index } of planRun(loaded.scenario).trials) {
    const { record, error } = await runOn(source, loaded, {
      trial: index,
      signal: interrupt.signal,
      onProgress: (state) => progress?.update(state),
    }).finally(() => progress?.clear());
    if (error !== undefined) throw error;
    if (interrupt.signal.aborted) return undefined;
    hashes.push(...record.trials.map(({ resultHash }) => resultHash));
  }
  return runHash(hashes);
}

async function keep(
  { fork }: OpenedSource,
  { scenario, hash: scenarioHash, path, overrides }: LoadedScenario,
  { out, hash, isQuiet }: { readonly out: string; readonly hash: string; readonly isQuiet: boolean },
): Promise<void> {
  const { gate, book } = fork as ForkSource;
  const { versions } = await import('../sim/versions.ts');
  const { breakwater = '', anvil = '' } = versions();
  const { bytes, sha256 } = await writePack(out, {
    capture: gate.capture,
    extra: { book, scenario: { name: scenario.name, hash: scenarioHash }, madeBy: { breakwater, anvil } },
  });
  if (isQuiet) return;
  const { block, chainId, addresses, slots } = gate.capture;
  const written = relative(dirname(resolve(path)), resolve(out));
  const sets = [...overrides, 'chain.source=pack', `chain.file=${written}`].map((set) => ` --set ${quoted(set)}`);
  process.stdout.write(
    `Captured chain ${chainId} at block ${block.number}: ${addresses} accounts, ${slots} slots
  pack         ${out} (${(bytes / 1e6).toFixed(2)} MB, sha256 ${sha256})
  result hash  ${hash}
Replay it offline: npx breakwater run ${quoted(path)} --seed ${scenario.seed}${sets.join('')}
`,
  );
}
