import { dirname, resolve } from 'node:path';
import { loadPolicyModule } from '../agent/customPolicy.ts';
import type { PolicyModule } from '../agent/policy.ts';
import { quoted } from '../core/shellText.ts';
import { aggregate } from '../core/statistics.ts';
import { type MetricCatalogue, metricCatalogue } from '../metric/catalogue.ts';
import {
  type MetricRecord,
  RUN_RECORD_VERSION,
  type RunRecord,
  type ThresholdRecord,
  type TrialSeries,
  type Verdict,
} from '../metric/runRecord.ts';
import { evaluateThreshold, parseThreshold } from '../metric/threshold.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { planRun } from '../scenario/plan.ts';
import type { Scenario } from '../scenario/schema.ts';
import { notModelled } from './notModelled.ts';
import { runHash } from './resultHash.ts';
import { runTrial, type TrialOutcome, type TrialProgress } from './runTrial.ts';
import { classesOf, recordedPath, scenarioRecord } from './scenarioRecord.ts';
import { type OpenedSource, openSource, type SourceOptions } from './source.ts';
import { versions } from './versions.ts';

export interface RunOptions {
  /** Ticks to simulate at most; default all of the scenario. */
  readonly maxTicks?: number | undefined;
  readonly onProgress?: ((progress: TrialProgress) => void) | undefined;
  /** Told as soon as a trial is done, so that its series can be kept whatever comes next. */
  readonly onTrial?: ((outcome: TrialOutcome) => void) | undefined;
  /** Told of each request to a fork's endpoint that has to be made again. */
  readonly onRetry?: SourceOptions['onRetry'];
  /** Stops the run before its next tick. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunOutcome {
  readonly record: RunRecord;
  /** What ended a failed trial; undefined if none failed. */
  readonly error: unknown;
}

/**
 * All trials of one scenario, and what they add up to.
 *
 * @throws UsageError if the scenario can't be set up
 */
export async function run(loaded: LoadedScenario, options: RunOptions = {}): Promise<RunOutcome> {
  const source = await openSource(loaded.scenario, baseDirOf(loaded), {
    onRetry: options.onRetry,
    signal: options.signal,
  });
  try {
    return await runOn(source, loaded, options);
  } finally {
    await source.close();
  }
}

/** Folder that a scenario's file names are relative to. */
export function baseDirOf({ path }: LoadedScenario): string {
  return dirname(resolve(path));
}

/**
 * The same on a chain that is open already, and stays so.
 *
 * @throws UsageError if the scenario can't be set up
 */
export async function runOn(
  source: OpenedSource,
  loaded: LoadedScenario,
  options: RunOptions = {},
): Promise<RunOutcome> {
  const baseDir = baseDirOf(loaded);
  const { scenario, fork } = source;
  const classes = classesOf(scenario);
  const { collateral, stable } = scenario.market;
  const catalogue = metricCatalogue({ collateral: collateral.symbol, stable: stable.symbol, classes });
  const modules = await loadModules(scenario, baseDir);
  const reproduce = reproduceCommand(loaded, source);
  const outcomes: TrialOutcome[] = [];
  for (const { index, seed } of planRun(scenario).trials) {
    const outcome = await runTrial({
      ...{ scenario, index, seed, baseDir, fork, modules, classes, catalogue },
      ...{ maxTicks: options.maxTicks, onProgress: options.onProgress, signal: options.signal },
      replay: (tick) => `${reproduce} --max-ticks ${tick}`,
    });
    outcomes.push(outcome);
    options.onTrial?.(outcome);
    if (options.signal?.aborted === true) break;
  }
  const error = outcomes.find(({ record }) => record.status === 'failed')?.error;
  return { record: runRecord({ loaded, source, catalogue, outcomes, reproduce }), error };
}

async function loadModules({ agents }: Scenario, baseDir: string): Promise<ReadonlyMap<string, PolicyModule>> {
  const files = Object.values(agents).flatMap((spec) => (spec.policy === 'custom' ? [spec.file] : []));
  const modules = new Map<string, PolicyModule>();
  for (const file of new Set(files)) modules.set(file, await loadPolicyModule(resolve(baseDir, file)));
  return modules;
}

/** A fork of the latest block is run again at that block. */
function reproduceCommand({ path, overrides, scenario }: LoadedScenario, { pinned }: OpenedSource): string {
  const open = overrides.filter((override) => pinned.length === 0 || !override.startsWith('chain.block='));
  const sets = [...open, ...pinned].map((override) => ` --set ${quoted(override)}`).join('');
  return `npx breakwater run ${quoted(recordedPath(path))} --seed ${scenario.seed}${sets}`;
}

interface RecordParts {
  readonly loaded: LoadedScenario;
  readonly source: OpenedSource;
  readonly catalogue: MetricCatalogue;
  readonly outcomes: readonly TrialOutcome[];
  readonly reproduce: string;
}

function runRecord({ loaded, source, catalogue, outcomes, reproduce }: RecordParts): RunRecord {
  const first = outcomes[0] as TrialOutcome;
  const trials = outcomes.map(({ record }) => record);
  const isComplete = trials.every(
    ({ status, ticks, plannedTicks }) => status === 'completed' && ticks === plannedTicks,
  );
  const isFailed = trials.some(({ status }) => status === 'failed');
  const metrics = metricRecords(catalogue, first.series);
  const thresholds = thresholdRecords(loaded.scenario, catalogue, metrics, first.series, isComplete);
  return {
    schemaVersion: RUN_RECORD_VERSION,
    status: isFailed ? 'failed' : isComplete ? 'complete' : 'partial',
    scenario: scenarioRecord(loaded, source.scenario, first.opening),
    seed: loaded.scenario.seed,
    verdict: isComplete ? verdictOf(thresholds) : 'inconclusive',
    resultHash: runHash(trials.map(({ resultHash }) => resultHash)),
    provenance: {
      versions: versions(),
      contracts: first.contracts,
      chain: source.record(),
      actions: first.opening.actions,
      reproduce,
    },
    thresholds,
    metrics,
    trials,
    notModelled: notModelled(source.scenario),
  };
}

function metricRecords(catalogue: MetricCatalogue, series: TrialSeries): Record<string, MetricRecord> {
  return Object.fromEntries(
    [...catalogue.values()].map(({ name, unit, kind, title, definition }) => {
      return [name, { unit, kind, ...aggregate(samplesOf(name, series)), title, definition }];
    }),
  );
}

function samplesOf(name: string, { samples, trends }: TrialSeries): Float64Array | number[] {
  return samples.columns.get(name) ?? trends.filter(({ metric }) => metric === name).map(({ value }) => value);
}

function thresholdRecords(
  { thresholds }: Scenario,
  catalogue: MetricCatalogue,
  metrics: Readonly<Record<string, MetricRecord>>,
  series: TrialSeries,
  isComplete: boolean,
): ThresholdRecord[] {
  return thresholds.map((text) => {
    const threshold = parseThreshold(text, catalogue);
    const { metric, unit } = threshold;
    const { verdict, observed } = evaluateThreshold(
      threshold,
      metrics[metric] as MetricRecord,
      samplesOf(metric, series),
    );
    // What the rest of the time would have brought is not known.
    return { text, metric, unit, verdict: isComplete ? verdict : 'inconclusive', observed };
  });
}

function verdictOf(thresholds: readonly ThresholdRecord[]): Verdict {
  if (thresholds.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return thresholds.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'pass';
}
