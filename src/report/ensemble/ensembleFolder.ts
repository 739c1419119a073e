import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Aggregates } from '../../core/statistics.ts';
import type { EnsemblePlan, EnsembleSetting, JudgedTrial, TrialResult } from '../../metric/ensembleRecord.ts';
import type { TrialRecord } from '../../metric/runRecord.ts';
import { AGGREGATE_NAMES } from '../../metric/trialTable.ts';
import { hasTrialSeries } from '../readSeries.ts';
import { writeFile } from '../writeFile.ts';
import { KEPT_TABLES, RECORD_FILE, SERIES_TABLES, type SeriesTable, seriesPath } from '../writeRecord.ts';
import { TABLE_FILE } from './writeEnsemble.ts';

/** Says what the trials of a folder belong to; the first file that an ensemble writes. */
export const PLAN_FILE = 'ensemble.json';
const SETTING_FILE = 'setting.json';
const TRIALS = 'trials';
const FOLDER_VERSION = 1;

/** A trial as it is on disk: aggregates in the order of {@link AGGREGATE_NAMES}. */
interface TrialFile {
  readonly version: typeof FOLDER_VERSION;
  readonly record: TrialRecord;
  readonly aggregates: Readonly<Record<string, readonly (number | null)[]>>;
  readonly judged: Readonly<Record<string, JudgedTrial>>;
}

/**
 * An ensemble on disk while it is made: its plan, what its trials share, and one file a trial, written after the trial's
 * series. Each is whole or not there, so whatever ends the process loses no trial that is done.
 */
export class EnsembleFolder {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Undefined if the folder holds no ensemble. @throws UsageError if its plan is damaged or of another version */
  readPlan(): EnsemblePlan | undefined {
    const path = join(this.dir, PLAN_FILE);
    if (!existsSync(path)) return undefined;
    const { version, plan } = readJson<{ version?: number; plan?: EnsemblePlan }>(path);
    if (version === FOLDER_VERSION && plan !== undefined) return plan;
    throw damaged(path, `version ${version}`);
  }

  writePlan(plan: EnsemblePlan): void {
    writeFile(join(this.dir, PLAN_FILE), `${JSON.stringify({ version: FOLDER_VERSION, plan }, null, 2)}\n`);
  }

  /** Undefined before the first trial was opened. */
  readSetting(): EnsembleSetting | undefined {
    const path = join(this.dir, SETTING_FILE);
    return existsSync(path) ? readJson<EnsembleSetting>(path) : undefined;
  }

  /** Kept once: it is the same for all trials. */
  writeSetting(setting: EnsembleSetting): void {
    const path = join(this.dir, SETTING_FILE);
    if (!existsSync(path)) writeFile(path, `${JSON.stringify(setting)}\n`);
  }

  writeTrial({ record, aggregates, judged }: TrialResult): void {
    const rows = Object.entries(aggregates).map(([name, values]) => [name, AGGREGATE_NAMES.map((key) => values[key])]);
    const file: TrialFile = { version: FOLDER_VERSION, record, aggregates: Object.fromEntries(rows), judged };
    writeFile(this.#trialPath(record.index), `${JSON.stringify(file, infinityAsText)}\n`);
  }

  /** @throws UsageError if the file is missing or damaged */
  readTrial(index: number): TrialResult {
    const path = this.#trialPath(index);
    const { version, record, aggregates, judged } = readJson<TrialFile>(path, textAsInfinity);
    if (version !== FOLDER_VERSION || record?.index !== index) throw damaged(path, `version ${version}`);
    const named = Object.entries(aggregates).map(([name, row]) => [
      name,
      Object.fromEntries(AGGREGATE_NAMES.map((key, i) => [key, row[i] ?? null])) as unknown as Aggregates,
    ]);
    return { record, aggregates: Object.fromEntries(named), judged };
  }

  /** Trials one after the other, none of them in memory for longer than it takes. @throws as `readTrial` */
  *readTrials(indices: Iterable<number>): Generator<TrialResult> {
    for (const index of indices) yield this.readTrial(index);
  }

  /** Indices of the trials that are done, ascending: those with their file, and the series that the plan keeps. */
  done(): number[] {
    const folder = join(this.dir, TRIALS);
    if (!existsSync(folder)) return [];
    const indices = readdirSync(folder).flatMap((name) => {
      const index = /^(\d+)\.json$/.exec(name)?.[1];
      return index === undefined ? [] : [Number(index)];
    });
    const kept = KEPT_TABLES[this.readPlan()?.series ?? 'all'];
    return indices.filter((index) => this.#isWhole(index, kept)).sort((a, b) => a - b);
  }

  /** Takes a trial away, its series with it. */
  remove(index: number): void {
    rmSync(this.#trialPath(index), { force: true });
    for (const table of SERIES_TABLES) rmSync(seriesPath(this.dir, index, table), { force: true });
  }

  /** Takes away the ensemble that it holds, and nothing else; the plan last. */
  clear(): void {
    if (!existsSync(join(this.dir, PLAN_FILE))) return;
    const parts = [RECORD_FILE, TABLE_FILE, 'index.html', 'summary.md', 'charts', 'series', TRIALS, SETTING_FILE];
    for (const name of [...parts, PLAN_FILE]) rmSync(join(this.dir, name), { recursive: true, force: true });
  }

  /** Takes away what a killed process left half written. */
  tidy(): void {
    for (const name of ['.', TRIALS, 'series']) {
      const folder = join(this.dir, name);
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder)) if (file.endsWith('.tmp')) rmSync(join(folder, file), { force: true });
    }
    mkdirSync(join(this.dir, TRIALS), { recursive: true });
  }

  #isWhole(index: number, kept: readonly SeriesTable[]): boolean {
    try {
      const { record } = this.readTrial(index);
      return record.ticks === 0 || hasTrialSeries(this.dir, index, kept);
    } catch {
      // A file that the machine lost half of is a trial to be run again.
      return false;
    }
  }

  #trialPath(index: number): string {
    return join(this.dir, TRIALS, `${index}.json`);
  }
}

function readJson<T>(path: string, reviver?: (key: string, value: unknown) => unknown): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8'), reviver) as T;
  } catch (cause) {
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function damaged(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError('A file of the ensemble can not be read', {
    facts: { path, reason },
    remedy: 'restore it from where the ensemble was made, or run the ensemble again into another folder',
    cause,
  });
}

/** JSON has no infinity, which a collateral ratio without debt is. */
function infinityAsText(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function textAsInfinity(_: string, value: unknown): unknown {
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : value;
}
