import { BreakwaterError, ExitCode, messageOf } from '../../core/errors.ts';
import { KEPT_TABLES, type SeriesTable, writeTrialSeries } from '../../report/writeRecord.ts';
import { loadScenario } from '../../scenario/load.ts';
import { EnsembleTrials } from '../../sim/ensemble/ensembleTrials.ts';
import { printRetry } from '../printRetry.ts';
import type { Answer, OpenOrder, Order } from './messages.ts';

/** Time to bring a trial to its end that nobody waits for any more. */
const END_MS = 30_000;
/** Times that a trial tells how far it is. */
const STEPS = 50;

/** Runs trials as they are ordered by the process that started this one, and ends with it. */
export function serveTrials(): void {
  const stop = new AbortController();
  let trials: Promise<EnsembleTrials> | undefined;
  let running: Promise<void> = Promise.resolve();
  let dir = '';
  let kept: readonly SeriesTable[] = [];

  // The one who gives orders decides what a signal means; a terminal sends it to both.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  process.on('uncaughtException', (error) => {
    answer({ kind: 'stray', message: messageOf(error) }, () => process.exit(ExitCode.internal));
  });
  // A trial that is under way is dropped, its Anvil closed in order; what was read of a fork is kept.
  const end = async (code: ExitCode): Promise<void> => {
    setTimeout(() => process.exit(code), END_MS).unref();
    stop.abort();
    await running.catch(() => {});
    await trials?.then((opened) => opened.close()).catch(() => {});
    process.exit(code);
  };
  process.on('disconnect', () => void end(ExitCode.internal));
  process.on('message', async (order: Order) => {
    switch (order.kind) {
      case 'open':
        dir = order.dir;
        kept = KEPT_TABLES[order.series];
        trials = open(order, stop.signal);
        await trials.then(
          () => answer({ kind: 'opened' }),
          (error: unknown) => answer({ kind: 'refused', ...refusal(error) }),
        );
        break;
      case 'run':
        if (trials !== undefined) running = runTrial(await trials, order.index, { dir, kept });
        await running;
        break;
      case 'close':
        await end(ExitCode.pass);
    }
  });
}

async function open(order: OpenOrder, signal: AbortSignal): Promise<EnsembleTrials> {
  const { path, source, set, seed, trials, hash, maxTicks, until } = order;
  const loaded = loadScenario(path, { source, set, seed, trials });
  if (hash !== null && loaded.hash !== hash) {
    throw new BreakwaterError('A file that the scenario names has changed while the ensemble runs', {
      facts: { scenario: path, before: hash, now: loaded.hash },
      remedy: 'restore it and go on with --resume, or run the ensemble again',
    });
  }
  return EnsembleTrials.open(loaded, { maxTicks, until, onRetry: printRetry, signal });
}

async function runTrial(
  trials: EnsembleTrials,
  index: number,
  { dir, kept }: { readonly dir: string; readonly kept: readonly SeriesTable[] },
): Promise<void> {
  let told = 0;
  const { result, opened, fault } = await trials.run(index, ({ tick, ticks }) => {
    const step = Math.floor((tick / ticks) * STEPS);
    if (step > told) answer({ kind: 'progress', index, share: tick / ticks });
    told = Math.max(told, step);
  });
  // Half a trial is none: its series must not get in the way of those of the process that goes on with it.
  if (result.record.status === 'interrupted') return;
  try {
    if (opened !== undefined) writeTrialSeries(dir, index, opened.series, kept);
  } catch (error) {
    answer({ kind: 'unwritable', ...refusal(error) });
    return;
  }
  answer({ kind: 'done', result, setting: opened?.setting, fault });
}

function refusal(error: unknown): { message: string; exitCode: number } {
  const exitCode = error instanceof BreakwaterError ? error.exitCode : ExitCode.internal;
  return { message: messageOf(error), exitCode };
}

function answer(message: Answer, sent: () => void = () => {}): void {
  // Who asked may be gone; the end of the connection ends this process.
  process.send?.(message, undefined, undefined, sent);
}
