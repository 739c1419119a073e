import { BreakwaterError, messageOf, UsageError } from '../../core/errors.ts';
import { SERIES_TABLES } from '../writeRecord.ts';
import type { QueryFolder } from './queryFolder.ts';

/** Where `duckdb:` has its text, so that a message of several lines stands in its column. */
const INDENT = ' '.repeat('  duckdb: '.length);
/** What DuckDB says of the machine or of itself, not of the query. */
const NOT_THE_QUERY = /^(?:IO|INTERNAL|Internal|FATAL|Fatal|Out of Memory) Error/;
const OUT_OF_MEMORY = /^Out of Memory Error/;

/** What DuckDB says of a query, with what to do about it. @param views those that the folders have */
export function queryError(
  error: unknown,
  { sql, folders, views }: { sql: string; folders: readonly QueryFolder[]; views: readonly string[] },
): BreakwaterError {
  if (error instanceof BreakwaterError) return error;
  const message = messageOf(error).replace(/^Failed to \w+ statements?: /, '');
  const facts = { duckdb: message.trimEnd().replace(/\n(?!\n)/g, `\n${INDENT}`) };
  if (NOT_THE_QUERY.test(message)) {
    const remedy = OUT_OF_MEMORY.test(message)
      ? 'name the columns that are needed instead of *, or aggregate before a join or a window'
      : undefined;
    return new BreakwaterError('The query could not be finished', {
      facts,
      ...(remedy === undefined ? {} : { remedy }),
      cause: error,
    });
  }
  return new UsageError('The query can not be run', { facts, remedy: remedyOf(sql, folders, views), cause: error });
}

function remedyOf(sql: string, folders: readonly QueryFolder[], views: readonly string[]): string {
  const list = `breakwater query --tables ${folders[0]?.dir ?? '<folder>'} lists views, columns and units`;
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
  const missing = SERIES_TABLES.find((table) => !views.includes(table) && new RegExp(`\\b${table}\\b`, 'i').test(bare));
  if (missing !== undefined) {
    return `the folder keeps no ${missing}: see --series of breakwater run, or run one trial alone with --trial; ${list}`;
  }
  const names = folders.flatMap(({ metrics }) => Object.keys(metrics)).sort((a, b) => b.length - a.length);
  const unquoted = names.find((name) => bare.includes(name));
  if (unquoted === undefined) return list;
  return `names of metrics have dots, so they stand in double quotes, and the whole query in single ones: "${unquoted}"; ${list}`;
}
