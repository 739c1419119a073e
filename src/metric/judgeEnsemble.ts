import type { Interval } from '../core/intervals.ts';
import type { EnsembleThresholdRecord } from './ensembleRecord.ts';
import type { EnsembleThreshold } from './ensembleThreshold.ts';
import { evaluateStatistic, intervalRecord } from './evaluateStatistic.ts';
import type { Verdict } from './runRecord.ts';
import { OPPOSITE, type Threshold, type ThresholdOperator } from './threshold.ts';
import type { TrialTable } from './trialTable.ts';

/**
 * The verdict of one threshold over all trials.
 *
 * A threshold of one trial must hold in every trial: it fails if it failed in one, and passes only if it passed in all, so
 * that a failed trial leaves it inconclusive at best. One of the ensemble is judged by its interval: it passes if all of the
 * interval is on the right side of the bound, fails if all of it is on the wrong side, and is inconclusive otherwise.
 *
 * @param seed of the ensemble: the bootstrap draws from it
 */
export function judgeEnsemble(
  threshold: Threshold | EnsembleThreshold,
  table: TrialTable,
  seed: number,
): EnsembleThresholdRecord {
  return threshold.form === 'ensemble' ? judgeStatistic(threshold, table, seed) : judgeEveryTrial(threshold, table);
}

function judgeStatistic(
  { text, statistic, operator, value }: EnsembleThreshold,
  table: TrialTable,
  seed: number,
): EnsembleThresholdRecord {
  const evaluated = evaluateStatistic(statistic, table, seed);
  const { samples, hits, unknown } = evaluated;
  return {
    ...{ text, metric: statistic.metric, unit: statistic.unit, scope: 'ensemble' },
    verdict: samples === 0 ? 'inconclusive' : verdictOf(evaluated, operator, value),
    ...intervalRecord(evaluated),
    held: hits,
    violated: hits === null ? null : samples - hits,
    unknown,
  };
}

/** Where all values that the interval allows stand to the bound. */
export function verdictOf(
  { low, high }: Omit<Interval, 'estimate'>,
  operator: ThresholdOperator,
  value: number,
): Verdict {
  const decided = (holds: boolean, breaks: boolean): Verdict => (holds ? 'pass' : breaks ? 'fail' : 'inconclusive');
  switch (operator) {
    case '<':
      return decided(high < value, low >= value);
    case '<=':
      return decided(high <= value, low > value);
    case '>':
      return decided(low > value, high <= value);
    case '>=':
      return decided(low >= value, high < value);
    case '==':
      return decided(low === value && high === value, low > value || high < value);
    case '!=':
      return decided(low > value || high < value, low === value && high === value);
  }
}

function judgeEveryTrial(threshold: Threshold, { judged, records }: TrialTable): EnsembleThresholdRecord {
  const { text, metric, unit } = threshold;
  const trials = judged.get(text) ?? [];
  const count = (verdict: Verdict) => trials.filter((trial) => trial?.verdict === verdict).length;
  const [held, violated] = [count('pass'), count('fail')];
  const unknown = records.length - held - violated;
  const observed = trials.flatMap((trial) => (trial === undefined || trial.observed === null ? [] : [trial.observed]));
  return {
    ...{ text, metric, unit, scope: 'every trial' },
    verdict: violated > 0 ? 'fail' : unknown > 0 || held === 0 ? 'inconclusive' : 'pass',
    ...{ estimate: worstOf(observed, threshold), low: null, high: null },
    ...{ held, violated, unknown },
  };
}

/** The figure that comes nearest to breaking the threshold, or breaks it most. */
function worstOf(observed: readonly number[], { form, operator, value }: Threshold): number | null {
  const must = form === 'never' ? OPPOSITE[operator] : operator;
  // How far on the right side a figure is.
  const margin = (figure: number): number => {
    if (must === '<' || must === '<=') return value - figure;
    if (must === '>' || must === '>=') return figure - value;
    return must === '==' ? -Math.abs(figure - value) : Math.abs(figure - value);
  };
  const worst = observed.reduce<number | null>((a, b) => (a === null || margin(b) < margin(a) ? b : a), null);
  return worst !== null && Number.isFinite(worst) ? worst : null;
}
