import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetRead } from 'hyparquet';
import { UsageError } from '../../core/errors.ts';
import { ENSEMBLE_RECORD_VERSION, type EnsembleRecord } from '../../metric/ensembleRecord.ts';
import { DECOMPRESSORS } from '../parquet.ts';
import { RECORD_FILE } from '../writeRecord.ts';
import { PLAN_FILE } from './ensembleFolder.ts';
import { TABLE_FILE } from './writeEnsemble.ts';

/** Whether a folder is an ensemble's. */
export function isEnsembleFolder(dir: string): boolean {
  return existsSync(join(dir, PLAN_FILE));
}

/** @throws UsageError if the folder holds no ensemble's record, or one that is damaged or of another version */
export function readEnsembleRecord(dir: string): EnsembleRecord {
  const path = join(dir, RECORD_FILE);
  if (!existsSync(path)) {
    throw new UsageError('The ensemble is not finished: it has no record yet', {
      facts: { folder: dir },
      remedy: 'go on with it: breakwater run <scenario> --resume <folder>; merge shards with breakwater merge',
    });
  }
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as EnsembleRecord;
    if (record.schemaVersion === ENSEMBLE_RECORD_VERSION && record.kind === 'ensemble') return record;
    throw new TypeError(`expected an ensemble's record of version ${ENSEMBLE_RECORD_VERSION}`);
  } catch (cause) {
    throw new UsageError("The ensemble's record can not be read", {
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'build it anew: breakwater run <scenario> --resume <folder>',
      cause,
    });
  }
}

/**
 * Columns of the table of trials; values that are missing are left out.
 *
 * @param names `metric.aggregate`
 * @throws UsageError if the table is missing or damaged
 */
export async function readTrialColumns(dir: string, names: readonly string[]): Promise<ReadonlyMap<string, number[]>> {
  const path = join(dir, TABLE_FILE);
  const columns = new Map(names.map((name): [string, number[]] => [name, []]));
  try {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    await parquetRead({
      ...{ file, columns: [...names], compressors: DECOMPRESSORS },
      onChunk: ({ columnName, columnData }) => {
        const column = columns.get(columnName);
        for (const value of columnData) if (typeof value === 'number' && Number.isFinite(value)) column?.push(value);
      },
    });
    return columns;
  } catch (cause) {
    throw new UsageError('The table of trials can not be read', {
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'build it anew: breakwater run <scenario> --resume <folder>',
      cause,
    });
  }
}
