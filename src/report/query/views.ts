import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { TABLE_FILE } from '../ensemble/writeEnsemble.ts';
import { SERIES_TABLES, type SeriesTable } from '../writeRecord.ts';
import type { QueryFolder, QueryPart } from './queryFolder.ts';

/** A part of a view: one SELECT. */
export interface Branch {
  readonly view: string;
  readonly sql: string;
}

/** A text as SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Views over the Parquet files of a folder. @param columns to put first in each, as SQL: `'a' AS dir, ` */
export function fileBranches({ parts }: QueryFolder, columns: string): Branch[] {
  return parts.flatMap((part) => {
    const first = `SELECT ${columns}${labelOf(part)}`;
    const trials = join(part.dir, TABLE_FILE);
    const table = {
      view: 'trials',
      sql: `${first}* FROM read_parquet(${literal(globOf(trials))}, hive_partitioning = false)`,
    };
    return [...(existsSync(trials) ? [table] : []), ...seriesBranches(part.dir, first)];
  });
}

function labelOf({ label }: QueryPart): string {
  if (label === null) return '';
  const value = typeof label.value === 'number' ? `${label.value}::INTEGER` : literal(label.value);
  return `${value} AS ${identifier(label.column.name)}, `;
}

function seriesBranches(dir: string, first: string): Branch[] {
  const folder = join(dir, 'series');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  return SERIES_TABLES.flatMap((view) => {
    const ending = `.${view}.parquet`;
    const one = names.find((name) => name.endsWith(ending));
    if (one === undefined) return [];
    const glob = globOf(folder, `trial-*${ending}`);
    const trial = `CAST(regexp_extract(filename, 'trial-(\\d+)[.][a-z]+[.]parquet$', 1) AS INTEGER) AS trial`;
    const columns = columnsOf(view, join(folder, one));
    return [
      {
        view,
        sql: `${first}${trial}, ${columns} FROM read_parquet(${literal(glob)}, filename = true, hive_partitioning = false)`,
      },
    ];
  });
}

/**
 * Older samples have NaN where there was no sample, which would be in every mean: NULL is made of it. Not by `nullif`: the
 * files' statistics know no NaN, and DuckDB then takes a comparison with it for settled.
 */
function columnsOf(view: SeriesTable, path: string): string {
  if (view !== 'samples' || !isOld(path)) return '* EXCLUDE (filename)';
  const each = 'COLUMNS(* EXCLUDE (tick, time, filename))';
  return `tick, time, CASE WHEN isnan(${each}) THEN NULL ELSE ${each} END`;
}

function isOld(path: string): boolean {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { schema } = parquetMetadata(file);
  return schema.some(({ name, repetition_type: kind }) => kind === 'REQUIRED' && name.includes('.'));
}

/** What is special to a glob stands for itself in brackets. */
export function globOf(folder: string, pattern?: string): string {
  const safe = resolve(folder).replace(/[*?[]/g, '[$&]');
  return pattern === undefined ? safe : join(safe, pattern);
}
