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
  const holder = holderOf(path);
  if (holder !== undefined) {
    throw new UsageError('Another process is at work in the folder', {
      facts: { folder: dir, process: holder },
      remedy: 'wait for it to end, or choose another folder with --out',
    });
  }
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path, `${hostname()} ${process.pid}\n`);
  } catch (error) {
    throw writeFailure(error, path);
  }
  const release = (): void => rmSync(path, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** The process on this machine that holds the folder; undefined: none. */
function holderOf(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [host, id] = text.trim().split(' ');
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
