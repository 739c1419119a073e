import type { DuckDBValue } from '@duckdb/node-api';

/** A value as JSON has it: numbers as numbers as far as they are exact, NaN and infinities as text, which JSON lacks. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Significant digits of a table on a terminal. */
const DIGITS = 8;
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/** A value in full, as tab-separated and comma-separated lines have it; empty for NULL. */
export function fullText(value: DuckDBValue): string {
  return value === null ? '' : String(value);
}

/** A value as a table on a terminal has it: floats rounded to eight digits, NULL said, on one line. */
export function shortText(value: DuckDBValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return shortNumber(value);
  return String(value).replace(CONTROL, ' ');
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}

/** Whether a column of them stands to the right. */
export function isNumeric(value: DuckDBValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || isDecimal(value);
}

export function jsonOf(value: DuckDBValue): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (isDecimal(value)) return exactNumber(String(value));
  if ('items' in value && Array.isArray(value.items)) return value.items.map((item) => jsonOf(item as DuckDBValue));
  if ('entries' in value && typeof value.entries === 'object' && !Array.isArray(value.entries)) {
    const entries = Object.entries(value.entries as Readonly<Record<string, DuckDBValue>>);
    return Object.fromEntries(entries.map(([key, each]) => [key, jsonOf(each)]));
  }
  return String(value);
}

/** One line of tab-separated text. What would break the line is a space. */
export function tsvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => cell.replace(CONTROL, ' ')).join('\t')}\n`;
}

/** One line of comma-separated text after RFC 4180, but for the line's end. */
export function csvLine(cells: readonly string[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${cells.map(cell).join(',')}\n`;
}

/** Rows in columns that are as wide as they have to be; `right`: those that stand to the right. Ends with a newline. */
export function alignedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (right[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')}\n`;
}

/** DuckDB's decimals are exact, and no doubles. */
function isDecimal(value: DuckDBValue): boolean {
  return typeof value === 'object' && value !== null && 'scale' in value && 'width' in value;
}

function exactNumber(text: string): number | string {
  const number = Number(text);
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return String(number) === plain ? number : text;
}
