import { Zstd } from '@hpcc-js/wasm-zstd';
import type { Compressors } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';

const zstd = await Zstd.load();
/** Zstandard's own default: higher ones gain less than a per cent here. */
const LEVEL = 3;
const ROWS_OF_A_GROUP = 100_000;

/** What a reader of our files needs besides snappy, in which older ones were written. */
export const DECOMPRESSORS: Compressors = { ZSTD: (page) => zstd.decompress(page) };

/** A Parquet file compressed with zstd, as bytes. */
export function parquetBytes(columnData: ColumnSource[]): Uint8Array {
  const bytes = parquetWriteBuffer({
    ...{ columnData, createdBy: 'breakwater', rowGroupSize: ROWS_OF_A_GROUP },
    ...{ codec: 'ZSTD', compressors: { ZSTD: (page) => zstd.compress(page, LEVEL) } },
  });
  return new Uint8Array(bytes);
}

export function intColumn(name: string, data: Int32Array): ColumnSource {
  return { name, data, type: 'INT32', nullable: false };
}

export function realColumn(name: string, data: Float64Array): ColumnSource {
  return { name, data, type: 'DOUBLE', nullable: false };
}

/** NaN says that there is no value. NULL stands there, which every tool leaves out of a mean. */
export function nullableColumn(name: string, data: Float64Array | (number | null)[]): ColumnSource {
  const hasGaps = data instanceof Float64Array && data.some(Number.isNaN);
  const values = hasGaps ? Array.from(data, (value) => (Number.isNaN(value) ? null : value)) : data;
  return { name, data: values, type: 'DOUBLE', nullable: true };
}

export function textColumn(name: string, data: string[]): ColumnSource {
  return { name, data, type: 'STRING', nullable: false };
}
