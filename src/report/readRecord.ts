import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { ENSEMBLE_RECORD_VERSION } from '../metric/ensembleRecord.ts';
import { RUN_RECORD_VERSION, type RunRecord } from '../metric/runRecord.ts';
import { RECORD_FILE } from './writeRecord.ts';

type Kind = 'object' | 'list' | 'string' | 'number';

/** What every record holds, as `typeof` says it, lists apart; `*` stands for each item of a list or object. */
const REQUIRED: Readonly<Record<string, Kind>> = {
  status: 'string',
  verdict: 'string',
  scenario: 'object',
  'scenario.name': 'string',
  'scenario.hash': 'string',
  'scenario.file': 'string',
  'scenario.source': 'string',
  'scenario.overrides': 'list',
  'scenario.overrides.*': 'string',
  'scenario.assumptions': 'list',
  'scenario.sources': 'list',
  'scenario.symbols': 'object',
  'scenario.clock': 'object',
  'scenario.lending': 'object',
  'scenario.backstop.facts': 'object',
  'scenario.groups': 'list',
  seed: 'number',
  resultHash: 'string',
  provenance: 'object',
  'provenance.versions': 'object',
  'provenance.contracts': 'list',
  'provenance.contracts.*': 'object',
  'provenance.chain': 'object',
  'provenance.actions': 'list',
  'provenance.actions.*.args': 'list',
  'provenance.actions.*.changes': 'list',
  'provenance.reproduce': 'string',
  thresholds: 'list',
  'thresholds.*.text': 'string',
  metrics: 'object',
  'metrics.*': 'object',
  trials: 'list',
  'trials.*.index': 'number',
  'trials.*.seed': 'number',
  'trials.*.ticks': 'number',
  'trials.*.resultHash': 'string',
  'trials.*.lastBlockHash': 'string',
  notModelled: 'list',
};

/**
 * Reads `run.json` of a run directory.
 *
 * @throws UsageError if there is no such directory or record, or it is damaged or of another version
 */
export function readRunRecord(dir: string): RunRecord {
  const path = join(dir, RECORD_FILE);
  return checked(readText(dir, path), path);
}

/**
 * Reads a run record wherever it lies.
 *
 * @param path a run directory, or the file itself under any name
 * @returns the record, and the folder that its series lie in
 * @throws UsageError as {@link readRunRecord}
 */
export function readRecordAt(path: string): { readonly record: RunRecord; readonly dir: string } {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) return { record: readRunRecord(path), dir: path };
  return { record: checked(readText(path, path), path), dir: dirname(path) };
}

function checked(text: string, path: string): RunRecord {
  const parsed = parse(text, path);
  const version = parsed['schemaVersion'];
  if (version === ENSEMBLE_RECORD_VERSION && parsed['kind'] === 'ensemble') {
    throw new UsageError('The record is of an ensemble, not of a single run', {
      facts: { path },
      remedy:
        'run one of its trials alone with the command that its report names (--trial), and take the record of that: its result hash is the one that the ensemble has on record',
    });
  }
  if (version !== RUN_RECORD_VERSION) {
    throw new UsageError('The run record is of a version that this Breakwater does not read', {
      facts: { path, found: version === undefined ? 'none' : JSON.stringify(version), expected: RUN_RECORD_VERSION },
      remedy:
        'use the version of Breakwater that wrote it (named under provenance.versions), or run the scenario again',
    });
  }
  for (const [field, kind] of Object.entries(REQUIRED)) {
    const wrong = valuesAt(parsed, field.split('.')).filter((value) => kindOf(value) !== kind);
    if (wrong.length === 0) continue;
    throw new UsageError('The run record is damaged', {
      facts: { path, field, expected: kind, found: kindOf(wrong[0]) },
      remedy: 'run the scenario again',
    });
  }
  return parsed as unknown as RunRecord;
}

/** All values at a place, which are several where it has a `*`. */
function valuesAt(value: unknown, [part, ...rest]: readonly string[]): unknown[] {
  if (part === undefined) return [value];
  const isTree = typeof value === 'object' && value !== null;
  if (part === '*') return isTree ? Object.values(value).flatMap((item) => valuesAt(item, rest)) : [];
  return valuesAt(isTree ? (value as Record<string, unknown>)[part] : undefined, rest);
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
