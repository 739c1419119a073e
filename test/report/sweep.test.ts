import { describe, expect, it } from 'vitest';
import type { EnsembleThresholdRecord } from '../../src/metric/ensembleRecord.ts';
import type { Verdict } from '../../src/metric/runRecord.ts';
import type { SweepPointRecord, SweepRecord } from '../../src/metric/sweepRecord.ts';
import { renderSweepHtml } from '../../src/report/sweep/renderSweepHtml.ts';
import { renderSweepSummary } from '../../src/report/sweep/summaryText.ts';
import { sweepCharts } from '../../src/report/sweep/sweepCharts.ts';
import { shortPath } from '../../src/report/sweep/sweepText.ts';
import { syntheticRun } from './syntheticRun.ts';

/** Records made by hand: pages of every design compile without a warning of Vega-Lite, and show what they should. */
const { record: run } = syntheticRun();
const THRESHOLD = 'mean(backstop.return.final) >= 0%';

function point(
  index: number,
  values: SweepPointRecord['values'],
  estimate: number | null,
  verdict: Verdict,
): SweepPointRecord {
  const interval = {
    estimate,
    low: estimate === null ? null : estimate - 0.02,
    high: estimate === null ? null : estimate + 0.02,
  };
  const judged = { text: THRESHOLD, metric: 'backstop.return', unit: 'ratio', scope: 'ensemble', verdict, ...interval };
  return {
    ...{ index, values, numbers: values.map((value) => (value === null ? null : Number.parseFloat(value))) },
    ...{ scenarioHash: 'a', resultHash: 'b', folder: `points/000${index}`, failure: null },
    counts: { planned: 20, completed: 20, failed: 0 },
    figures: [{ ...interval, samples: estimate === null ? 0 : 20 }],
    thresholds: [{ ...judged, held: null, violated: null, unknown: 0 } as EnsembleThresholdRecord],
    ...{ verdict, reproduce: 'npx breakwater run x.yaml' },
  };
}

function recordOf(kind: string, paths: readonly string[], points: readonly SweepPointRecord[]): SweepRecord {
  return {
    ...{ schemaVersion: 1, kind: 'sweep', status: 'complete', scenario: run.scenario, seed: 1, resultHash: 'c' },
    design: { kind, points: points.length, seed: null },
    ...{ trials: 20, confidence: 0.95, thresholds: [THRESHOLD], baseIndex: null, points },
    parameters: paths.map((path) => ({ path, base: '1', values: 'some', unit: '%' })),
    figures: [
      {
        ...{ text: 'backstop.return.final', title: 'Return', metric: 'backstop.return', unit: 'ratio', tail: 'low' },
        ...{ thresholds: [0], bounds: [0] },
      },
    ],
    ...{ differences: [], cliffs: [], correlations: [], counts: { planned: 1, completed: 1, failed: 0 } },
    ...{ provenance: run.provenance, metrics: {}, notModelled: [] },
  };
}

const FOUR = [
  point(0, ['10%', '1%'], -0.1, 'fail'),
  point(1, ['10%', '2%'], 0.01, 'inconclusive'),
  point(2, ['20%', '1%'], 0.2, 'pass'),
  point(3, ['20%', '2%'], null, 'inconclusive'),
];

function cells(record: SweepRecord): Record<string, unknown>[] {
  const spec = sweepCharts(record).figures[0]?.charts[0]?.spec as { data: { values: Record<string, unknown>[] } };
  return spec.data.values;
}

function page(record: SweepRecord): string {
  return renderSweepHtml(record, sweepCharts(record));
}

describe('a grid of two parameters', () => {
  const record = recordOf('grid', ['lending.minimumCollateralRatio', 'backstop.fee'], FOUR);

  it('writes each figure into its cell, and marks where its threshold fails or is undecided', () => {
    expect(cells(record).map(({ x, y, label, edge, step }) => [x, y, label, edge, step])).toEqual([
      ['10%', '1%', '✕ −10.0\u202f%', 'fail', 0],
      ['10%', '2%', '? 1.00\u202f%', 'inconclusive', 1],
      ['20%', '1%', '20.0\u202f%', 'pass', 4],
      ['20%', '2%', '? no value', 'inconclusive', null],
    ]);
  });

  it('has a page with the map of the threshold and the heat map, and a summary', () => {
    const text = page(record);
    expect(text.match(/data-chart="/g)).toHaveLength(2);
    expect(text).toContain('The threshold holds at 1 of 4 design points; it fails at 1; 2 undecided.');
    expect(renderSweepSummary(record)).toContain('| ❌ | 10% | 1% | 20 | −10.00\u202f% [−12.00, −8.00\u202f%] |');
  });
});

describe('other designs', () => {
  it('draws a heat map for each combination of further parameters, six at most', () => {
    const points = Array.from({ length: 8 }, (_, i) => point(i, ['10%', '1%', `${i}%`], i / 100, 'pass'));
    const record = recordOf('grid', ['a.a', 'a.b', 'a.c'], points);
    expect(sweepCharts(record).figures[0]?.charts).toHaveLength(6);
    expect(page(record)).toContain('2 more combinations');
  });

  it('draws one parameter as a line, whose dots lie at its numbers', () => {
    const record = recordOf('grid', ['a.a'], [point(0, ['10%'], 0.1, 'pass'), point(1, ['40%'], 0.2, 'fail')]);
    expect(cells(record).map(({ x, y, verdict }) => [x, y, verdict])).toEqual([
      [10, 0.1, 'Holds'],
      [40, 0.2, 'Fails'],
    ]);
    expect(page(record)).toContain('data-chart="points-backstop-return-final-a-a"');
  });

  it('takes a logarithmic axis for values of several magnitudes', () => {
    const record = recordOf('grid', ['a.a'], [point(0, ['1%'], 0.1, 'pass'), point(1, ['100%'], 0.2, 'fail')]);
    expect(JSON.stringify(sweepCharts(record).figures[0]?.charts[0]?.spec)).toContain('"type":"log"');
    expect(page(record)).toContain('data-chart="points-');
  });

  it('draws random designs against the parameters that matter most, with their rank correlations', () => {
    const correlation = (parameter: number, estimate: number) => ({
      ...{ parameter, figure: 0, points: 12, estimate, low: estimate - 0.2, high: estimate + 0.2 },
    });
    const points = Array.from({ length: 12 }, (_, i) => point(i, [`${i}%`, `${(i * 5) % 12}%`], i / 100, 'pass'));
    const record = {
      ...recordOf('sobol', ['a.a', 'a.b'], points),
      correlations: [correlation(0, 0.2), correlation(1, -0.7)],
    };
    expect(sweepCharts(record).figures[0]?.charts.map(({ chart }) => chart.title)).toEqual([
      'Return, against a.b',
      'Return, against a.a',
    ]);
    expect(page(record)).toContain('Rank correlation −0.70 [−0.90,');
  });

  it('draws one at a time as a tornado: the parameter that changes most on top, told apart or not', () => {
    const points = [
      point(0, [null, null], 0.1, 'pass'),
      point(1, ['5%', null], 0.09, 'pass'),
      point(2, [null, '9%'], -0.2, 'fail'),
    ];
    const difference = (at: number, estimate: number, half: number) => ({
      ...{
        point: at,
        figure: 0,
        estimate,
        low: estimate - half,
        high: estimate + half,
        pairs: 20,
        method: 'pairs' as const,
      },
    });
    const record = {
      ...recordOf('one-at-a-time', ['a.a', 'a.b'], points),
      ...{ baseIndex: 0, differences: [difference(1, -0.01, 0.05), difference(2, -0.3, 0.1)] },
    };
    expect(cells(record).map(({ name, kind, label }) => [name, kind, label])).toEqual([
      ['a.b 1 → 9%', 'Worse', '−30.00\u202fpp'],
      ['a.a 1 → 5%', 'Not told apart from no change', '−1.00\u202fpp'],
    ]);
    expect(page(record)).toContain('What each assumption changes');
  });
});

describe('shortPath', () => {
  it('keeps two parts or more, and as many as tell the parameters apart', () => {
    const parameters = [
      'market.collateral.shocks.0.change',
      'market.stable.shocks.0.change',
      'agents.depositors.count',
    ].map((path) => ({ path, base: null, values: '', unit: '' }));
    expect([0, 1, 2].map((at) => shortPath({ parameters }, at))).toEqual([
      'collateral.shocks.0.change',
      'stable.shocks.0.change',
      'depositors.count',
    ]);
  });
});
