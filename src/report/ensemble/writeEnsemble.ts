import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { TrialTable } from '../../metric/trialTable.ts';
import { writeFile } from '../writeFile.ts';
import { RECORD_FILE } from '../writeRecord.ts';

/** One row a trial, every aggregate of every metric. */
export const TABLE_FILE = 'trials.parquet';

/**
 * Writes `trials.parquet` and then `run.json`, each whole or not at all.
 *
 * @param dir folder of the ensemble
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeEnsembleRecord(dir: string, record: EnsembleRecord, table: TrialTable): void {
  const bytes = parquetWriteBuffer({ columnData: columnsOf(table), createdBy: 'breakwater', rowGroupSize: 100_000 });
  writeFile(join(dir, TABLE_FILE), new Uint8Array(bytes));
  const { trials, metrics, ...rest } = record;
  // Trials one a line: there may be thousands.
  const lines = trials.map((trial) => `    ${JSON.stringify(trial)}`).join(',\n');
  const head = JSON.stringify({ ...rest, metrics }, null, 2).replace(/\n\}$/, '');
  writeFile(join(dir, RECORD_FILE), `${head},\n  "trials": [\n${lines}\n  ]\n}\n`);
}

function columnsOf({ records, columns }: TrialTable): ColumnSource[] {
  const whole = (name: string, data: number[]): ColumnSource => ({
    ...{ name, type: 'INT32', nullable: false },
    data: Int32Array.from(data),
  });
  const text = (name: string, data: string[]): ColumnSource => ({ name, data, type: 'STRING', nullable: false });
  const counts = ['ticks', 'transactions', 'reverted', 'expired', 'liquidations', 'troves', 'agents'] as const;
  return [
    whole(
      'trial',
      records.map(({ index }) => index),
    ),
    text(
      'status',
      records.map(({ status }) => status),
    ),
    ...counts.map((name) =>
      whole(
        name,
        records.map((record) => record[name]),
      ),
    ),
    text(
      'result_hash',
      records.map(({ resultHash }) => resultHash),
    ),
    text(
      'failure',
      records.map(({ failure }) => failure?.message ?? ''),
    ),
    ...[...columns].map(
      ([name, values]): ColumnSource => ({
        ...{ name, type: 'DOUBLE', nullable: true },
        // Where there was no sample stands NULL, which every tool leaves out of a mean.
        data: values.some(Number.isNaN) ? Array.from(values, (value) => (Number.isNaN(value) ? null : value)) : values,
      }),
    ),
  ];
}
