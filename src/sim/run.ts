import { aggregate } from '../core/statistics.ts';
import type { MetricCatalogue } from '../metric/catalogue.ts';
import { parseAnyThreshold } from '../metric/ensembleThreshold.ts';
import {
  type MetricRecord,
  RUN_RECORD_VERSION,
  type RunRecord,
  type ThresholdRecord,
  type TrialSeries,
  type Verdict,
} from '../metric/runRecord.ts';
import { evaluateThreshold } from '../metric/threshold.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/schema.ts';
import { notModelled } from './notModelled.ts';
import { runHash } from './resultHash.ts';
import type { TrialOutcome } from './runTrial.ts';
import { scenarioRecord } from './scenarioRecord.ts';
import { type OpenedSource, openSource, type SourceOptions } from './source.ts';
import { baseDirOf, TrialRunner, type TrialRunOptions } from './trialRunner.ts';
import { versions } from './versions.ts';

export interface RunOptions extends TrialRunOptions {
  /** Index of the trial; default 0. */
  readonly trial?: number | undefined;
  /** Told as soon as the trial is done. */
  readonly onTrial?: ((outcome: TrialOutcome) => void) | undefined;
  /** Told of each request to a fork's endpoint that has to be made again. */
  readonly onRetry?: SourceOptions['onRetry'];
}

export interface RunOutcome {
  readonly record: RunRecord;
  /** What ended the trial; undefined if it did not fail. */
  readonly error: unknown;
}

/**
 * One trial of a scenario, and its record.
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
  const trials = await TrialRunner.prepare(source, loaded);
  const outcome = await trials.run(options.trial ?? 0, options);
  options.onTrial?.(outcome);
  return { record: runRecord({ loaded, source, trials, outcome }), error: outcome.error };
}

interface RecordParts {
  readonly loaded: LoadedScenario;
  readonly source: OpenedSource;
  readonly trials: TrialRunner;
  readonly outcome: TrialOutcome;
}

function runRecord({ loaded, source, trials, outcome }: RecordParts): RunRecord {
  const { record: trial, series } = outcome;
  const { catalogue } = trials;
  const isComplete = trial.status === 'completed' && trial.ticks === trial.plannedTicks;
  const metrics = metricRecords(catalogue, series);
  const thresholds = thresholdRecords(loaded.scenario, catalogue, metrics, series, isComplete);
  return {
    schemaVersion: RUN_RECORD_VERSION,
    status: trial.status === 'failed' ? 'failed' : isComplete ? 'complete' : 'partial',
    scenario: scenarioRecord(loaded, source.scenario, outcome.opening),
    seed: loaded.scenario.seed,
    verdict: isComplete ? verdictOf(thresholds) : 'inconclusive',
    resultHash: runHash([trial.resultHash]),
    provenance: {
      versions: versions(),
      contracts: outcome.contracts,
      chain: source.record(),
      actions: outcome.opening.actions,
      reproduce: trials.commandOf(trial.index),
    },
    thresholds,
    metrics,
    trials: [trial],
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

/** All samples of a metric, in the order of time. */
export function samplesOf(name: string, { samples, trends }: TrialSeries): Float64Array | number[] {
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
    const threshold = parseAnyThreshold(text, catalogue);
    if (threshold.form === 'ensemble') {
      const { metric, unit } = threshold.statistic;
      return { text, metric, unit, verdict: 'inconclusive', observed: null };
    }
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
