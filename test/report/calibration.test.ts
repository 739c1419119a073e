import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CalibrationPlan, PlannedFigure } from '../../src/metric/calibrationRecord.ts';
import { parseDocumented } from '../../src/metric/documented.ts';
import { renderCalibrationConsole } from '../../src/report/calibration/calibrationConsole.ts';
import { calibrationOf, type SeedOutcome } from '../../src/report/calibration/calibrationOf.ts';
import { renderCalibrationPage } from '../../src/report/calibration/calibrationPage.ts';
import { writeRunRecord, writeTrialSeries } from '../../src/report/writeRecord.ts';
import { syntheticRun } from './syntheticRun.ts';

const root = mkdtempSync(join(tmpdir(), 'breakwater-calibration-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { record, series } = syntheticRun({});
const count = record.metrics['liquidation.count']?.final as number;

/** Two seeds of one run, whose liquidations are the synthetic run's and 10 more. */
for (const [index, dir] of ['a', 'b'].entries()) {
  const metric = record.metrics['liquidation.count'] as (typeof record.metrics)[string];
  const metrics = { ...record.metrics, 'liquidation.count': { ...metric, final: count + 10 * index } };
  writeRunRecord(join(root, dir), { ...record, metrics, seed: index });
  writeTrialSeries(join(root, dir), record.trials[0]?.index ?? 0, series);
}

const figure = (name: string, documented: string): PlannedFigure => ({
  ...{ name, what: `What of ${name}`, unit: 'count', source: 'a page', run: 'run', role: 'predicted', word: '' },
  ...{ documented: parseDocumented(documented, 'count'), measure: 'liquidation.count.final' },
});

function plan(hash: string = record.scenario.hash): CalibrationPlan {
  const run = { name: 'run', scenario: 'a.yaml', title: 'A', set: [], scenarioHash: hash, seeds: [0, 1] };
  const figures = [figure('exact', String(count + 5)), figure('far', String(10 * (count + 5))), figure('none', 'none')];
  const orderings = [
    { what: 'Equal', must: 'fall' as const, figures: ['exact', 'far'] },
    { what: 'Unknown', must: 'rise' as const, figures: ['exact', 'gone'] },
  ];
  const cases = [{ name: 'one', title: 'One', about: 'A case.', assumed: [], figures, table: null, orderings }];
  return { title: 'Suite', about: 'A suite.', file: 'suite.yaml', runs: [run], cases };
}

const outcomes = (failure = ''): SeedOutcome[] => [
  { run: 'run', seed: 0, dir: 'a', failure: '' },
  { run: 'run', seed: 1, dir: 'b', failure },
];
const calibrate = (planned: CalibrationPlan, ended = outcomes()) =>
  calibrationOf(planned, { dir: root, outcomes: ended, breakwater: '1.2.3' });

describe('figures from the records on disk', () => {
  test('the median of the seeds, its distance, and orders of medians', async () => {
    const [one] = (await calibrate(plan())).cases;
    expect(one?.figures.map(({ bySeed, observed, distance }) => ({ bySeed, observed, distance }))).toEqual([
      {
        ...{ bySeed: [count, count + 10], observed: count + 5 },
        distance: { difference: 0, ratio: 1, within: 'near' },
      },
      {
        ...{ bySeed: [count, count + 10], observed: count + 5 },
        distance: { difference: -9 * (count + 5), ratio: 0.1, within: 'neither' },
      },
      { bySeed: [count, count + 10], observed: count + 5, distance: null },
    ]);
    expect(one?.orderings.map(({ holds }) => holds)).toEqual([true, null]);
  });

  test('a seed that failed leaves the others, and is told', async () => {
    const calibration = await calibrate(plan(), outcomes('it broke'));
    expect(calibration.cases[0]?.figures[0]).toMatchObject({
      bySeed: [count, null],
      observed: count,
      missing: 'seed 1: it broke',
    });
    expect(renderCalibrationPage(calibration)).toContain('1 run gave no record');
  });

  test.each<[string, CalibrationPlan, SeedOutcome[], string]>([
    ['of another scenario', plan('0123'), outcomes(), 'its record is of another scenario or seed'],
    [
      'of another seed',
      plan(),
      outcomes().map((each) => ({ ...each, seed: each.seed + 5 })),
      'its record is of another scenario or seed',
    ],
    ['that is not there', plan(), outcomes().map((each) => ({ ...each, dir: 'none' })), 'Not a run directory'],
  ])('a record %s is not measured', async (_, planned, ended, failure) => {
    const { runs, cases } = await calibrate(planned, ended);
    expect(runs[0]?.bySeed.map((seed) => seed.failure)).toEqual([failure, failure]);
    expect(cases[0]?.figures.every(({ observed, distance }) => observed === null && distance === null)).toBe(true);
  });
});

test('on a screen: a line a figure, documented, model, ratio, how near', async () => {
  const text = renderCalibrationConsole(await calibrate(plan()), { color: false });
  const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, ' | ').trim());
  expect(lines[0]).toBe(
    'of 2 predictions 1 within 25 % of what is documented, 1 within a factor of 3.16; 1 of 2 orders kept',
  );
  expect(lines).toContain(`What of exact | ${count + 5} | ${count + 5} | × 1.00 | equal`);
  expect(lines).toContain(`What of none | no figure | ${count + 5} | — | —`);
  expect(lines.some((line) => line.startsWith('What of far |') && line.endsWith('| × 0.10 | neither'))).toBe(true);
});
