import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { plural } from '../../report/format.ts';
import {
  alignedTable,
  csvLine,
  fullText,
  isNumeric,
  jsonOf,
  shortText,
  tsvLine,
} from '../../report/query/valueText.ts';

/** `table`: aligned, for a terminal. */
export type RowFormat = 'table' | 'tsv' | 'csv' | 'json';

/** Rows that a terminal is shown. */
const SHOWN = 500;

/**
 * Prints rows as they come; those of a table once the last is there.
 *
 * @throws Error in DuckDB's words if the query breaks on its way
 */
export async function printRows(result: DuckDBResult, format: RowFormat, signal: AbortSignal): Promise<void> {
  const names = result.deduplicatedColumnNames();
  if (format === 'table') return printTable(names, result, signal);
  if (format !== 'json') {
    const line = format === 'tsv' ? tsvLine : csvLine;
    await print(line(names));
    for await (const rows of result.yieldRows()) {
      if (isOver(signal)) return;
      await print(rows.map((row) => line(row.map(fullText))).join(''));
    }
    return;
  }
  let before = '[\n';
  for await (const rows of result.yieldRows()) {
    if (isOver(signal)) return;
    const objects = rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i] ?? '', jsonOf(value)])));
    await print(`${before}${objects.map((object) => JSON.stringify(object)).join(',\n')}`);
    before = ',\n';
  }
  await print(before === '[\n' ? '[]\n' : '\n]\n');
}

async function printTable(names: readonly string[], result: DuckDBResult, signal: AbortSignal): Promise<void> {
  const shown: DuckDBValue[][] = [];
  let count = 0;
  for await (const rows of result.yieldRows()) {
    if (isOver(signal)) return;
    count += rows.length;
    shown.push(...rows.slice(0, SHOWN - shown.length));
  }
  const right = names.map((_, i) => shown.some((row) => isNumeric(row[i] ?? null)));
  const cells = shown.map((row) => row.map(shortText));
  await print(alignedTable(names, cells, right));
  const hidden = count - shown.length;
  const more = hidden === 0 ? '' : `, of which the first ${SHOWN} are shown: --tsv, --csv, --json and --out give all`;
  await print(`${plural(count, 'row')}${more}\n`);
}

/** Nobody reads on, or it is to stop. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted || process.stdout.destroyed;
}

/** Resolves once it is on its way, so that rows don't pile up before a slow reader, or once nobody reads. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
