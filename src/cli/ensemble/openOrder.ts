import type { EnsemblePlan } from '../../metric/ensembleRecord.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { OpenOrder } from './messages.ts';

/** What a worker is told before its first trial. @param dir folder of the ensemble, or of a sweep's point */
export function openOrder(
  { path, source, hash, overrides, scenario: { seed, trials } }: LoadedScenario,
  { maxTicks, until, pinned, series = 'all' }: EnsemblePlan,
  dir: string,
): OpenOrder {
  return {
    ...{ kind: 'open', path, source, set: [...overrides, ...pinned], seed, trials },
    // What is pinned is a part of what is hashed.
    hash: pinned.length === 0 ? hash : null,
    ...{ maxTicks, until, series, dir },
  };
}
