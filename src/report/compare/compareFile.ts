import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { COMPARE_FILE, COMPARE_RECORD_VERSION, type CompareRecord } from '../../metric/compareRecord.ts';
import { writeFile } from '../writeFile.ts';

/** @throws BreakwaterError if the folder can't be written or the disk is full */
export function writeCompareRecord(dir: string, record: CompareRecord): void {
  writeFile(join(dir, COMPARE_FILE), `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws UsageError if there is no record of a comparison, or it is damaged or of another version */
export function readCompareRecord(dir: string): CompareRecord {
  const path = join(dir, COMPARE_FILE);
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as CompareRecord;
    if (record.schemaVersion === COMPARE_RECORD_VERSION && record.kind === 'compare') return record;
    throw new TypeError(`expected a comparison's record of version ${COMPARE_RECORD_VERSION}`);
  } catch (cause) {
    throw new UsageError("The comparison's record can not be read", {
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'compare again',
      cause,
    });
  }
}
