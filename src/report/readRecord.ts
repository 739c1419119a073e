import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { RUN_RECORD_VERSION, type RunRecord } from '../metric/runRecord.ts';
import { RECORD_FILE } from './writeRecord.ts';

/** What every record holds at its top, as `typeof` says it, lists apart. */
const REQUIRED: Readonly<Record<keyof RunRecord, 'object' | 'list' | 'string' | 'number'>> = {
  schemaVersion: 'number',
  status: 'string',
  verdict: 'string',
  scenario: 'object',
  seed: 'number',
  resultHash: 'string',
  provenance: 'object',
  thresholds: 'list',
  metrics: 'object',
  trials: 'list',
  notModelled: 'list',
};

/**
 * Reads `run.json` of a run directory.
 *
 * @throws UsageError if there is no such directory or record, or it is damaged or of another version
 */
export function readRunRecord(dir: string): RunRecord {
  const path = join(dir, RECORD_FILE);
  const parsed = parse(readText(dir, path), path);
  const version = parsed['schemaVersion'];
  if (version !== RUN_RECORD_VERSION) {
    throw new UsageError('The run record is of a version that this Breakwater does not read', {
      facts: { path, found: version === undefined ? 'none' : JSON.stringify(version), expected: RUN_RECORD_VERSION },
      remedy:
        'use the version of Breakwater that wrote it (named under provenance.versions), or run the scenario again',
    });
  }
  const wrong = Object.entries(REQUIRED).find(([key, kind]) => kindOf(parsed[key]) !== kind);
  if (wrong !== undefined) {
    throw new UsageError('The run record is damaged', {
      facts: { path, field: wrong[0], expected: wrong[1], found: kindOf(parsed[wrong[0]]) },
      remedy: 'run the scenario again',
    });
  }
  return parsed as unknown as RunRecord;
}

function readText(dir: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const found = statSync(dir, { throwIfNoEntry: false });
    const is = found === undefined ? 'nothing' : found.isDirectory() ? `a folder without ${RECORD_FILE}` : 'a file';
    throw new UsageError('Not a run directory', {
      facts: { path: dir, found: is, expected: `a folder with ${RECORD_FILE}` },
      remedy: 'name the folder that `breakwater run` printed, e.g. reports/black-thursday/<run id>',
      cause,
    });
  }
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (kindOf(value) === 'object') return value as Record<string, unknown>;
    throw new SyntaxError(`Expected an object, found ${kindOf(value)}`);
  } catch (cause) {
    throw new UsageError('The run record is not readable JSON', {
      facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'run the scenario again; a record is never written in part by Breakwater itself',
      cause,
    });
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value;
}
