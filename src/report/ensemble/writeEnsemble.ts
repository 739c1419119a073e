import { join } from 'node:path';
import type { ColumnSource } from 'hyparquet-writer';
import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { TrialRecord } from '../../metric/runRecord.ts';
import type { TrialTable } from '../../metric/trialTable.ts';
import { intColumn, nullableColumn, parquetBytes, textColumn } from '../parquet.ts';
import { writeFile } from '../writeFile.ts';
import { RECORD_FILE } from '../writeRecord.ts';

/** One row a trial, every aggregate of every metric. */
export const TABLE_FILE = 'trials.parquet';

/** Whole numbers of a trial's record that are columns of the table. */
export const TRIAL_COUNTS = [
  'ticks',
  'transactions',
  'reverted',
  'expired',
  'liquidations',
  'troves',
  'agents',
] as const;

/**
 * Writes `trials.parquet` and then `run.json`, each whole or not at all.
 *
 * @param dir folder of the ensemble
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeEnsembleRecord(dir: string, record: EnsembleRecord, table: TrialTable): void {
  writeFile(join(dir, TABLE_FILE), parquetBytes(columnsOf(table)));
  const { trials, metrics, ...rest } = record;
  // Trials one a line: there may be thousands.
  const lines = trials.map((trial) => `    ${JSON.stringify(trial)}`).join(',\n');
  const head = JSON.stringify({ ...rest, metrics }, null, 2).replace(/\n\}$/, '');
  writeFile(join(dir, RECORD_FILE), `${head},\n  "trials": [\n${lines}\n  ]\n}\n`);
}

function columnsOf({ records, columns }: TrialTable): ColumnSource[] {
  const whole = (name: string, pick: (record: TrialRecord) => number) =>
    intColumn(name, Int32Array.from(records, pick));
  const text = (name: string, pick: (record: TrialRecord) => string) => textColumn(name, records.map(pick));
  return [
    whole('trial', ({ index }) => index),
    text('status', ({ status }) => status),
    ...TRIAL_COUNTS.map((name) => whole(name, (record) => record[name])),
    text('result_hash', ({ resultHash }) => resultHash),
    text('failure', ({ failure }) => failure?.message ?? ''),
    ...[...columns].map(([name, values]) => nullableColumn(name, values)),
  ];
}
