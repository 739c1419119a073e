import { describe, expect, it } from 'vitest';
import { metricCatalogue } from './catalogue.ts';
import { parseAnyThreshold } from './ensembleThreshold.ts';
import type { TrialRecord, Verdict } from './runRecord.ts';
import { findCliffs } from './sweepCliffs.ts';
import { changeOfViolations, differenceFromBase } from './sweepDifference.ts';
import { defaultFigures, parseFigure } from './sweepFigure.ts';
import type { SweepPointRecord } from './sweepRecord.ts';
import type { TrialTable } from './trialTable.ts';

const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: ['liquidator'] });

describe('parseFigure', () => {
  it.each([
    [
      'backstop.return.min',
      { kind: 'mean', metric: 'backstop.return', aggregate: 'min', unit: 'ratio', text: 'backstop.return.min' },
    ],
    ['mean(backstop.return.min)', { kind: 'mean', text: 'backstop.return.min' }],
    ['backstop.return', { kind: 'mean', aggregate: 'final', text: 'backstop.return.final' }],
    ['es95(backstop.return)', { kind: 'es', p: 0.95, tail: 'low' }],
    ['p90(liquidation.debt)', { kind: 'quantile', p: 0.9, unit: 'ZUSD' }],
    ['var95(liquidation.delay.max)', { kind: 'quantile', unit: 'seconds' }],
    ['mean(tx.wait.count)', { kind: 'mean', unit: 'count' }],
    ['mean(solvency.recoveryMode.mean)', { kind: 'mean', unit: 'boolean' }],
    ['mean(fee.base.max)', { kind: 'mean', unit: 'gwei' }],
    ['mean(tx.wait.max)', { kind: 'mean', unit: 'blocks' }],
    ['probability(solvency.tcr.min < 110%)', { kind: 'probability', unit: 'ratio' }],
  ])('%s', (text, expected) => {
    expect(parseFigure(text, catalogue)).toMatchObject(expected);
  });

  it.each([
    ['backstop.retrun.min', 'unknown metric backstop.retrun; did you mean backstop.return?'],
    ['es95(backstop.return.mid)', 'unknown aggregate mid'],
    ['median(backstop.return)', 'unknown function median'],
    ['probability(solvency.tcr.min)', 'expected a threshold such as'],
  ])('refuses %s', (text, message) => {
    expect(() => parseFigure(text, catalogue)).toThrow(message);
  });

  it('reports what thresholds are about before the key figures, each once', () => {
    const thresholds = [
      'mean(backstop.return.final) >= 0%',
      'always solvency.tcr >= 110%',
      'liquidation.count.final == 0',
    ];
    const figures = defaultFigures(thresholds.map((text) => parseAnyThreshold(text, catalogue)));
    expect(figures.slice(0, 3)).toEqual([
      'backstop.return.final',
      'liquidation.count.final',
      'solvency.badDebtRealised.final',
    ]);
    expect(new Set(figures).size).toBe(figures.length);
  });
});

function table(
  values: readonly number[],
  verdicts: readonly Verdict[] = [],
  failed: readonly number[] = [],
): TrialTable {
  const records = values.map(
    (_, index) => ({ index, status: failed.includes(index) ? 'failed' : 'completed' }) as TrialRecord,
  );
  return {
    records,
    columns: new Map([['backstop.return.final', Float64Array.from(values)]]),
    judged: new Map([['EVENT', verdicts.map((verdict) => ({ verdict, observed: null }))]]),
  };
}

describe('differenceFromBase', () => {
  const mean = parseFigure('backstop.return.final', catalogue);

  it('takes the mean of the differences of pairs, with an interval of their spread alone', () => {
    // Differences 1 and 3, forty of each: mean 2, standard deviation 1.0063, and 1.9905 (t of 79 degrees) standard errors.
    const base = Array.from({ length: 80 }, (_, i) => 10 * i);
    const after = base.map((value, i) => value + (i % 2 === 0 ? 1 : 3));
    const found = differenceFromBase(mean, table(base), table(after), 1);
    expect(found).toMatchObject({ estimate: 2, pairs: 80, method: 'pairs' });
    const half = (1.9905 * 1.0063) / Math.sqrt(80);
    expect((found.low ?? 0) / (2 - half)).toBeCloseTo(1, 1);
    expect((found.high ?? 0) / (2 + half)).toBeCloseTo(1, 1);
    expect((found.high ?? 0) - (found.low ?? 0)).toBeGreaterThan(1.8 * half);
    expect((found.high ?? 0) - (found.low ?? 0)).toBeLessThan(2.2 * half);
  });

  it('leaves the ends open of fewer than four pairs: a resample too often has one value only', () => {
    const found = differenceFromBase(mean, table([10, 20, 30]), table([11, 22, 33]), 1);
    expect(found).toMatchObject({ estimate: 2, low: null, high: null });
  });

  it('pairs trials by their index, whatever row they are in', () => {
    const other = table([22, 11]);
    const turned = { ...other, records: other.records.map((record, row) => ({ ...record, index: 1 - row })) };
    expect(differenceFromBase(mean, table([10, 20]), turned, 1).estimate).toBe(1.5);
  });

  it('leaves no bounds where a pair has a failed trial', () => {
    const found = differenceFromBase(mean, table([10, 20, 30]), table([11, Number.NaN, 33], [], [1]), 1);
    expect(found).toEqual({ estimate: 2, low: null, high: null, pairs: 2, method: 'pairs' });
  });

  it('bounds a quantile by the quantiles of both, which uses no pairs', () => {
    const many = Array.from({ length: 200 }, (_, i) => i);
    const median = parseFigure('p50(backstop.return.final)', catalogue);
    const found = differenceFromBase(median, table(many), table(many.map((value) => value + 1000)), 1);
    expect(found).toMatchObject({ estimate: 1000, method: 'bounds' });
    expect(found.low).toBeGreaterThan(950);
    expect(found.high).toBeLessThan(1050);
  });
});

describe('changeOfViolations', () => {
  it('counts the pairs in which one side alone breaks it', () => {
    const from = table([0, 0, 0, 0], ['pass', 'pass', 'fail', 'fail']);
    const to = table([0, 0, 0, 0], ['fail', 'fail', 'fail', 'pass']);
    const found = changeOfViolations('EVENT', from, to);
    expect(found.estimate).toBe(0.25);
    expect(found.low).toBeLessThan(0);
    expect(found.high).toBeGreaterThan(0.5);
  });

  it('is told apart from nothing once pairs enough change the same way', () => {
    const all = (verdict: Verdict) => table(new Array<number>(20).fill(0), new Array<Verdict>(20).fill(verdict));
    const found = changeOfViolations('EVENT', all('pass'), all('fail'));
    // Clopper and Pearson at 97.5 %: 20 of 20 from (0.0125)^(1/20); 0 of 20 up to 1 less that.
    const low = 0.0125 ** (1 / 20);
    expect(found.estimate).toBe(1);
    expect(found.low).toBeCloseTo(low - (1 - low), 6);
  });
});

describe('findCliffs', () => {
  const point = (index: number, values: readonly [string, number, string, number], verdict: Verdict) =>
    ({
      index,
      values: [values[0], values[2]],
      numbers: [values[1], values[3]],
      thresholds: [{ text: 'T', scope: 'ensemble', verdict }],
    }) as unknown as SweepPointRecord;
  const parameters = [
    { path: 'a', unit: '%' },
    { path: 'b', unit: '' },
  ];
  const changeOf = () => ({ estimate: 0, low: null, high: null });
  const ends = (points: readonly SweepPointRecord[]) =>
    findCliffs({ parameters, points, isList: false, changeOf }).map(({ parameter, others, from, to, undecided }) => [
      parameter,
      others.join(),
      `${from.value} ${from.verdict}`,
      `${to.value} ${to.verdict}`,
      undecided.join(),
    ]);

  it('finds the neighbours between which a verdict turns, in the order of numbers, along each parameter', () => {
    const points = [
      point(0, ['30%', 30, '1', 1], 'fail'),
      point(1, ['10%', 10, '1', 1], 'pass'),
      point(2, ['20%', 20, '1', 1], 'pass'),
      point(3, ['30%', 30, '2', 2], 'pass'),
      point(4, ['10%', 10, '2', 2], 'pass'),
      point(5, ['20%', 20, '2', 2], 'pass'),
    ];
    expect(ends(points)).toEqual([
      [0, 'b=1', '20% pass', '30% fail', ''],
      [1, 'a=30%', '1 fail', '2 pass', ''],
    ]);
  });

  it('says what is undecided between two decided points, and where deciding ends', () => {
    const along = (verdicts: readonly Verdict[]) =>
      ends(verdicts.map((verdict, i) => point(i, [`${i}%`, i, '1', 1], verdict)));
    expect(along(['pass', 'inconclusive', 'inconclusive', 'fail'])).toEqual([
      [0, 'b=1', '0% pass', '3% fail', '1%,2%'],
    ]);
    expect(along(['pass', 'inconclusive', 'pass'])).toEqual([]);
    expect(along(['pass', 'inconclusive', 'inconclusive'])).toEqual([[0, 'b=1', '0% pass', '1% inconclusive', '']]);
    expect(along(['inconclusive', 'inconclusive', 'fail'])).toEqual([[0, 'b=1', '1% inconclusive', '2% fail', '']]);
    expect(along(['inconclusive', 'inconclusive'])).toEqual([]);
  });

  it('finds none along words, which have no order', () => {
    const points = [point(0, ['on', 0, '1', 1], 'pass'), point(1, ['off', 0, '1', 1], 'fail')];
    expect(findCliffs({ parameters: [{ path: 'a', unit: null }], points, isList: false, changeOf })).toEqual([]);
  });
});
