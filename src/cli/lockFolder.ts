import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { writeFailure } from '../report/writeFile.ts';

/** Names the machine and the process that work in the folder. */
export const LOCK_FILE = 'in-use';

/**
 * Keeps a second process on this machine out of a folder that trials are written to: each would take the other's
 * half-written files for rubbish. What a killed process left behind does not count, and another machine's is not known.
 *
 * @param dir made if missing
 * @returns gives the folder free
 * @throws UsageError if another process is at work there
 * @throws BreakwaterError if the folder can't be written to
 */
export function lockFolder(dir: string): () => void {
  const path = join(dir, LOCK_FILE);
  const mine = `${hostname()} ${process.pid}\n`;
  try {
    mkdirSync(dir, { recursive: true });
    // Once more, if what was there is a killed process's.
    if (!take(path, mine) && !(removeDead(path) && take(path, mine))) throw occupied(dir, path);
  } catch (error) {
    throw error instanceof UsageError ? error : writeFailure(error, path);
  }
  const release = (): void => {
    if (textOf(path) === mine) rmSync(path, { force: true });
  };
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** @returns false if the file is there already: of two that come at once one has it */
function take(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns false if somebody is at work */
function removeDead(path: string): boolean {
  if (holderOf(path) !== undefined) return false;
  rmSync(path, { force: true });
  return true;
}

function occupied(dir: string, path: string): UsageError {
  return new UsageError('Another process is at work in the folder', {
    facts: { folder: dir, process: holderOf(path) },
    remedy: `wait for it to end, or choose another folder with --out; if it is not Breakwater, remove ${path}`,
  });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The process on this machine that holds the folder; undefined: none. */
function holderOf(path: string): number | undefined {
  const [host, id] = (textOf(path) ?? '').trim().split(' ');
  const pid = Number(id);
  return host === hostname() && pid > 0 && pid !== process.pid && isOurs(pid) ? pid : undefined;
}

/** Whether the process lives and is Breakwater: the number of one that was killed may be another's by now. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Of another user: alive all the same.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('breakwater');
  } catch {
    // Not Linux: nothing more is known.
    return true;
  }
}
