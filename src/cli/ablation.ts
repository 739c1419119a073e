import { UsageError } from '../core/errors.ts';
import { type LoadedScenario, type LoadOptions, loadScenario } from '../scenario/load.ts';

/** Folder of the baseline's record, below that of the run which is compared with it. */
export const BASELINE_FOLDER = 'baseline';

/** A run without some classes, and the one that it is compared with. */
export interface Ablation {
  readonly without: readonly string[];
  /** The scenario with all its agents. */
  readonly baseline: LoadedScenario;
}

/**
 * What `--without` compares with: the same file, overrides and seed, and nobody left out.
 *
 * @param isCompared false: `--no-baseline`
 * @returns undefined if there is nothing to compare with
 * @throws UsageError as `loadScenario`, or for --no-baseline without --without
 */
export function planAblation(
  file: string,
  { without = [], ...options }: LoadOptions,
  isCompared: boolean,
): Ablation | undefined {
  if (without.length > 0) return isCompared ? { without, baseline: loadScenario(file, options) } : undefined;
  if (isCompared) return undefined;
  throw new UsageError('--no-baseline is only for a run with --without', {
    remedy: 'leave it out, or name a class to leave out with --without',
  });
}
