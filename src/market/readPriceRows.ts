import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../core/errors.ts';
import { parseInstant } from '../core/quantity.ts';

/** One row of a price file. */
export interface PriceRow {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Unix seconds. */
  readonly time: number;
  /** USD. */
  readonly price: number;
}

/** Header names of the columns to read; others are ignored. */
export interface PriceColumns {
  readonly time: string;
  readonly price: string;
}

/**
 * Reads a CSV file of prices: a header, then rows by strictly rising time. Empty lines and lines that begin with `#`
 * are skipped. A time is an ISO instant with its zone or Unix seconds; a price is a decimal number above zero.
 *
 * @param path of the file, UTF-8
 * @returns at least one row
 * @throws UsageError naming file, line, what was expected and what to do
 */
export function readPriceRows(path: string, columns: PriceColumns): PriceRow[] {
  const [header, ...records] = parseRecords(path, readText(path));
  if (header === undefined || records.length === 0) {
    throw new UsageError('the price file has no rows', {
      facts: { file: path, expected: `a header with ${columns.time} and ${columns.price}, then at least one row` },
      remedy: 'Check that this is the file meant.',
    });
  }
  const column = (key: keyof PriceColumns): number => {
    const index = header.fields.indexOf(columns[key]);
    if (index >= 0) return index;
    throw new UsageError('the price file lacks a column', {
      facts: { file: path, line: header.line, expected: columns[key], found: header.fields.join(', ') },
      remedy: `Name the file's own column of ${key}s in the scenario: \`${key}: <column>\`.`,
    });
  };
  const timeIndex = column('time');
  const priceIndex = column('price');

  let before: PriceRow | undefined;
  return records.map(({ line, fields }) => {
    const fail = (message: string, found: string, expected: string, remedy: string): never => {
      throw new UsageError(message, { facts: { file: path, line, found, expected }, remedy });
    };
    const timeText = fields[timeIndex] ?? '';
    const priceText = fields[priceIndex] ?? '';
    const time =
      parseTime(timeText) ??
      fail(
        'a time in the price file cannot be read',
        `${columns.time} "${timeText}"`,
        'an ISO instant such as 2020-03-12T00:00:00Z, or Unix seconds such as 1583971200',
        'Write the time with its zone; divide milliseconds by 1000.',
      );
    const price = DECIMAL.test(priceText) ? Number(priceText) : Number.NaN;
    if (!(price > 0 && price < Number.POSITIVE_INFINITY)) {
      fail(
        'a price in the price file is not a price',
        `${columns.price} "${priceText}"`,
        'a decimal number above 0, such as 194.61',
        'Correct the row or leave it out; a gap up to maxGap is bridged.',
      );
    }
    if (before !== undefined && time <= before.time) {
      fail(
        time === before.time ? 'the price file has a time twice' : 'the price file is out of order',
        timeText,
        `a time after that of line ${before.line}`,
        'Sort the rows by time and keep one row a time.',
      );
    }
    before = { line, time, price };
    return before;
  });
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Up to 11 digits: seconds until the year 5138. Milliseconds have 13. */
const UNIX_SECONDS = /^\d{1,11}(?:\.\d+)?$/;

function parseTime(text: string): number | undefined {
  if (UNIX_SECONDS.test(text)) return Number(text);
  // As pandas and SQL write instants: a blank for the T, a fraction that is zero.
  return parseInstant(text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/\.0+(?=Z$|[+-]\d\d:\d\d$)/, ''));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError('the price file cannot be read', {
      facts: { file: path, reason: (cause as NodeJS.ErrnoException).code },
      remedy: 'Check the path: it is relative to the scenario file.',
      cause,
    });
  }
}

function parseRecords(path: string, text: string): { line: number; fields: string[] }[] {
  const records: { line: number; fields: string[] }[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      comment: '#',
      comment_no_infix: true,
      on_record: (fields: string[], { lines }) => {
        records.push({ line: lines, fields });
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new UsageError('the price file is not valid CSV', {
      facts: { file: path, line: (cause as CsvError & { lines?: number }).lines, reason: cause.message },
      remedy: 'Give every row the same columns as the header, separated by commas.',
      cause,
    });
  }
  return records;
}
