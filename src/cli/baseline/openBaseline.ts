import type { LoadedScenario } from '../../scenario/load.ts';
import type { RunEnd } from '../runEnd.ts';
import type { ApplyOptions } from './applyBaseline.ts';
import { type PartFlags, type RawBaselineFlags, readBaselineFlags } from './baselineFlags.ts';

export { misplacedFiles, type RawBaselineFlags } from './baselineFlags.ts';

/** Holds a run against its baseline, or keeps it there. @returns the run's end with what came of it */
export type BaselineGate = (loaded: LoadedScenario, end: RunEnd, options: ApplyOptions) => Promise<RunEnd>;

/**
 * What `--baseline` asks for, checked before anything runs.
 *
 * @returns undefined without the flag
 * @throws UsageError as `readBaselineFlags` and `planBaseline`
 */
export async function openBaseline(
  flags: RawBaselineFlags & PartFlags,
  planned: readonly { readonly loaded: LoadedScenario }[],
): Promise<BaselineGate | undefined> {
  const read = readBaselineFlags(flags);
  if (read === undefined) return undefined;
  const { planBaseline } = await import('./planBaseline.ts');
  const plan = planBaseline(
    read,
    planned.map(({ loaded }) => loaded),
  );
  return async (loaded, end, options) => {
    const { applyBaseline } = await import('./applyBaseline.ts');
    return applyBaseline(plan, loaded, end, options);
  };
}
