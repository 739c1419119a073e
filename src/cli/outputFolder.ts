import { accessSync, constants, existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { readRunRecord } from '../report/readRecord.ts';
import { RECORD_FILE } from '../report/writeRecord.ts';
import type { LoadedScenario } from '../scenario/load.ts';

/** What a run's folder follows from. */
export interface OutputOptions {
  /** `--out`; undefined: below `reports`. */
  readonly out: string | undefined;
  /** Whether several scenarios share `out`. */
  readonly isShared: boolean;
  /** What sets the folder apart from that of a single run; default nothing. */
  readonly kind?: string | undefined;
}

/**
 * Folder of a run's record. The default is named by seed and scenario hash: the same inputs, the same folder.
 *
 * @throws UsageError if it can't be made or written to
 */
export function outputFolder({ scenario, hash }: LoadedScenario, { out, isShared, kind }: OutputOptions): string {
  const id = `${scenario.seed}-${hash.slice(0, 8)}${kind === undefined ? '' : `-${kind}`}`;
  const dir =
    out === undefined ? join('reports', scenario.name, id) : isShared ? join(out, `${scenario.name}-${id}`) : out;
  makeOutputFolder(dir);
  return dir;
}

/** @throws UsageError if it can't be made or written to */
export function makeOutputFolder(dir: string): void {
  try {
    makeFolder(dir);
    accessSync(dir, constants.W_OK);
  } catch (cause) {
    throw new UsageError('The output folder can not be written', {
      facts: { folder: dir, reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'choose another with --out, or change its permissions',
      cause,
    });
  }
}

/** Not Node's own `recursive`, which never returns where a file system (`/proc`, say) takes no folder. */
function makeFolder(dir: string): void {
  if (existsSync(dir) && statSync(dir).isDirectory()) return;
  const parent = dirname(resolve(dir));
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(dir);
  } catch (error) {
    // Another run may have been quicker.
    if (!existsSync(dir) || !statSync(dir).isDirectory()) throw error;
  }
}

/** Where a partial record goes: below a complete one, never over it. */
export function partialFolder(dir: string): string {
  return holdsCompleteRecord(dir) ? join(dir, 'partial') : dir;
}

function holdsCompleteRecord(dir: string): boolean {
  if (!existsSync(join(dir, RECORD_FILE))) return false;
  try {
    return readRunRecord(dir).status === 'complete';
  } catch {
    // Of another version perhaps: not ours to overwrite.
    return true;
  }
}

/** Takes the folder away again if nothing came to be in it. */
export function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // It holds something, which stays.
  }
}
