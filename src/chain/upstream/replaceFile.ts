import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a whole file or nothing: a temporary file beside it is renamed over it. Missing folders are made.
 *
 * @throws the file system's error; nothing half-written stays
 */
export function replaceFile(path: string, content: Uint8Array): void {
  // Two processes may write the same file at once.
  const temporary = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
