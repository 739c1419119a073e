import { describe, expect, test } from 'vitest';
import { expectedShortfall } from '../core/expectedShortfall.ts';
import { randomStream } from '../core/random.ts';
import { aggregate } from '../core/statistics.ts';
import { metricCatalogue } from './catalogue.ts';
import type { TrialResult } from './ensembleRecord.ts';
import { parseAnyThreshold, parseEnsembleThreshold } from './ensembleThreshold.ts';
import { evaluateStatistic } from './evaluateStatistic.ts';
import { judgeEnsemble, verdictOf } from './judgeEnsemble.ts';
import { distributionOf, worstTrials } from './keyDistributions.ts';
import type { TrialRecord } from './runRecord.ts';
import { evaluateThreshold, type Threshold } from './threshold.ts';
import { trialTable } from './trialTable.ts';

const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: [] });
const SEED = 7;

/** A trial with one sample of one metric, or a failed one. */
function trial(index: number, metric: string, value: number | undefined, plain: readonly string[]): TrialResult {
  const record = { index, status: value === undefined ? 'failed' : 'completed' } as TrialRecord;
  const aggregates = { [metric]: aggregate(value === undefined ? [] : [value]) };
  const judged = Object.fromEntries(
    plain.map((text) => {
      const threshold = parseAnyThreshold(text, catalogue) as Threshold;
      return [text, evaluateThreshold(threshold, aggregates[metric] as never, value === undefined ? [] : [value])];
    }),
  );
  return { record, aggregates, judged };
}

function tableOf(metric: string, values: readonly (number | undefined)[], plain: readonly string[] = []) {
  return trialTable(
    values.map((value, index) => trial(index, metric, value, plain)),
    values.length,
  );
}

function judge(text: string, metric: string, values: readonly (number | undefined)[], plain: readonly string[] = []) {
  return judgeEnsemble(parseAnyThreshold(text, catalogue), tableOf(metric, values, plain), SEED);
}

describe('an interval against a bound', () => {
  const inside = { low: 1, high: 3 };
  test.each([
    ['<=', 3, 'pass'],
    ['<=', 2.9, 'inconclusive'],
    ['<=', 0.9, 'fail'],
    ['<=', 1, 'inconclusive'],
    ['<', 3, 'inconclusive'],
    ['<', 3.1, 'pass'],
    ['<', 1, 'fail'],
    ['>=', 1, 'pass'],
    ['>=', 3, 'inconclusive'],
    ['>=', 3.1, 'fail'],
    ['>', 1, 'inconclusive'],
    ['>', 3, 'fail'],
    ['==', 2, 'inconclusive'],
    ['==', 4, 'fail'],
    ['!=', 4, 'pass'],
    ['!=', 2, 'inconclusive'],
  ] as const)('1 to 3 %s %d: %s', (operator, bound, verdict) => {
    expect(verdictOf(inside, operator, bound)).toBe(verdict);
  });

  test('without width it decides equality', () => {
    const point = { low: 2, high: 2 };
    expect(verdictOf(point, '==', 2)).toBe('pass');
    expect(verdictOf(point, '!=', 2)).toBe('fail');
  });

  test('without an end it decides nothing that way', () => {
    const open = { low: 0, high: Number.POSITIVE_INFINITY };
    expect(verdictOf(open, '<=', 1e300)).toBe('inconclusive');
    expect(verdictOf(open, '>=', 0)).toBe('pass');
    expect(verdictOf(open, '==', 0)).toBe('inconclusive');
  });
});

describe('a threshold without a function', () => {
  const text = 'backstop.return.final >= -10%';
  const on = (values: readonly (number | undefined)[]) => judge(text, 'backstop.return', values, [text]);

  test('holds in every trial, or not at all; the worst trial is told', () => {
    expect(on([0.1, -0.05, 0])).toMatchObject({ verdict: 'pass', held: 3, violated: 0, unknown: 0, estimate: -0.05 });
    expect(on([0.1, -0.2, 0])).toMatchObject({ verdict: 'fail', held: 2, violated: 1, estimate: -0.2 });
  });

  test('a failed trial leaves it open, and hides no failure', () => {
    expect(on([0.1, undefined])).toMatchObject({ verdict: 'inconclusive', held: 1, violated: 0, unknown: 1 });
    expect(on([-0.5, undefined])).toMatchObject({ verdict: 'fail', violated: 1, unknown: 1 });
  });
});

describe('a quantile', () => {
  test('of zeros is zero from 72 trials on, and a failed one costs a rank', () => {
    const p95 = (values: readonly (number | undefined)[]) =>
      judge('p95(solvency.badDebtLatent.max) == 0 USD', 'solvency.badDebtLatent', values).verdict;
    expect(p95(new Array(71).fill(0))).toBe('inconclusive');
    expect(p95(new Array(72).fill(0))).toBe('pass');
    expect(p95([...new Array(72).fill(0), undefined])).toBe('inconclusive');
    // 200 trials: the upper rank is the 197th, so that three may have failed and four may not.
    expect(p95([...new Array(197).fill(0), ...new Array(3).fill(undefined)])).toBe('pass');
    expect(p95([...new Array(196).fill(0), ...new Array(4).fill(undefined)])).toBe('inconclusive');
    expect(p95([...new Array(160).fill(0), ...new Array(40).fill(3)])).toBe('fail');
  });
});

describe('a probability', () => {
  const event = 'solvency.tcr.min < 110%';
  const values = (hits: number, misses: number, failed: number) => [
    ...new Array(hits).fill(1),
    ...new Array(misses).fill(2),
    ...new Array(failed).fill(undefined),
  ];
  const on = (hits: number, misses: number, failed = 0) =>
    judge(`probability(${event}) <= 5%`, 'solvency.tcr', values(hits, misses, failed), [event]);

  test('passes once so few are surely few', () => {
    // No hit in n: at most 1 − 0.025^(1/n), which is 5.0 % at 72.
    expect(on(0, 71).verdict).toBe('inconclusive');
    expect(on(0, 72).verdict).toBe('pass');
    expect(on(40, 60).verdict).toBe('fail');
    expect(on(2, 98)).toMatchObject({ verdict: 'inconclusive', held: 2, violated: 98, estimate: 0.02 });
  });

  test('a failed trial may have been either', () => {
    expect(on(0, 200).verdict).toBe('pass');
    expect(on(0, 200, 5).high).toBeCloseTo(on(5, 200).high as number, 12);
    expect(on(0, 200, 20).verdict).toBe('inconclusive');
  });
});

describe('expected shortfall', () => {
  const draws = randomStream('judge');
  const returns = Array.from({ length: 400 }, () => 0.05 + 0.1 * draws.normal());

  test('is of the low end where low is bad, of the high end elsewhere', () => {
    const [low, high] = ['es95(backstop.return) >= -1', 'es95(backstop.maxDrawdown) >= -1'].map((text) =>
      parseEnsembleThreshold(text.replace('-1', '-100%'), catalogue),
    );
    const worst = [...returns].sort((a, b) => a - b).slice(0, 20);
    const mean = worst.reduce((a, b) => a + b, 0) / 20;
    const found = evaluateStatistic((low as typeof high & object).statistic, tableOf('backstop.return', returns), SEED);
    expect(found.estimate).toBeCloseTo(mean, 12);
    expect(found.low).toBeLessThan(mean);
    expect(found.high).toBeGreaterThan(mean);
    const other = evaluateStatistic(
      (high as typeof low & object).statistic,
      tableOf('backstop.maxDrawdown', returns),
      SEED,
    );
    expect(other.estimate).toBe(expectedShortfall(Float64Array.from(returns).sort(), 0.95));
  });

  test('has no interval with a failed trial, so that it decides nothing', () => {
    const found = judge('es95(backstop.return) >= -100%', 'backstop.return', [...returns, undefined]);
    expect(found).toMatchObject({ verdict: 'inconclusive', low: null, high: null, unknown: 1 });
    expect(judge('es95(backstop.return) >= -100%', 'backstop.return', returns).verdict).toBe('pass');
  });
});

test('no sample is inconclusive, whatever the bound', () => {
  const nothing = [Number.NaN, Number.NaN];
  expect(judge('mean(liquidation.delay.max) >= 0s', 'liquidation.delay', nothing).verdict).toBe('inconclusive');
  expect(judge('p50(liquidation.delay.max) != 1s', 'liquidation.delay', nothing).verdict).toBe('inconclusive');
});

test('the figures of a report: VaR and ES at the bad end, and the worst trials with their commands', () => {
  const values = Array.from({ length: 200 }, (_, i) => i / 1000);
  const metrics = {
    'backstop.return': { unit: 'ratio', kind: 'gauge', title: 'Backstop return', definition: '' },
  } as const;
  const table = tableOf('backstop.return', values);
  const found = distributionOf({ metric: 'backstop.return', aggregate: 'final' }, table, { metrics, seed: SEED });
  // The tenth of 200 from below, and the mean of the ten.
  expect(found).toMatchObject({ tail: 'low', samples: 200, min: 0, max: 0.199, var95: { estimate: 0.009 } });
  expect(found.es95.estimate).toBeCloseTo(0.0045, 12);
  expect(found.median.estimate).toBe(0.099);
  const [worst] = worstTrials(table, { metrics }, (index) => `replay ${index}`);
  expect(worst?.trials.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  expect(worst?.trials[0]?.replay).toBe('replay 0');
});
