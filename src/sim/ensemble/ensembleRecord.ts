import type { MetricCatalogue } from '../../metric/catalogue.ts';
import {
  CONFIDENCE,
  ENSEMBLE_RECORD_VERSION,
  type EnsemblePlan,
  type EnsembleRecord,
  type EnsembleSetting,
  type EnsembleThresholdRecord,
} from '../../metric/ensembleRecord.ts';
import { parseAnyThreshold } from '../../metric/ensembleThreshold.ts';
import { judgeEnsemble } from '../../metric/judgeEnsemble.ts';
import { distributionOf, figuresOf, worstTrials } from '../../metric/keyDistributions.ts';
import type { Verdict } from '../../metric/runRecord.ts';
import type { TrialTable } from '../../metric/trialTable.ts';
import { runHash } from '../resultHash.ts';
import { precisionRecord, type StoppedAt } from './untilRule.ts';

export interface EnsembleParts {
  readonly plan: EnsemblePlan;
  readonly setting: EnsembleSetting;
  readonly table: TrialTable;
  /** How the rule that ends it early came out. */
  readonly stopped: StoppedAt | undefined;
}

/** All that an ensemble's trials add up to. */
export function ensembleRecord({ plan, setting, table, stopped }: EnsembleParts): EnsembleRecord {
  const { records } = table;
  const { seed } = plan;
  const catalogue: MetricCatalogue = new Map(
    Object.entries(setting.metrics).map(([name, definition]) => [name, { name, ...definition }]),
  );
  const planned = stopped?.trials ?? plan.trials;
  const failed = records.filter(({ status }) => status === 'failed').length;
  const areWhole = records.every(({ status, ticks, plannedTicks }) => status === 'failed' || ticks === plannedTicks);
  const isComplete = records.length === planned && areWhole;
  const parsed = plan.thresholds.map((text) => parseAnyThreshold(text, catalogue));
  const judged = parsed.map((threshold) => judgeEnsemble(threshold, table, seed));
  const thresholds = isComplete ? judged : judged.map((threshold) => ofSome(threshold, areWhole));
  return {
    ...{ schemaVersion: ENSEMBLE_RECORD_VERSION, kind: 'ensemble', status: isComplete ? 'complete' : 'partial' },
    ...{ scenario: setting.scenario, seed },
    verdict: isComplete || thresholds.some(isBroken) ? verdictOf(thresholds, failed) : 'inconclusive',
    resultHash: runHash(records.map(({ resultHash }) => resultHash)),
    provenance: {
      ...{ versions: plan.versions, contracts: setting.contracts, chain: setting.chain, actions: setting.actions },
      reproduce: plan.reproduce,
    },
    ...{ plan, confidence: CONFIDENCE, counts: { planned, completed: records.length - failed, failed } },
    thresholds,
    until: plan.until === null ? null : precisionRecord(plan.until, { table, catalogue, seed, stopped }),
    distributions: figuresOf(parsed, table).map((figure) => distributionOf(figure, table, { ...setting, seed })),
    worst: worstTrials(table, setting, (index) => `${plan.replay} --trial ${index}`),
    ...{ metrics: setting.metrics, trials: records, notModelled: setting.notModelled },
  };
}

/** Of some of the trials: what the others would have brought is not known, but one that broke a threshold broke it. */
function ofSome(threshold: EnsembleThresholdRecord, areWhole: boolean): EnsembleThresholdRecord {
  return areWhole && threshold.scope === 'every trial' && isBroken(threshold)
    ? threshold
    : { ...threshold, verdict: 'inconclusive' };
}

function isBroken({ verdict }: EnsembleThresholdRecord): boolean {
  return verdict === 'fail';
}

/** Failed trials are counted in each threshold; without one to count them in, they leave nothing to pass. */
function verdictOf(thresholds: readonly EnsembleThresholdRecord[], failed: number): Verdict {
  if (thresholds.some(isBroken)) return 'fail';
  const isOpen = thresholds.some(({ verdict }) => verdict === 'inconclusive');
  return isOpen || (thresholds.length === 0 && failed > 0) ? 'inconclusive' : 'pass';
}
