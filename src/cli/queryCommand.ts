import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ExitCode, UsageError } from '../core/errors.ts';
import { loadDuckDb } from '../report/query/duckdb.ts';
import { listedColumns, listText, listTsv } from '../report/query/listViews.ts';
import { QueryDatabase } from '../report/query/queryDatabase.ts';
import { queryError } from '../report/query/queryError.ts';
import { readQueryFolder } from '../report/query/queryFolder.ts';
import { writeFailure } from '../report/writeFile.ts';
import { dependencyVersion } from '../sim/versions.ts';
import { once } from './flags.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { makeOutputFolder } from './outputFolder.ts';
import { printRows, type RowFormat } from './query/printRows.ts';

/** As cac gives them. */
export interface QueryFlags {
  readonly tables?: boolean;
  readonly stdin?: boolean;
  readonly tsv?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly out?: unknown;
}

/** Share of the machine's memory that a query may take before it goes to disk. */
const MEMORY_SHARE = 0.5;

/**
 * `breakwater query [sql] <dir…>`: asks the records and series of runs, ensembles, sweeps and comparisons with SQL.
 *
 * @throws UsageError for a bad flag, folder or query, BreakwaterError if DuckDB is not installed or can't finish
 */
export async function queryCommand(words: readonly (string | number)[], flags: QueryFlags): Promise<ExitCode> {
  const { sql, dirs } = readWords(words.map(String), flags);
  const format = formatOf(flags);
  const target = targetOf(once('--out', flags.out));
  if (sql === undefined && target !== undefined) {
    throw new UsageError('--out is for what a query gives', { remedy: 'name a query before the folder' });
  }
  const folders = dirs.map(readQueryFolder);
  const duckdb = await loadDuckDb(dependencyVersion('@duckdb/node-api'));
  const temporary = mkdtempSync(join(tmpdir(), 'breakwater-query-'));
  const tidy = () => rmSync(temporary, { recursive: true, force: true });
  // A second Ctrl-C ends the process at once.
  process.on('exit', tidy);
  const interrupt = stopOnInterrupt();
  let database: QueryDatabase | undefined;
  let views: string[] = [];
  try {
    database = await QueryDatabase.open(duckdb, folders, {
      ...{ temporary, threads: availableParallelism(), memory: totalmem() * MEMORY_SHARE },
      target: target?.staging,
    });
    const opened = database;
    interrupt.signal.addEventListener('abort', () => opened.interrupt());
    const columns = await database.columns();
    views = [...new Set(columns.map(({ view }) => view))];
    if (sql === undefined) {
      const listed = listedColumns(columns, folders);
      process.stdout.write(format === 'table' ? listText(listed) : listTsv(listed));
    } else if (target !== undefined) {
      await database.copy(sql, target.staging, target.format);
      moveTo(target);
    } else {
      await printRows(await database.select(sql), format, interrupt.signal);
    }
    return interrupt.signal.aborted ? ExitCode.interrupted : ExitCode.pass;
  } catch (error) {
    if (interrupt.signal.aborted) return ExitCode.interrupted;
    throw queryError(error, { sql: sql ?? '', folders, views });
  } finally {
    database?.close();
    interrupt.release();
    if (target !== undefined) rmSync(target.staging, { force: true });
    tidy();
    process.off('exit', tidy);
  }
}

/** What is asked, and of which folders. Where no word is a query, all of them are folders. */
function readWords(
  words: readonly string[],
  { tables, stdin }: QueryFlags,
): { sql: string | undefined; dirs: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined) throw noFolder();
  if (tables === true && stdin === true) throw new UsageError('--tables and --stdin do not go together');
  if (stdin === true) return { sql: expectText(readFileSync(0, 'utf8'), 'standard input'), dirs: distinct(words) };
  if (tables === true || isFolder(first)) return { sql: undefined, dirs: distinct(words) };
  if (rest.length === 0) throw noFolder(first);
  return { sql: textOf(first), dirs: distinct(rest) };
}

function distinct(dirs: readonly string[]): readonly string[] {
  const twice = dirs.find((dir, i) => dirs.findIndex((other) => resolve(other) === resolve(dir)) !== i);
  if (twice === undefined) return dirs;
  throw new UsageError('A folder is named twice', { facts: { folder: twice }, remedy: 'name each folder once' });
}

function noFolder(found?: string): UsageError {
  return new UsageError('No folder is named', {
    ...(found === undefined ? {} : { facts: { found } }),
    remedy: "breakwater query '<sql>' <folder of a run, ensemble, sweep or comparison>",
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What is no path at all is a query.
    return false;
  }
}

/** A query as it stands on the command line, or in a file. @throws UsageError for an empty one */
function textOf(word: string): string {
  const isFile = word.endsWith('.sql') && !/\s/.test(word);
  if (isFile && !existsSync(word)) throw new UsageError('There is no such file', { facts: { query: word } });
  return expectText(isFile ? readFileSync(word, 'utf8') : word, word);
}

function expectText(sql: string, from: string): string {
  if (sql.trim() !== '') return sql;
  throw new UsageError('The query is empty', { facts: { from } });
}

function formatOf(flags: QueryFlags): RowFormat {
  const named = (['tsv', 'csv', 'json'] as const).filter((name) => flags[name] === true);
  if (named.length > 1) throw new UsageError(`--${named[0]} and --${named[1]} do not go together`);
  if (flags.out !== undefined && named[0] !== undefined) {
    throw new UsageError(`--out and --${named[0]} do not go together`, { remedy: "the file's ending says its format" });
  }
  return named[0] ?? (process.stdout.isTTY === true ? 'table' : 'tsv');
}

interface Target {
  readonly path: string;
  /** Written first, and then moved: a query that fails leaves what was there. */
  readonly staging: string;
  readonly format: 'parquet' | 'csv';
}

function targetOf(path: string | undefined): Target | undefined {
  if (path === undefined) return undefined;
  const format = /\.(parquet|csv)$/.exec(path)?.[1];
  if (format !== 'parquet' && format !== 'csv') {
    throw new UsageError('--out takes a file that ends in .parquet or .csv', { facts: { found: path } });
  }
  makeOutputFolder(dirname(path));
  return { path, staging: `${resolve(path)}.${process.pid}.tmp`, format };
}

function moveTo({ path, staging }: Target): void {
  try {
    renameSync(staging, path);
  } catch (error) {
    throw writeFailure(error, path);
  }
}
