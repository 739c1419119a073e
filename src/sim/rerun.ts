import type { RunRecord, TrialRecord } from '../metric/runRecord.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { runHash, trialHash } from './resultHash.ts';
import { type RunOptions, type RunOutcome, run } from './run.ts';
import type { TrialOutcome } from './runTrial.ts';

export type RerunOptions = Pick<RunOptions, 'onProgress' | 'onRetry' | 'signal'>;

export interface Rerun {
  /** What came out this time, as its file would hold it. */
  readonly record: RunRecord;
  /** What ended a trial that has not failed so on record. */
  readonly error: unknown;
  /** What could not be put to the test, in words. */
  readonly notes: readonly string[];
}

type Attempt = Omit<RunOutcome, 'record'> & { readonly record: RunRecord; readonly trials: readonly TrialOutcome[] };

/**
 * Runs again what a record holds, as many ticks as it has. A failure on record that is the scenario's own comes again;
 * one of the machine does not, and then what came before it is run again.
 *
 * @param loaded the record's scenario
 * @throws UsageError if the scenario can't be set up
 */
export async function rerun(recorded: RunRecord, loaded: LoadedScenario, options: RerunOptions): Promise<Rerun> {
  const trial = recorded.trials[0]?.index ?? 0;
  const first = await attempt(loaded, { ...options, trial, maxTicks: ticksOf(recorded.trials, ticksToFailure) });
  const isSame = failureOf(recorded) === failureOf(first.record);
  if (isSame || first.error !== undefined || options.signal?.aborted === true) {
    return { ...comparable(recorded, first, []), error: isSame ? undefined : first.error };
  }
  const note = `the failure on record did not come again: ${recorded.trials.find(hasFailed)?.failure?.message}`;
  const maxTicks = ticksOf(recorded.trials, ({ ticks }) => ticks);
  const second = await attempt(loaded, { ...options, trial, maxTicks });
  return { ...comparable(recorded, second, [note.split('\n')[0] as string]), error: second.error };
}

async function attempt(loaded: LoadedScenario, options: RunOptions): Promise<Attempt> {
  const trials: TrialOutcome[] = [];
  const { record, error } = await run(loaded, { ...options, onTrial: (outcome) => trials.push(outcome) });
  return { record, error, trials };
}

/** The record may hold any number. */
function ticksOf(trials: readonly TrialRecord[], of: (trial: TrialRecord) => number): number {
  return Math.max(0, ...trials.map((trial) => Math.floor(of(trial))));
}

/** A failure lies in the tick that was not done any more. */
function ticksToFailure({ ticks, failure }: TrialRecord): number {
  return failure?.tick == null ? ticks : failure.tick + 1;
}

function hasFailed({ status }: TrialRecord): boolean {
  return status === 'failed';
}

function failureOf({ trials }: RunRecord): string | undefined {
  const failed = trials.find(hasFailed);
  return failed === undefined
    ? undefined
    : JSON.stringify([failed.index, failed.failure?.tick, failed.failure?.message]);
}

/**
 * Where a trial on record was cut off by what is not of the scenario, its last block may be gone, or be one more than
 * was sampled: everything but that block is compared.
 */
function comparable(recorded: RunRecord, { record, trials }: Attempt, notes: readonly string[]): Omit<Rerun, 'error'> {
  const all = [...notes];
  const compared = record.trials.map((trial, i): TrialRecord => {
    const old = recorded.trials[i];
    const series = trials[i]?.series;
    const isCut = old !== undefined && (old.lastBlockHash === '0x' || (hasFailed(old) && !hasFailed(trial)));
    if (!isCut || series === undefined) return trial;
    all.push(`the last block of trial ${trial.index} is not compared: it was cut off`);
    const { lastBlockHash } = old;
    return { ...trial, lastBlockHash, resultHash: trialHash(trial.seed, lastBlockHash, series) };
  });
  const resultHash = runHash(compared.map((trial) => trial.resultHash));
  // Infinities and the like have no place in JSON: compare what would be on disk.
  const kept = JSON.parse(JSON.stringify({ ...record, resultHash, trials: compared })) as RunRecord;
  return { record: kept, notes: all };
}
