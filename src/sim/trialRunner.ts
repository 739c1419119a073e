import { dirname, resolve } from 'node:path';
import { loadPolicyModule } from '../agent/customPolicy.ts';
import type { PolicyModule } from '../agent/policy.ts';
import { quoted } from '../core/shellText.ts';
import { type MetricCatalogue, metricCatalogue } from '../metric/catalogue.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/schema.ts';
import { runTrial, type TrialOutcome, type TrialProgress } from './runTrial.ts';
import { classesOf, recordedPath } from './scenarioRecord.ts';
import type { OpenedSource } from './source.ts';

export interface TrialRunOptions {
  /** Ticks to simulate at most; default all of the scenario. */
  readonly maxTicks?: number | undefined;
  readonly onProgress?: ((progress: TrialProgress) => void) | undefined;
  /** Stops the trial before its next tick. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs trials of one scenario, one after the other, on a source that stays open. Each trial has a chain and an Anvil of its
 * own, so none can see another; what they share is code.
 */
export class TrialRunner {
  readonly catalogue: MetricCatalogue;
  readonly #loaded: LoadedScenario;
  readonly #source: OpenedSource;
  readonly #classes: readonly string[];
  readonly #modules: ReadonlyMap<string, PolicyModule>;

  private constructor(source: OpenedSource, loaded: LoadedScenario, modules: ReadonlyMap<string, PolicyModule>) {
    this.#source = source;
    this.#loaded = loaded;
    this.#modules = modules;
    this.#classes = classesOf(source.scenario);
    this.catalogue = catalogueOf(source.scenario);
  }

  /** @throws UsageError if a policy file can't be loaded */
  static async prepare(source: OpenedSource, loaded: LoadedScenario): Promise<TrialRunner> {
    return new TrialRunner(source, loaded, await loadModules(source.scenario, baseDirOf(loaded)));
  }

  /**
   * One trial, the same whatever was run before it.
   *
   * @throws UsageError if the scenario can't be set up
   */
  async run(index: number, { maxTicks, onProgress, signal }: TrialRunOptions = {}): Promise<TrialOutcome> {
    const { scenario, fork } = this.#source;
    const command = this.commandOf(index);
    return runTrial({
      ...{ scenario, index, seed: scenario.seed, baseDir: baseDirOf(this.#loaded), fork },
      ...{ modules: this.#modules, classes: this.#classes, catalogue: this.catalogue },
      ...{ maxTicks, onProgress, signal },
      replay: (tick) => `${command} --max-ticks ${tick}`,
    });
  }

  /** The command that runs a trial alone. */
  commandOf(index: number): string {
    const isOnlyOne = index === 0 && this.#loaded.scenario.trials === 1;
    return `${runCommandOf(this.#loaded, this.#source.pinned)}${isOnlyOne ? '' : ` --trial ${index}`}`;
  }
}

/** The metrics of a scenario. */
export function catalogueOf(scenario: Scenario): MetricCatalogue {
  const { collateral, stable } = scenario.market;
  return metricCatalogue({ collateral: collateral.symbol, stable: stable.symbol, classes: classesOf(scenario) });
}

/** Folder that a scenario's file names are relative to. */
export function baseDirOf({ path }: LoadedScenario): string {
  return dirname(resolve(path));
}

/**
 * The command that runs a scenario as it was loaded, but for what says which trials. A fork of the latest block is run
 * again at that block.
 *
 * @param pinned overrides that pin what the scenario leaves open
 */
export function runCommandOf({ path, overrides, scenario }: LoadedScenario, pinned: readonly string[]): string {
  const open = overrides.filter((override) => pinned.length === 0 || !override.startsWith('chain.block='));
  const sets = [...open, ...pinned].map((override) => ` --set ${quoted(override)}`).join('');
  return `npx breakwater run ${quoted(recordedPath(path))} --seed ${scenario.seed}${sets}`;
}

async function loadModules({ agents }: Scenario, baseDir: string): Promise<ReadonlyMap<string, PolicyModule>> {
  const files = Object.values(agents).flatMap((spec) => (spec.policy === 'custom' ? [spec.file] : []));
  const modules = new Map<string, PolicyModule>();
  for (const file of new Set(files)) modules.set(file, await loadPolicyModule(resolve(baseDir, file)));
  return modules;
}
