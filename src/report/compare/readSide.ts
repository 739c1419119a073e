import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetRead } from 'hyparquet';
import { UsageError } from '../../core/errors.ts';
import type { EnsembleRecord, MetricDefinition } from '../../metric/ensembleRecord.ts';
import type { ProvenanceRecord, RunRecord, ScenarioRecord, TrialRecord } from '../../metric/runRecord.ts';
import { AGGREGATE_NAMES, type TrialTable } from '../../metric/trialTable.ts';
import { isEnsembleFolder, readEnsembleRecord } from '../ensemble/readEnsemble.ts';
import { TABLE_FILE } from '../ensemble/writeEnsemble.ts';
import { DECOMPRESSORS } from '../parquet.ts';
import { readRunRecord } from '../readRecord.ts';
import { RECORD_FILE } from '../writeRecord.ts';

/** What a finished run or ensemble on disk gives to a comparison. */
export interface RecordedSide {
  readonly scenario: ScenarioRecord;
  readonly seed: number;
  readonly resultHash: string;
  readonly provenance: ProvenanceRecord;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  readonly notModelled: readonly string[];
  readonly trials: readonly TrialRecord[];
  /** Ticks that each trial was held to; null: all. */
  readonly maxTicks: number | null;
}

/** Whether a folder holds a record of an ensemble: `run.json` and `trials.parquet` are enough, as a baseline in git is kept. */
export function isEnsembleRecord(dir: string): boolean {
  if (isEnsembleFolder(dir)) return true;
  try {
    return (JSON.parse(readFileSync(join(dir, RECORD_FILE), 'utf8')) as { kind?: unknown }).kind === 'ensemble';
  } catch {
    // The reader of single runs says what is wrong with it.
    return false;
  }
}

/** @throws UsageError if the folder holds no record, or one that is damaged or of another version */
export function readSide(dir: string): RecordedSide {
  if (!isEnsembleRecord(dir)) return singleRun(readRunRecord(dir));
  const record: EnsembleRecord = readEnsembleRecord(dir);
  return { ...record, maxTicks: record.plan.maxTicks };
}

/**
 * The figures of a side's trials.
 *
 * @param names of the columns that are needed: `metric.aggregate`
 * @throws UsageError if the table of trials is missing or damaged
 */
export async function readSideTable(dir: string, names: readonly string[]): Promise<TrialTable> {
  if (!isEnsembleRecord(dir)) return singleTable(readRunRecord(dir), names);
  const { trials } = readEnsembleRecord(dir);
  const columns = await readColumns(join(dir, TABLE_FILE), names);
  const wrong = [...columns.values()].find(({ length }) => length !== trials.length);
  if (wrong !== undefined) throw unreadable(join(dir, TABLE_FILE), `${wrong.length} rows for ${trials.length} trials`);
  return { records: trials, columns, judged: new Map() };
}

function singleRun(record: RunRecord): RecordedSide {
  const [trial] = record.trials;
  const isCut = trial !== undefined && trial.ticks < trial.plannedTicks;
  return { ...record, maxTicks: isCut ? trial.ticks : null };
}

function singleTable({ metrics, trials }: RunRecord, names: readonly string[]): TrialTable {
  const columns = new Map<string, Float64Array>();
  for (const [metric, record] of Object.entries(metrics)) {
    for (const aggregate of AGGREGATE_NAMES) {
      const name = `${metric}.${aggregate}`;
      const value = record[aggregate] ?? Number.NaN;
      if (record.count > 0 && names.includes(name)) columns.set(name, Float64Array.of(value));
    }
  }
  return { records: trials, columns, judged: new Map() };
}

/** A trial without a value has NaN. */
async function readColumns(path: string, names: readonly string[]): Promise<Map<string, Float64Array>> {
  try {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const { schema, num_rows } = parquetMetadata(file);
    const held = new Set(schema.map(({ name }) => name));
    const wanted = names.filter((name) => held.has(name));
    const columns = new Map(wanted.map((name) => [name, new Float64Array(Number(num_rows)).fill(Number.NaN)]));
    if (wanted.length === 0) return columns;
    await parquetRead({
      ...{ file, columns: wanted, compressors: DECOMPRESSORS },
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = columns.get(columnName);
        for (let i = 0; column !== undefined && i < columnData.length; i++) {
          const value: unknown = columnData[i];
          if (typeof value === 'number') column[rowStart + i] = value;
        }
      },
    });
    return columns;
  } catch (cause) {
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError('The table of trials can not be read', {
    facts: { path, reason },
    remedy: 'restore it from where the ensemble was made, or run the ensemble again',
    cause,
  });
}
