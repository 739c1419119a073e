import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { BreakwaterError, ExitCode, UsageError } from '../core/errors.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { buildReport } from '../report/buildReport.ts';
import { renderConsoleSummary } from '../report/consoleSummary.ts';
import { renderTsv } from '../report/tsv.ts';
import { writeRunRecord, writeTrialSeries } from '../report/writeRecord.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { run } from '../sim/run.ts';
import type { TrialOutcome } from '../sim/runTrial.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { outputFolder, partialFolder } from './outputFolder.ts';
import { ProgressDisplay } from './progressDisplay.ts';

export interface RunFlags {
  readonly out?: string;
  readonly seed?: string | number;
  readonly set?: string | readonly string[];
  readonly maxTicks?: string | number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
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
 * `breakwater run`: all files are validated before anything starts; then they run one after the other.
 *
 * @throws UsageError for a bad flag, scenario or output folder
 */
export async function runCommand(files: readonly string[], flags: RunFlags): Promise<ExitCode> {
  if (files.length === 0) {
    throw new UsageError('No scenario file is named', { remedy: 'breakwater run scenarios/black-thursday.yaml' });
  }
  const seed = wholeNumber('--seed', flags.seed, 0);
  const maxTicks = wholeNumber('--max-ticks', flags.maxTicks, 1);
  const set = flags.set === undefined ? [] : [flags.set].flat().map(String);
  const planned = files
    .map((file) => loadScenario(String(file), { set, seed }))
    .map((loaded) => ({ loaded, dir: outputFolder(loaded, { out: flags.out, isShared: files.length > 1 }) }));

  const { signal, release } = stopOnInterrupt();
  const codes: ExitCode[] = [];
  try {
    for (const { loaded, dir } of planned) {
      codes.push(await runOne(loaded, dir, { signal, maxTicks, flags }));
      if (signal.aborted) break;
    }
  } finally {
    release();
  }
  return GRAVITY.find((code) => codes.includes(code)) ?? ExitCode.pass;
}

interface OneRun {
  readonly signal: AbortSignal;
  readonly maxTicks: number | undefined;
  readonly flags: RunFlags;
}

async function runOne(loaded: LoadedScenario, dir: string, { signal, maxTicks, flags }: OneRun): Promise<ExitCode> {
  const progress = flags.quiet === true ? undefined : new ProgressDisplay();
  const outcomes: TrialOutcome[] = [];
  const { record, error } = await run(loaded, {
    maxTicks,
    signal,
    onProgress: (state) => progress?.update(state),
    onTrial: (outcome) => outcomes.push(outcome),
  }).finally(() => progress?.clear());
  const folder = record.status === 'complete' ? dir : partialFolder(dir);
  await writeRun(folder, record, outcomes);
  if (flags.quiet !== true) print(record, folder, flags.verbose === true);
  if (error !== undefined) reportFailure(record, error, flags.verbose === true);
  return exitCodeOf(record, error, signal);
}

async function writeRun(dir: string, record: RunRecord, outcomes: readonly TrialOutcome[]): Promise<void> {
  mkdirSync(dir, { recursive: true });
  for (const [index, { series }] of outcomes.entries()) writeTrialSeries(dir, index, series);
  writeRunRecord(dir, record);
  await buildReport(dir);
}

function print(record: RunRecord, dir: string, isVerbose: boolean): void {
  const { columns, rows, isTTY } = process.stdout;
  const summary = renderConsoleSummary(record, {
    color: isTTY && pc.isColorSupported,
    path: join(dir, 'index.html'),
    ...(columns === undefined ? {} : { width: columns }),
    ...(rows === undefined ? {} : { height: rows }),
  });
  process.stdout.write(`${summary}\n`);
  if (isVerbose) process.stdout.write(`\n${renderTsv(record)}`);
}

function reportFailure({ trials }: RunRecord, error: unknown, isVerbose: boolean): void {
  const failure = trials.find((trial) => trial.failure !== undefined)?.failure;
  const message = error instanceof BreakwaterError ? error.message : `Internal error: ${String(error)}`;
  process.stderr.write(`${message}\n  at tick ${failure?.tick}; replay: ${failure?.replay}\n`);
  if (isVerbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function exitCodeOf(record: RunRecord, error: unknown, signal: AbortSignal): ExitCode {
  if (signal.aborted && record.status !== 'complete') return ExitCode.interrupted;
  if (error !== undefined) return error instanceof BreakwaterError ? error.exitCode : ExitCode.internal;
  if (record.verdict === 'fail') return ExitCode.thresholdFailed;
  return record.verdict === 'inconclusive' ? ExitCode.inconclusive : ExitCode.pass;
}

function wholeNumber(flag: string, value: string | number | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (String(value).trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`${flag} takes a whole number from ${least} on`, { facts: { found: String(value) } });
}
