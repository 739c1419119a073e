import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { RunRecord, TrialSeries } from '../metric/runRecord.ts';
import { writeFile } from './writeFile.ts';

/** File name of the run record inside a run directory. */
export const RECORD_FILE = 'run.json';

/** The four tables that a trial's series are kept in. */
export const SERIES_TABLES = ['samples', 'events', 'trends', 'icr'] as const;
export type SeriesTable = (typeof SERIES_TABLES)[number];

/** Where a trial's table lies. */
export function seriesPath(dir: string, index: number, table: SeriesTable): string {
  return join(dir, 'series', `trial-${index}.${table}.parquet`);
}

/**
 * Writes a trial's series as four Parquet files (columnar, snappy): any data tool opens them.
 *
 * @param dir run directory; made if missing
 * @param index the trial's index in the record
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeTrialSeries(dir: string, index: number, series: TrialSeries): void {
  const { samples, events, trends, icr } = series;
  const tables: Record<SeriesTable, ColumnSource[]> = {
    samples: [
      int('tick', samples.tick),
      real('time', samples.time),
      ...[...samples.columns].map(([name, values]) => real(name, values)),
    ],
    events: [
      int(
        'tick',
        Int32Array.from(events, (e) => e.tick),
      ),
      real(
        'time',
        Float64Array.from(events, (e) => e.time),
      ),
      ...(['kind', 'class', 'agent'] as const).map((name) =>
        text(
          name,
          events.map((e) => e[name]),
        ),
      ),
      ...(['debt', 'collateral', 'stable', 'value'] as const).map((name) =>
        optional(
          name,
          events.map((e) => e[name]),
        ),
      ),
      text(
        'detail',
        events.map((e) => e.detail),
      ),
    ],
    trends: [
      text(
        'metric',
        trends.map((t) => t.metric),
      ),
      int(
        'tick',
        Int32Array.from(trends, (t) => t.tick),
      ),
      real(
        'time',
        Float64Array.from(trends, (t) => t.time),
      ),
      real(
        'value',
        Float64Array.from(trends, (t) => t.value),
      ),
    ],
    icr: [
      int(
        'tick',
        Int32Array.from(icr, (c) => c.tick),
      ),
      ...(['time', 'low', 'high'] as const).map((name) =>
        real(
          name,
          Float64Array.from(icr, (c) => c[name]),
        ),
      ),
      int(
        'troves',
        Int32Array.from(icr, (c) => c.troves),
      ),
      real(
        'debt',
        Float64Array.from(icr, (c) => c.debt),
      ),
    ],
  };
  for (const table of SERIES_TABLES) {
    const bytes = parquetWriteBuffer({ columnData: tables[table], createdBy: 'breakwater', rowGroupSize: 100_000 });
    writeFile(seriesPath(dir, index, table), new Uint8Array(bytes));
  }
}

function int(name: string, data: Int32Array): ColumnSource {
  return { name, data, type: 'INT32', nullable: false };
}

function real(name: string, data: Float64Array): ColumnSource {
  return { name, data, type: 'DOUBLE', nullable: false };
}

function optional(name: string, data: (number | null)[]): ColumnSource {
  return { name, data, type: 'DOUBLE', nullable: true };
}

function text(name: string, data: string[]): ColumnSource {
  return { name, data, type: 'STRING', nullable: false };
}

/** Keys that readers look for come first; all others follow in the order given. */
const FIRST_KEYS = [
  'schemaVersion',
  'status',
  'verdict',
  'scenario',
  'seed',
  'resultHash',
  'provenance',
  'thresholds',
  'metrics',
  'trials',
  'notModelled',
  'ablation',
];

/**
 * Writes `run.json`: pretty-printed, keys in a stable order, replaced in one step.
 *
 * @param dir run directory; made if missing
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeRunRecord(dir: string, record: RunRecord): void {
  const entries = Object.entries(record);
  const rank = ([key]: [string, unknown]) => (FIRST_KEYS.indexOf(key) + 1 || FIRST_KEYS.length + 1) - 1;
  const ordered = Object.fromEntries(entries.sort((a, b) => rank(a) - rank(b)));
  writeFile(join(dir, RECORD_FILE), `${JSON.stringify(ordered, null, 2)}\n`);
}
