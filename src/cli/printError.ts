import { BreakwaterError, ExitCode } from '../core/errors.ts';

/** Says on standard error what went wrong. @returns the exit code that fits */
export function printError(error: unknown): ExitCode {
  if (error instanceof BreakwaterError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`Internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return ExitCode.internal;
}
