import { BreakwaterError } from '../../core/errors.ts';
import type { EnsembleSetting, TrialResult } from '../../metric/ensembleRecord.ts';
import type { OpenOrder } from './messages.ts';
import { type TrialEnd, TrialWorker } from './trialWorker.ts';

export interface PoolOptions {
  /** Workers at once. */
  readonly jobs: number;
  readonly order: OpenOrder;
  /** Whether each trial gets a process of its own: code of a user's may keep what it likes between trials. */
  readonly isFresh: boolean;
  /** Index of the next trial; undefined: none is left. */
  readonly next: () => number | undefined;
  /** Told of each trial that is done, in the order in which they end. */
  readonly onDone: (result: TrialResult, setting: EnsembleSetting | undefined) => void;
  readonly onProgress: (index: number, share: number) => void;
  /** What a trial comes to whose process was lost, twice for no reason of its own. */
  readonly lost: (index: number, failure: { readonly stage: string; readonly message: string }) => TrialResult;
  /** Drops what is under way. */
  readonly signal: AbortSignal;
}

/**
 * Runs trials on several processes until none is left.
 *
 * What the machine breaks (a process that is lost, an Anvil that is killed) is run once more in a new process, and is a
 * failed trial if it breaks again. A trial that failed leaves its process too: what it broke there is gone with it.
 *
 * @throws BreakwaterError if a worker can't be started, a file can't be written or an endpoint fails for good; the others are
 * stopped then
 */
export async function runPool(options: PoolOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const slots = Array.from({ length: options.jobs }, () =>
    serveSlot(options, signal).catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  const ends = await Promise.allSettled(slots);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** One worker after the other, one trial after the other. */
async function serveSlot(options: PoolOptions, signal: AbortSignal): Promise<void> {
  let worker: TrialWorker | undefined;
  const close = async (): Promise<void> => {
    const closing = worker?.close();
    worker = undefined;
    await closing;
  };
  const drop = (): void => void worker?.close();
  signal.addEventListener('abort', drop);
  try {
    for (let index = options.next(); index !== undefined; index = options.next()) {
      const at = index;
      for (let attempt = 1; ; attempt++) {
        worker ??= await TrialWorker.start(options.order);
        if (signal.aborted) return;
        const end = await worker.run(at, (share) => options.onProgress(at, share));
        if (signal.aborted) return;
        if (end.kind !== 'done' || options.isFresh || end.result.record.status === 'failed') await close();
        if (settle(end, at, attempt, options)) break;
      }
      if (signal.aborted) return;
    }
  } catch (error) {
    // What a stop breaks is no fault.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', drop);
    await close();
  }
}

/** @returns false if the trial is to be run once more */
function settle(end: TrialEnd, index: number, attempt: number, { onDone, lost }: PoolOptions): boolean {
  if (end.kind === 'done') {
    const { fault, result } = end;
    if (fault !== undefined && attempt === 1) return false;
    // Not the trials' fault, and none of those that are left would fare better.
    if (fault === 'upstream')
      throw new BreakwaterError(result.record.failure?.message ?? 'The upstream does not answer');
    onDone(end.result, end.setting);
    return true;
  }
  if (end.kind === 'gone' && attempt === 1) return false;
  const stage = end.kind === 'gone' ? 'worker' : 'policy';
  const message =
    end.kind === 'gone'
      ? `The process that ran it was lost twice: ${end.message}`
      : `An error that nothing caught, from a timer or promise of a policy file: ${end.message}`;
  onDone(lost(index, { stage, message }), undefined);
  return true;
}
