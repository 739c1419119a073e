import { readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnsembleRecord, TrialResult } from '../../src/metric/ensembleRecord.ts';
import type { SweepRecord } from '../../src/metric/sweepRecord.ts';
import { readTrialSeries } from '../../src/report/readSeries.ts';
import { tiny } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

/** The real command line on a grid of 2 × 2 points with 3 trials each. */
const CHANGE = 'market.collateral.shocks.0.change';
const COUNT = 'agents.depositors.count';
const POINTS = [
  [`${CHANGE}=-20%`, `${COUNT}=2`],
  [`${CHANGE}=-20%`, `${COUNT}=6`],
  [`${CHANGE}=-40%`, `${COUNT}=2`],
  [`${CHANGE}=-40%`, `${COUNT}=6`],
];
const TRIALS = [0, 1, 2];

const place = new Workplace();
afterAll(() => place.remove());
place.write(
  'tiny.yaml',
  tiny({
    thresholds: ['solvency.tcr.min >= 150%', 'mean(backstop.return.final) >= -50%'],
    sweep: {
      parameters: { [CHANGE]: ['-20%', '-40%'], [COUNT]: [2, 6] },
      trials: 3,
      metrics: ['solvency.tcr.min', 'liquidation.debt.final', 'probability(liquidation.count.final > 0)'],
    },
  }),
);

const sweepRecord = (dir: string) => JSON.parse(place.read(dir, 'sweep.json')) as SweepRecord;
const ensemble = (dir: string, point: number) =>
  JSON.parse(place.read(dir, 'points', `000${point}`, 'run.json')) as EnsembleRecord;
const seriesOf = (point: number, trial: number) => readTrialSeries(place.path('grid', 'points', `000${point}`), trial);

describe('a grid of 2 × 2 points', () => {
  let ended: Ended;
  let record: SweepRecord;
  beforeAll(async () => {
    ended = await place.breakwater(['sweep', 'tiny.yaml', '--out', 'grid']);
    record = sweepRecord('grid');
  });

  it('runs every point with all trials, and leaves record, table and report', () => {
    expect(ended.code).toBe(0);
    expect(record).toMatchObject({ kind: 'sweep', status: 'complete', trials: 3, baseIndex: null });
    expect(record.counts).toEqual({ planned: 12, completed: 12, failed: 0 });
    expect(record.points.map(({ values }) => values)).toEqual([
      ['-20%', '2'],
      ['-20%', '6'],
      ['-40%', '2'],
      ['-40%', '6'],
    ]);
    expect(readdirSync(place.path('grid')).sort()).toEqual([
      ...['charts', 'index.html', 'points', 'points.tsv', 'summary.md', 'sweep-plan.json', 'sweep.json'],
    ]);
    const rows = place
      .read('grid', 'points.tsv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows).toHaveLength(5);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(rows[0]?.slice(0, 5)).toEqual(['point', CHANGE, COUNT, 'trials', 'failed']);
    expect(rows[4]?.slice(0, 5)).toEqual(['3', '-40%', '6', '3', '0']);
    expect(ended.stdout).toContain('Report  grid/index.html');
    expect(ended.stderr).toContain('12/12 trials');
  });

  it('draws the same in trial k at every point: the market up to the shock, and who borrows what', async () => {
    for (const trial of TRIALS) {
      const all = await Promise.all(POINTS.map((_, point) => seriesOf(point, trial)));
      const opening = all.map(({ samples }) =>
        ['solvency.debt', 'solvency.collateral'].map((name) => samples.columns.get(name)?.[0]),
      );
      // The shock begins after 1 min, which is 5 blocks.
      const market = all.map(({ samples }) => [...(samples.columns.get('market.price') ?? [])].slice(0, 5));
      for (const point of [1, 2, 3]) {
        expect(opening[point]).toEqual(opening[0]);
        expect(market[point]).toEqual(market[0]);
      }
      // Depositors that are there at both counts deposit the same, and the others add to it.
      const stable = all.map(({ samples }) => samples.columns.get('backstop.stable')?.[0] ?? 0);
      expect(stable[2]).toBe(stable[0]);
      expect(stable[3]).toBe(stable[1]);
      expect(stable[1]).toBeGreaterThan(stable[0] as number);
    }
    const [first, second] = await Promise.all([seriesOf(0, 0), seriesOf(0, 1)]);
    expect(first.samples.columns.get('solvency.debt')?.[0]).not.toBe(second.samples.columns.get('solvency.debt')?.[0]);
  });

  it('has at each point what its own trials say', () => {
    POINTS.forEach((_, point) => {
      const trials = TRIALS.map(
        (trial) => JSON.parse(place.read('grid', 'points', `000${point}`, 'trials', `${trial}.json`)) as TrialResult,
      );
      const lowest = trials.map(({ judged }) => judged['solvency.tcr.min >= 150%']?.observed ?? Number.NaN);
      const [tcr] = record.points[point]?.figures ?? [];
      expect(tcr?.estimate).toBeCloseTo(lowest.reduce((a, b) => a + b, 0) / 3, 12);
      const verdict = lowest.some((value) => value < 1.5) ? 'fail' : 'pass';
      expect(record.points[point]?.thresholds[0]?.verdict).toBe(verdict);
    });
    // A fall of 40 % of a system with at most 250 % can not leave 150 % everywhere.
    expect(record.points[3]?.thresholds[0]?.verdict).toBe('fail');
  });

  it('is at each point what run --set is: the same scenario hash, and the same result of a trial', async () => {
    const [change = '', count = ''] = POINTS[2] ?? [];
    await place.breakwater([
      'run',
      'tiny.yaml',
      '--set',
      change,
      '--set',
      count,
      '--trial',
      '1',
      '--out',
      'one',
      '--quiet',
    ]);
    const single = place.record('one');
    const point = ensemble('grid', 2);
    expect(single.scenario.hash).toBe(record.points[2]?.scenarioHash);
    expect(point.scenario.hash).toBe(single.scenario.hash);
    expect(single.trials[0]?.resultHash).toBe(point.trials[1]?.resultHash);
    expect(record.points[2]?.reproduce).toBe(
      `npx breakwater run tiny.yaml --seed 7 --set ${change} --set ${count} --trials 3`,
    );
  });

  it('goes on where it was stopped, to the very same record', async () => {
    const before = place.read('grid', 'sweep.json');
    rmSync(place.path('grid', 'points', '0001', 'trials', '2.json'));
    rmSync(place.path('grid', 'sweep.json'));
    const refused = await place.breakwater(['sweep', 'tiny.yaml', '--out', 'grid']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('The folder holds a sweep already');
    const other = await place.breakwater(['sweep', 'tiny.yaml', '--resume', 'grid', '--seed', '8']);
    expect(other.stderr).toContain('The folder holds a sweep that is not the same');
    const { code, stderr } = await place.breakwater(['sweep', 'tiny.yaml', '--resume', 'grid', '--jobs', '1']);
    expect(code).toBe(0);
    expect(stderr).toContain('12/12 trials');
    expect(place.read('grid', 'sweep.json')).toBe(before);
  });

  it('builds its report anew from the record alone, to the same bytes', async () => {
    const before = ['index.html', 'summary.md'].map((name) => place.read('grid', name));
    expect((await place.breakwater(['report', 'grid'])).code).toBe(0);
    expect(['index.html', 'summary.md'].map((name) => place.read('grid', name))).toEqual(before);
    const tsv = await place.breakwater(['report', 'grid', '--tsv']);
    expect(tsv.stderr).toContain('points.tsv');
  });
});

describe('--param', () => {
  it('sweeps without a section, one at a time, and compares trial by trial with the scenario as it is', async () => {
    const { code, stderr } = await place.breakwater([
      ...['sweep', 'tiny.yaml', '--param', `${CHANGE}=-20%,-30%`, '--set', 'sweep.design=one-at-a-time'],
      ...['--trials', '2', '--out', 'oat', '--quiet'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const record = sweepRecord('oat');
    // −30 % is what the scenario has.
    expect(record.points.map(({ values }) => values)).toEqual([[null], ['-20%']]);
    expect(record).toMatchObject({ baseIndex: 0, parameters: [{ base: '-30%', unit: '%' }] });
    const figure = record.figures.findIndex(({ text }) => text === 'solvency.tcr.min');
    const lowest = [0, 1].map((point) =>
      [0, 1].map((trial) => {
        const { judged } = JSON.parse(
          place.read('oat', 'points', `000${point}`, 'trials', `${trial}.json`),
        ) as TrialResult;
        return judged['solvency.tcr.min >= 150%']?.observed ?? Number.NaN;
      }),
    );
    const [a = 0, b = 0] = [0, 1].map((trial) => (lowest[1]?.[trial] ?? 0) - (lowest[0]?.[trial] ?? 0));
    const found = record.differences.find((each) => each.figure === figure);
    // Two pairs bound nothing.
    expect(found).toMatchObject({ point: 1, pairs: 2, method: 'pairs', low: null, high: null });
    expect(found?.estimate).toBeCloseTo((a + b) / 2, 12);
  });

  it.each([
    [['--param', 'lending.minimumCollateralRatio'], 'expected a path and its values'],
    [['--param', 'lending.minimumCollateralRatio=[110%'], 'the values are not valid YAML'],
    [['--param', 'seed=1,2'], 'is the same at each design point'],
    [['--param', 'lending.nothing=1,2'], 'lending.nothing: unknown key'],
    [['--param', `${CHANGE}=-20%`, '--param', `${CHANGE}=-30%`], 'is given twice'],
    [['--param', 'dex.stable={ from: 1 ZUSD, to: 2 ETH }'], 'from and to have different units'],
    [['--param', 'dex.stable=1k ZUSD,5%'], 'point 1 (dex.stable=5%)'],
    [['--set', 'sweep.metrics=[no.such]'], 'unknown metric no.such'],
    [['--resume', 'nowhere'], 'There is no sweep to go on with'],
  ])('refuses %j, and starts nothing', async (flags, message) => {
    const { code, stderr } = await place.breakwater(['sweep', 'tiny.yaml', ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(place.exists('reports', 'tiny')).toBe(false);
  });
});
