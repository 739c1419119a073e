import { aggregate } from '../../core/statistics.ts';
import type { MetricCatalogue } from '../../metric/catalogue.ts';
import type { EnsembleSetting, JudgedTrial, TrialResult } from '../../metric/ensembleRecord.ts';
import { parseAnyThreshold, parsePrecision } from '../../metric/ensembleThreshold.ts';
import type { Aggregates, FailureRecord, TrialRecord } from '../../metric/runRecord.ts';
import { evaluateThreshold, type Threshold } from '../../metric/threshold.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { ticksOf } from '../../scenario/sections.ts';
import { notModelled } from '../notModelled.ts';
import { samplesOf } from '../run.ts';
import type { TrialOutcome } from '../runTrial.ts';
import { scenarioRecord } from '../scenarioRecord.ts';
import type { OpenedSource } from '../source.ts';

/**
 * What is judged in each trial: the plain thresholds, and the events whose probability is asked for.
 *
 * @param until the rule that ends the ensemble, as written; null: none
 */
export function judgedInTrials(
  thresholds: readonly string[],
  until: string | null,
  catalogue: MetricCatalogue,
): Threshold[] {
  const parsed = thresholds.map((text) => parseAnyThreshold(text, catalogue));
  const statistics = parsed.flatMap((threshold) => (threshold.form === 'ensemble' ? [threshold.statistic] : []));
  if (until !== null) statistics.push(parsePrecision(until, catalogue).statistic);
  const plain = parsed.flatMap((threshold) => (threshold.form === 'ensemble' ? [] : [threshold]));
  const events = statistics.flatMap((statistic) => (statistic.kind === 'probability' ? [statistic.event] : []));
  return [...plain, ...events];
}

/** A trial's figures, without its series. Metrics that were not measured are left out. */
export function trialResult(
  { record, series }: TrialOutcome,
  catalogue: MetricCatalogue,
  thresholds: readonly Threshold[],
): TrialResult {
  const all = new Map<string, Aggregates>();
  for (const name of catalogue.keys()) all.set(name, aggregate(samplesOf(name, series)));
  const judged: Record<string, JudgedTrial> = {};
  for (const threshold of thresholds) {
    const { metric, text } = threshold;
    judged[text] = evaluateThreshold(threshold, all.get(metric) as Aggregates, samplesOf(metric, series));
  }
  const aggregates = Object.fromEntries([...all].filter(([, { count }]) => count > 0));
  return { record, aggregates, judged };
}

/** What a trial comes to that broke before its first tick, or whose process was lost. */
export function failedTrial(
  { scenario }: LoadedScenario,
  index: number,
  failure: Pick<FailureRecord, 'stage' | 'message' | 'replay'>,
): TrialResult {
  const record: TrialRecord = {
    ...{ index, seed: scenario.seed, status: 'failed', ticks: 0, plannedTicks: ticksOf(scenario.clock) },
    ...{ transactions: 0, reverted: 0, expired: 0, liquidations: 0, troves: 0, agents: 0 },
    ...{ resultHash: '', lastBlockHash: '0x', failure: { ...failure, tick: null } },
  };
  return { record, aggregates: {}, judged: {} };
}

/** What a trial tells of all of its ensemble. */
export function ensembleSetting(
  loaded: LoadedScenario,
  source: OpenedSource,
  { opening, contracts }: TrialOutcome,
  catalogue: MetricCatalogue,
): EnsembleSetting {
  // How often an endpoint was asked is the business of one process.
  const { upstream: _, ...chain } = source.record();
  return {
    scenario: scenarioRecord(loaded, source.scenario, opening),
    contracts,
    chain,
    actions: opening.actions,
    notModelled: notModelled(source.scenario),
    metrics: Object.fromEntries(
      [...catalogue.values()].map(({ name, unit, kind, title, definition }) => [
        name,
        { unit, kind, title, definition },
      ]),
    ),
  };
}
