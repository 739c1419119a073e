import type { ExitCode } from '../core/errors.ts';
import type { EnsembleRecord } from '../metric/ensembleRecord.ts';
import type { GateCheck } from '../metric/gate.ts';
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
  /** What it came to against its baseline; undefined without `--baseline`. */
  readonly baseline?: { readonly code: ExitCode; readonly checks: readonly GateCheck[] } | undefined;
}
