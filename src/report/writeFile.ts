import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BreakwaterError, ExitCode } from '../core/errors.ts';

/**
 * Writes a whole file or nothing: a temporary file beside it is renamed over it, so a reader never meets half a file
 * and a crash leaves the previous one. Missing folders are made.
 *
 * @throws BreakwaterError if the folder can't be written or the disk is full; names the path and what to do
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  // Two runs may write the same folder at once.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw writeFailure(error, path);
  }
}

/** A clean-up that fails must not hide the failure that led to it. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

interface Failure {
  readonly message: string;
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

const ELSEWHERE = 'choose another folder with --out';
const FULL: Failure = {
  message: 'The disk is full',
  remedy: `free some space or ${ELSEWHERE}`,
  exitCode: ExitCode.internal,
};
const FORBIDDEN: Failure = {
  message: 'The output folder may not be written to',
  remedy: `change its permissions or ${ELSEWHERE}`,
  exitCode: ExitCode.usage,
};
const NOT_A_FOLDER: Failure = {
  message: 'A part of the output path is a file, not a folder',
  remedy: `move the file away or ${ELSEWHERE}`,
  exitCode: ExitCode.usage,
};

const FAILURES: Readonly<Record<string, Failure>> = {
  ENOSPC: FULL,
  EDQUOT: { ...FULL, message: 'The disk quota is used up' },
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { ...FORBIDDEN, message: 'The output folder is on a read-only file system', remedy: ELSEWHERE },
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
  EISDIR: {
    message: 'A folder stands where a file is to be written',
    remedy: `remove it or ${ELSEWHERE}`,
    exitCode: ExitCode.usage,
  },
};

/** The error to show for a failed write: says what is wrong with the path and what to do about it. */
export function writeFailure(error: unknown, path: string): BreakwaterError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const { message, remedy, exitCode } = FAILURES[code] ?? {
    message: 'The output could not be written',
    remedy: ELSEWHERE,
    exitCode: ExitCode.internal,
  };
  return new BreakwaterError(message, { facts: { path, code }, remedy, exitCode, cause: error });
}
