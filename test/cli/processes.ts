import { readdirSync, readFileSync } from 'node:fs';
import { vi } from 'vitest';

/** A process as Linux shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly command: string;
}

/**
 * Living processes that name a path on their command line: an Anvil and its guard name the private folder that they
 * work in. What has ended and only waits to be collected is not among them.
 */
export function processesNaming(path: string): ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return command.includes(path) && !isZombie(pid) ? [{ pid, command }] : [];
    } catch {
      return [];
    }
  });
}

/** Resolves when no process names the path any more; the test's own time limit is the only one. */
export async function untilNoneNames(path: string): Promise<void> {
  await until(
    () => processesNaming(path).length === 0,
    () => `left: ${JSON.stringify(processesNaming(path))}`,
  );
}

/** Waits for a condition, and says what is missing if the test's time runs out. */
export async function until(condition: () => boolean, missing: () => string): Promise<void> {
  const check = (): void => {
    if (!condition()) throw new Error(missing());
  };
  await vi.waitFor(check, { timeout: 60_000, interval: 10 });
}

function isZombie(pid: number): boolean {
  return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
