import { basename } from 'node:path';
import { quoted } from '../../core/shellText.ts';
import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { LoadedScenario, LoadOptions } from '../../scenario/load.ts';
import { toldOverride } from '../../scenario/overrides.ts';

/** What a gate tells of a scenario whatever became of it. */
export interface GateScenario {
  readonly name: string;
  readonly title: string;
  /** The file as it was named. */
  readonly file: string;
  /** Its text; undefined: it could not be read. */
  readonly source: string | undefined;
  readonly seed: number | null;
  readonly hash: string | null;
  /** Trials planned. */
  readonly trials: number;
  /** Command for it, of use if there is no record that has one. */
  readonly command: string;
}

/** Of a scenario that was loaded. */
export function loadedGateScenario(loaded: LoadedScenario, options: LoadOptions): GateScenario {
  const { scenario, path, source, hash } = loaded;
  const { name, title, seed, trials } = scenario;
  return { name, title, file: path, source, seed, hash, trials, command: commandOf(path, options) };
}

/** Of one that was not: it has no name but its file's. */
export function unreadGateScenario(file: string, options: LoadOptions): GateScenario {
  const name = basename(file).replace(/\.ya?ml$/, '');
  const command = commandOf(file, options);
  return { name, title: '', file, source: undefined, seed: null, hash: null, trials: options.trials ?? 1, command };
}

/** Of an ensemble whose shards were put together. */
export function recordedGateScenario({ scenario, plan, seed, provenance }: EnsembleRecord): GateScenario {
  const { name, title, file, source, hash } = scenario;
  return { name, title, file, source, seed, hash, trials: plan.trials, command: provenance.reproduce };
}

function commandOf(file: string, { set = [], without = [], seed, trials }: LoadOptions): string {
  return [
    `npx breakwater run ${quoted(file)}`,
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...set.map((text) => `--set ${quoted(toldOverride(text))}`),
    ...without.map((name) => `--without ${quoted(name)}`),
    ...(trials === undefined ? [] : [`--trials ${trials}`]),
  ].join(' ');
}
