import type { ExitCode } from '../core/errors.ts';
import type { EnsembleRecord } from '../metric/ensembleRecord.ts';
import type { RunRecord } from '../metric/runRecord.ts';

/** How a run or an ensemble came to its end. */
export interface RunEnd {
  readonly code: ExitCode;
  /** What it left; undefined if it broke before there was anything to keep, or is a shard, which is not judged. */
  readonly record?: RunRecord | EnsembleRecord | undefined;
  /** Folder of the record, if it is another than was planned. */
  readonly dir?: string | undefined;
  /** What went wrong besides thresholds, as it was printed. */
  readonly message?: string | undefined;
}
