import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { SWEEP_RECORD_VERSION, type SweepRecord } from '../../metric/sweepRecord.ts';
import { SWEEP_PLAN_FILE } from './sweepFolder.ts';
import { SWEEP_FILE } from './writeSweep.ts';

/** Whether a folder is a sweep's. */
export function isSweepFolder(dir: string): boolean {
  return existsSync(join(dir, SWEEP_PLAN_FILE)) || existsSync(join(dir, SWEEP_FILE));
}

/** @throws UsageError if the folder holds no sweep's record, or one that is damaged or of another version */
export function readSweepRecord(dir: string): SweepRecord {
  const path = join(dir, SWEEP_FILE);
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as SweepRecord;
    if (record.schemaVersion === SWEEP_RECORD_VERSION && record.kind === 'sweep') return record;
    throw new TypeError(`expected a sweep's record of version ${SWEEP_RECORD_VERSION}`);
  } catch (cause) {
    throw new UsageError("The sweep's record can not be read", {
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'build it anew: breakwater sweep <scenario> --resume <folder>',
      cause,
    });
  }
}
