import { existsSync, readFileSync } from 'node:fs';
import { parquetMetadata, parquetRead } from 'hyparquet';
import { UsageError } from '../core/errors.ts';
import type { EventKind, TrialSeries } from '../metric/runRecord.ts';
import { DECOMPRESSORS } from './parquet.ts';
import { SERIES_TABLES, type SeriesTable, seriesPath } from './writeRecord.ts';

/**
 * Whether a trial's tables are on disk; a trial that failed early may have none.
 *
 * @param kept the tables that are meant; default all
 */
export function hasTrialSeries(dir: string, index: number, kept: readonly SeriesTable[] = SERIES_TABLES): boolean {
  return kept.every((table) => existsSync(seriesPath(dir, index, table)));
}

/**
 * Reads a trial's series back from the run directory.
 *
 * @throws UsageError if a table is missing or damaged
 */
export async function readTrialSeries(dir: string, index: number): Promise<TrialSeries> {
  const [samples, events, trends, icr] = await Promise.all(SERIES_TABLES.map((table) => readTable(dir, index, table)));
  const { tick, time, ...columns } = (samples as Table).numbers;
  return {
    samples: {
      tick: Int32Array.from(tick ?? []),
      time: time ?? new Float64Array(),
      columns: new Map(Object.entries(columns)),
    },
    events: rows(events as Table, (at) => ({
      tick: at.number('tick'),
      time: at.number('time'),
      kind: at.text('kind') as EventKind,
      class: at.text('class'),
      agent: at.text('agent'),
      debt: at.optional('debt'),
      collateral: at.optional('collateral'),
      stable: at.optional('stable'),
      value: at.optional('value'),
      detail: at.text('detail'),
    })),
    trends: rows(trends as Table, (at) => ({
      metric: at.text('metric'),
      tick: at.number('tick'),
      time: at.number('time'),
      value: at.number('value'),
    })),
    icr: rows(icr as Table, (at) => ({
      tick: at.number('tick'),
      time: at.number('time'),
      low: at.number('low'),
      high: at.number('high'),
      troves: at.number('troves'),
      debt: at.number('debt'),
    })),
  };
}

interface Table {
  readonly path: string;
  readonly length: number;
  /** Numeric columns; where a value is null, NaN. */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  readonly texts: Readonly<Record<string, string[]>>;
}

interface Row {
  number(column: string): number;
  optional(column: string): number | null;
  text(column: string): string;
}

function rows<T>(table: Table, make: (row: Row) => T): T[] {
  let at = 0;
  const pick = <C>(columns: Readonly<Record<string, C>>, name: string): C => {
    const column = columns[name];
    if (column === undefined) throw damaged(table.path, `column ${name} is missing`);
    return column;
  };
  const row: Row = {
    number: (name) => pick(table.numbers, name)[at] as number,
    optional: (name) => {
      const value = pick(table.numbers, name)[at] as number;
      return Number.isNaN(value) ? null : value;
    },
    text: (name) => pick(table.texts, name)[at] as string,
  };
  const made: T[] = [];
  for (; at < table.length; at++) made.push(make(row));
  return made;
}

async function readTable(dir: string, index: number, table: SeriesTable): Promise<Table> {
  const path = seriesPath(dir, index, table);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UsageError("A trial's series are missing", {
      facts: { path, trial: index },
      remedy: 'restore the series folder beside run.json, or run the scenario again',
      cause,
    });
  }
  try {
    return await decode(path, bytes);
  } catch (cause) {
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function decode(path: string, bytes: Buffer): Promise<Table> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(file);
  const length = Number(metadata.num_rows);
  const numbers: Record<string, Float64Array> = {};
  const texts: Record<string, string[]> = {};
  for (const { name, type } of metadata.schema.slice(1)) {
    if (type === 'BYTE_ARRAY') texts[name] = new Array<string>(length);
    else numbers[name] = new Float64Array(length);
  }
  await parquetRead({
    file,
    metadata,
    compressors: DECOMPRESSORS,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const target = texts[columnName] ?? numbers[columnName];
      if (target === undefined) return;
      for (let i = 0; i < columnData.length; i++) target[rowStart + i] = columnData[i] ?? Number.NaN;
    },
  });
  return { path, length, numbers, texts };
}

function damaged(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError("A trial's series are damaged", {
    facts: { path, reason },
    remedy: 'restore the file from where the run was made, or run the scenario again',
    cause,
  });
}
