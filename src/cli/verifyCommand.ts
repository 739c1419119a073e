import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { BreakwaterError, ExitCode, UsageError } from '../core/errors.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { type ComparedField, compareRecords } from '../report/compareRecords.ts';
import { comparisonTsv, differenceLine, renderComparison } from '../report/comparison.ts';
import { readRecordAt } from '../report/readRecord.ts';
import { hasTrialSeries, readTrialSeries } from '../report/readSeries.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { loadRecorded } from '../sim/loadRecorded.ts';
import type { Rerun, RerunOptions } from '../sim/rerun.ts';
import { once } from './flags.ts';
import { type Interrupt, stopOnInterrupt } from './interrupt.ts';
import { printError } from './printError.ts';
import { printRetry } from './printRetry.ts';
import { ProgressDisplay } from './progressDisplay.ts';
import { checkBaseline } from './verifyBaseline.ts';

export interface VerifyFlags {
  /** As cac gives it: a list if it is repeated, a number if it looks like one. */
  readonly scenario?: unknown;
  readonly tsv?: boolean;
}

/**
 * `breakwater verify <dir|run.json>`: runs again what the record says and compares, field by field.
 *
 * @param place a number if its name looks like one
 * @throws UsageError if there is no record, or its scenario can't be loaded or set up
 */
export async function verifyCommand(place: string | number, flags: VerifyFlags): Promise<ExitCode> {
  const { record, dir } = readRecordAt(String(place));
  const path = scenarioPath(flags.scenario, record);
  const loaded = loadRecorded(record, path);
  const seriesFields = await compareSeries(dir, record);
  const baseline = checkBaseline(dir, record);

  const interrupt = stopOnInterrupt();
  try {
    const again = await runAgain(record, loaded, interrupt);
    const stopped = stoppedBy(again, interrupt);
    if (stopped !== undefined) return stopped;
    const fields = [...compareRecords(record, again.record), ...seriesFields, ...baseline.fields];
    const notes = [...again.notes, ...baseline.notes, ...fileNotes(record, path, [...loaded.files.keys()], fields)];
    return report(record, fields, notes, flags.tsv === true);
  } finally {
    interrupt.release();
  }
}

/** Where the scenario file lies or lay; of a folder, the file of the recorded name in it. */
function scenarioPath(flag: unknown, { scenario }: RunRecord): string {
  const path = once('--scenario', flag);
  if (path === undefined) return scenario.file;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new UsageError('There is no such scenario', {
      facts: { path },
      remedy: 'name the scenario file, or the folder of the files that it names, with --scenario',
    });
  }
  return found.isDirectory() ? join(path, basename(scenario.file)) : path;
}

async function runAgain(record: RunRecord, loaded: LoadedScenario, { signal }: Interrupt): Promise<Rerun> {
  // The simulator is loaded once there is something to simulate: bad input is answered at once.
  const { rerun } = await import('../sim/rerun.ts');
  const progress = new ProgressDisplay();
  const onProgress: RerunOptions['onProgress'] = (state) => progress.update(state);
  return rerun(record, loaded, { signal, onProgress, onRetry: printRetry }).finally(() => progress.clear());
}

/** Says why there is nothing to compare. @returns the exit code, or undefined if there is */
function stoppedBy({ record, error }: Rerun, interrupt: Interrupt): ExitCode | undefined {
  const done = record.trials.reduce((sum, { ticks }) => sum + ticks, 0);
  const stray = interrupt.stray();
  if (stray !== undefined) {
    process.stderr.write('An error that nothing caught ended the run; a timer or promise of a policy file?\n');
    printError(stray.error);
    return ExitCode.internal;
  }
  if (interrupt.signal.aborted && record.trials.some(({ status }) => status === 'interrupted')) {
    process.stderr.write(`Interrupted after tick ${done}; nothing is verified\n`);
    return ExitCode.interrupted;
  }
  if (error === undefined) return undefined;
  process.stderr.write(`The run failed after tick ${done}, which it has not on record; nothing is verified\n`);
  printError(error);
  return error instanceof BreakwaterError ? error.exitCode : ExitCode.internal;
}

/** Whether the series that charts are drawn from are those that the record speaks of. */
async function compareSeries(dir: string, { trials }: RunRecord): Promise<ComparedField[]> {
  const { trialHash } = await import('../sim/resultHash.ts');
  const there = trials.filter(({ index }) => hasTrialSeries(dir, index));
  return Promise.all(
    there.map(async ({ index, seed, lastBlockHash, resultHash: recorded }) => {
      const now = trialHash(seed, lastBlockHash, await readTrialSeries(dir, index));
      const name = `trial ${index}: series beside the record`;
      return { name, kind: 'result' as const, isEqual: now === recorded, recorded, now };
    }),
  );
}

function fileNotes(
  { scenario }: RunRecord,
  path: string,
  named: readonly string[],
  fields: readonly ComparedField[],
): string[] {
  const notes: string[] = [];
  if (isFile(path) && readFileSync(path, 'utf8') !== scenario.source) {
    notes.push(`${path} is not any more what was recorded; the recorded text is what was run`);
  }
  const isOther = fields.some(({ name, isEqual }) => name === 'scenario hash' && !isEqual);
  if (isOther && named.length > 0) {
    notes.push(`the scenario hash covers the files that the scenario names: ${named.join(', ')}`);
  }
  return notes;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function report(
  record: RunRecord,
  fields: readonly ComparedField[],
  notes: readonly string[],
  isTsv: boolean,
): ExitCode {
  const { isTTY, columns } = process.stdout;
  const color = isTTY === true && pc.isColorSupported;
  // Not among the values that a program reads.
  const say = (line: string) => (isTsv ? process.stderr : process.stdout).write(`${line}\n`);
  process.stdout.write(
    isTsv ? comparisonTsv(fields) : renderComparison(fields, { color, ...(columns ? { width: columns } : {}) }),
  );
  if (!isTsv) say('');
  for (const note of notes) say(`note: ${note}`);
  const difference = differenceLine(fields);
  if (difference !== undefined) {
    say(difference);
    return ExitCode.thresholdFailed;
  }
  say(`verified: same result hash ${record.resultHash}${extent(record)}`);
  return ExitCode.pass;
}

/** Of a run that was cut short, how far it was verified. */
function extent({ status, trials }: RunRecord): string {
  if (status === 'complete') return '';
  const done = trials.reduce((sum, { ticks }) => sum + ticks, 0);
  const planned = trials.reduce((sum, { plannedTicks }) => sum + plannedTicks, 0);
  return `, over the ${done} of ${planned} ticks on record`;
}
