import { ExitCode } from '../../core/errors.ts';
import type { RunEnd } from '../runEnd.ts';

/** A run's end that left a whole record. */
export interface WholeEnd extends RunEnd {
  readonly record: NonNullable<RunEnd['record']>;
}

/** Whether a run came to its end, whatever its thresholds say of it. */
export function isWhole(end: RunEnd): end is WholeEnd {
  const isDone =
    end.code === ExitCode.pass || end.code === ExitCode.thresholdFailed || end.code === ExitCode.inconclusive;
  return isDone && end.record?.status === 'complete' && end.message === undefined;
}
