import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../metric/runRecord.ts';
import { writeFailure } from '../report/writeFile.ts';
import { RECORD_FILE, writeRunRecord, writeTrialSeries } from '../report/writeRecord.ts';
import type { TrialOutcome } from '../sim/runTrial.ts';

/** What the report is made of: it is built anew, and none of an older one stays. */
const REPORT_FILES = ['index.html', 'summary.md'];

/**
 * Puts a run's record into its folder, over an older one if there is one: all of it or, on a full disk say, nothing.
 *
 * @param dir made if missing
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function keepRecord(dir: string, record: RunRecord, outcomes: readonly TrialOutcome[]): void {
  const staging = join(dir, `.writing-${process.pid}`);
  try {
    for (const { record: trial, series } of outcomes) writeTrialSeries(staging, trial.index, series);
    writeRunRecord(staging, record);
    moveIn(staging, dir);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Renaming takes no space. The record comes last: it says that the rest is there. */
function moveIn(staging: string, dir: string): void {
  try {
    for (const name of REPORT_FILES) rmSync(join(dir, name), { force: true });
    for (const name of filesOf(join(dir, 'charts'), '.vl.json')) rmSync(join(dir, 'charts', name), { force: true });
    mkdirSync(join(dir, 'series'), { recursive: true });
    const written = filesOf(join(staging, 'series'), '.parquet');
    for (const name of written) renameSync(join(staging, 'series', name), join(dir, 'series', name));
    for (const name of filesOf(join(dir, 'series'), '.parquet')) {
      if (!written.includes(name)) rmSync(join(dir, 'series', name), { force: true });
    }
    renameSync(join(staging, RECORD_FILE), join(dir, RECORD_FILE));
  } catch (error) {
    throw writeFailure(error, dir);
  }
}

function filesOf(folder: string, ending: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];
}
