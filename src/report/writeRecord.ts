import { join } from 'node:path';
import type { ColumnSource } from 'hyparquet-writer';
import type { KeptSeries } from '../metric/ensembleRecord.ts';
import type { RunRecord, TrialSeries } from '../metric/runRecord.ts';
import { intColumn, nullableColumn, parquetBytes, realColumn, textColumn } from './parquet.ts';
import { writeFile } from './writeFile.ts';

/** File name of the run record inside a run directory. */
export const RECORD_FILE = 'run.json';

/** The four tables that a trial's series are kept in. */
export const SERIES_TABLES = ['samples', 'events', 'trends', 'icr'] as const;
export type SeriesTable = (typeof SERIES_TABLES)[number];

/** The tables that are kept under each choice of `--series`. */
export const KEPT_TABLES: Readonly<Record<KeptSeries, readonly SeriesTable[]>> = {
  all: SERIES_TABLES,
  samples: ['samples'],
  none: [],
};

/** Where a trial's table lies. */
export function seriesPath(dir: string, index: number, table: SeriesTable): string {
  return join(dir, 'series', `trial-${index}.${table}.parquet`);
}

/**
 * Writes a trial's series as Parquet files (columnar, zstd): any data tool opens them. NULL where there was no sample.
 *
 * @param dir run directory; made if missing
 * @param index the trial's index in the record
 * @param kept the tables that are written; default all
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeTrialSeries(
  dir: string,
  index: number,
  series: TrialSeries,
  kept: readonly SeriesTable[] = SERIES_TABLES,
): void {
  const { samples, events, trends, icr } = series;
  const tables: Record<SeriesTable, ColumnSource[]> = {
    samples: [
      intColumn('tick', samples.tick),
      realColumn('time', samples.time),
      ...[...samples.columns].map(([name, values]) => nullableColumn(name, values)),
    ],
    events: [
      intColumn(
        'tick',
        Int32Array.from(events, (e) => e.tick),
      ),
      realColumn(
        'time',
        Float64Array.from(events, (e) => e.time),
      ),
      ...(['kind', 'class', 'agent'] as const).map((name) =>
        textColumn(
          name,
          events.map((e) => e[name]),
        ),
      ),
      ...(['debt', 'collateral', 'stable', 'value'] as const).map((name) =>
        nullableColumn(
          name,
          events.map((e) => e[name]),
        ),
      ),
      textColumn(
        'detail',
        events.map((e) => e.detail),
      ),
    ],
    trends: [
      textColumn(
        'metric',
        trends.map((t) => t.metric),
      ),
      intColumn(
        'tick',
        Int32Array.from(trends, (t) => t.tick),
      ),
      realColumn(
        'time',
        Float64Array.from(trends, (t) => t.time),
      ),
      realColumn(
        'value',
        Float64Array.from(trends, (t) => t.value),
      ),
    ],
    icr: [
      intColumn(
        'tick',
        Int32Array.from(icr, (c) => c.tick),
      ),
      ...(['time', 'low', 'high'] as const).map((name) =>
        realColumn(
          name,
          Float64Array.from(icr, (c) => c[name]),
        ),
      ),
      intColumn(
        'troves',
        Int32Array.from(icr, (c) => c.troves),
      ),
      realColumn(
        'debt',
        Float64Array.from(icr, (c) => c.debt),
      ),
    ],
  };
  for (const table of kept) {
    writeFile(seriesPath(dir, index, table), parquetBytes(tables[table]));
  }
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
