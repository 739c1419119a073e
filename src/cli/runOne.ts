import { join } from 'node:path';
import { BreakwaterError, ExitCode, messageOf } from '../core/errors.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { renderConsoleSummary } from '../report/consoleSummary.ts';
import { renderTsv } from '../report/tsv.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { run } from '../sim/run.ts';
import type { TrialOutcome } from '../sim/runTrial.ts';
import type { Ablation } from './ablation.ts';
import type { Interrupt } from './interrupt.ts';
import { keepRecord } from './keepRecord.ts';
import { partialFolder } from './outputFolder.ts';
import { printError } from './printError.ts';
import { printRetry } from './printRetry.ts';
import { ProgressDisplay } from './progressDisplay.ts';
import { compareWithBaseline } from './runBaseline.ts';
import type { RunEnd } from './runEnd.ts';
import { screen } from './screen.ts';

export interface RunOneOptions {
  readonly interrupt: Interrupt;
  readonly maxTicks: number | undefined;
  /** Index of the trial; default 0. */
  readonly trial?: number | undefined;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** What to compare with; undefined if nobody was left out. */
  readonly ablation?: Ablation | undefined;
}

/**
 * Runs one scenario, keeps its record, prints what came out and builds the report, in this order: what is done can't be
 * lost to what comes after it.
 *
 * @throws BreakwaterError if the scenario can't be set up, or the record or the report can't be written
 */
export async function runOne(loaded: LoadedScenario, dir: string, options: RunOneOptions): Promise<RunEnd> {
  const { interrupt, maxTicks, trial, isQuiet, isVerbose } = options;
  const progress = isQuiet ? undefined : new ProgressDisplay();
  const outcomes: TrialOutcome[] = [];
  const outcome = await run(loaded, {
    maxTicks,
    trial,
    signal: interrupt.signal,
    onProgress: (state) => progress?.update(state),
    onTrial: (done) => outcomes.push(done),
    onRetry: printRetry,
  })
    .finally(() => progress?.clear())
    .catch((failure: unknown) => endOfSetUp(failure, interrupt));
  if (outcome === undefined) return { code: ExitCode.interrupted };
  const { record, error } = outcome;

  const folder = record.status === 'complete' ? dir : partialFolder(dir);
  const stray = interrupt.stray();
  if (error !== undefined) printFailure(record, error, isVerbose);
  else if (stray !== undefined) printStray(stray.error);
  else if (interrupt.signal.aborted && record.status !== 'complete') printInterruption(record, folder);
  try {
    keepRecord(folder, record, outcomes);
  } catch (failure) {
    if (!isQuiet) printSummary(record, undefined, isVerbose);
    throw failure;
  }
  const compared = await compareWithBaseline(record, folder, options);
  if (!isQuiet) printSummary(compared.record, folder, isVerbose);
  await build(folder);
  const failure = error ?? stray?.error;
  const end = { record: compared.record, dir: folder, message: failure === undefined ? undefined : messageOf(failure) };
  if (compared.code !== undefined) return { ...end, code: compared.code };
  if (error === undefined && stray !== undefined) return { ...end, code: ExitCode.internal };
  return { ...end, code: exitCodeOf(record, error, interrupt.signal) };
}

/** What an interrupt during the set-up breaks is no fault. @throws what else ended it */
function endOfSetUp(failure: unknown, { signal, stray }: Interrupt): undefined {
  if (!signal.aborted || stray() !== undefined) throw failure;
  process.stderr.write('Interrupted before the first tick; there is nothing to keep\n');
}

/** Loaded only now: it is a third of the code, and most bad input never gets here. @throws BreakwaterError as `buildReport` */
async function build(dir: string): Promise<void> {
  try {
    const { buildReport } = await import('../report/buildReport.ts');
    await buildReport(dir);
  } catch (cause) {
    process.stderr.write(`The record is kept; build its report with: npx breakwater report ${dir}\n`);
    throw cause;
  }
}

function printSummary(record: RunRecord, dir: string | undefined, isVerbose: boolean): void {
  const path = dir === undefined ? {} : { path: join(dir, 'index.html') };
  const summary = renderConsoleSummary(record, { ...screen(), ...path });
  process.stdout.write(`${summary}\n`);
  if (isVerbose) process.stdout.write(`\n${renderTsv(record)}`);
}

function printFailure({ trials }: RunRecord, error: unknown, isVerbose: boolean): void {
  const failure = trials.find((trial) => trial.failure !== undefined)?.failure;
  if (error instanceof BreakwaterError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`Internal error: ${error instanceof Error ? error.message : String(error)}\n`);
  if (failure !== undefined) process.stderr.write(`  at tick ${failure.tick}; replay: ${failure.replay}\n`);
  if (isVerbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function printStray(error: unknown): void {
  process.stderr.write('An error that nothing caught ended the run; a timer or promise of a policy file?\n');
  printError(error);
}

function printInterruption({ trials }: RunRecord, dir: string): void {
  const done = trials.reduce((sum, { ticks }) => sum + ticks, 0);
  const planned = trials.reduce((sum, { plannedTicks }) => sum + plannedTicks, 0);
  process.stderr.write(`Interrupted after tick ${done} of ${planned}; what was done is in ${dir}, marked as partial\n`);
}

function exitCodeOf(record: RunRecord, error: unknown, signal: AbortSignal): ExitCode {
  if (error !== undefined) return error instanceof BreakwaterError ? error.exitCode : ExitCode.internal;
  if (signal.aborted && record.status !== 'complete') return ExitCode.interrupted;
  if (record.verdict === 'fail') return ExitCode.thresholdFailed;
  return record.verdict === 'inconclusive' ? ExitCode.inconclusive : ExitCode.pass;
}
