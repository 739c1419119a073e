import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { UsageError } from '../../core/errors.ts';
import { loadSuite, SuiteError } from './loadSuite.ts';

const root = mkdtempSync(join(tmpdir(), 'breakwater-suite-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FLASH_CRASH = join(process.cwd(), 'scenarios/flash-crash.yaml');
const FIGURE = {
  what: 'Troves liquidated',
  documented: 310,
  source: 'a page',
  run: 'crash',
  measure: 'liquidation.count.final',
  role: 'predicted',
};
const SUITE = {
  title: 'Suite',
  about: 'A suite.',
  runs: { crash: { scenario: FLASH_CRASH, set: ['backstop.amplification=100'] } },
  cases: { one: { title: 'One', about: 'A case.', figures: { liquidated: FIGURE } } },
};

let count = 0;

function write(text: string): string {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(folder);
  // The scenario is found by its absolute path seen from the suite's folder.
  writeFileSync(join(folder, 'suite.yaml'), text.replaceAll(FLASH_CRASH, `../../..${FLASH_CRASH}`));
  return folder;
}

const load = (suite: object) => loadSuite(write(stringify(suite)));

/** The problems of a suite, without the folder that it lies in. */
function problems(suite: object | string): string[] {
  const folder = write(typeof suite === 'string' ? suite : stringify(suite));
  try {
    loadSuite(folder);
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return error.problems.map(({ place, path, message }) => `${place.replace(`${folder}/`, '')} ${path}: ${message}`);
  }
  return [];
}

const withFigure = (change: object) => ({
  ...SUITE,
  cases: { one: { title: 'One', about: 'A case.', figures: { liquidated: { ...FIGURE, ...change } } } },
});

describe('reading', () => {
  test('a folder or its file, with the runs’ scenarios and overrides checked', () => {
    const { plan, scenarios } = load(SUITE);
    expect(plan.runs).toMatchObject([{ name: 'crash', set: ['backstop.amplification=100'], seeds: [7] }]);
    expect(plan.cases[0]?.figures).toMatchObject([
      { name: 'liquidated', unit: 'count', documented: { low: 310, high: 310 }, word: '' },
    ]);
    expect(scenarios.get('crash')?.scenario.backstop).toMatchObject({ amplification: 100 });
    expect(loadSuite(join(write(stringify(SUITE)), 'suite.yaml')).plan.cases).toEqual(plan.cases);
  });

  test('a table comes to one figure a cell, and one order a row and column', () => {
    const table = {
      ...{ what: 'Missed', measure: 'liquidation.count.final', source: 'a page', role: 'predicted' },
      rows: { title: 'T', names: ['1 min', '5 min'] },
      columns: { title: 'Backstop', names: ['100M', '150M', '200M'] },
      documented: [
        [6, 0, 0],
        [14, 7, 0],
      ],
      runs: [
        ['crash', 'crash', 'crash'],
        ['crash', 'crash', 'crash'],
      ],
      orderings: { down: 'rise', across: 'fall' },
      chosen: ['100M'],
    };
    const [planned] = load({ ...SUITE, cases: { one: { title: 'One', about: 'A case.', table } } }).plan.cases;
    expect(planned?.figures.map(({ name, documented }) => `${name}: ${documented.low}`)).toEqual([
      ...['1 min, 100M: 6', '1 min, 150M: 0', '1 min, 200M: 0'],
      ...['5 min, 100M: 14', '5 min, 150M: 7', '5 min, 200M: 0'],
    ]);
    expect(planned?.figures.map(({ role }) => role)).toEqual([
      ...['chosen', 'predicted', 'predicted'],
      ...['chosen', 'predicted', 'predicted'],
    ]);
    expect(planned?.orderings).toHaveLength(5);
    expect(planned?.orderings[0]).toEqual({
      what: 'Backstop 100M, by T',
      must: 'rise',
      figures: ['1 min, 100M', '5 min, 100M'],
    });
    expect(planned?.orderings[4]).toMatchObject({ what: 'T 5 min, by Backstop', must: 'fall' });

    const { orderings: _, ...short } = { ...table, documented: [[6, 0], [14]], runs: [['crash']] };
    expect(problems({ ...SUITE, cases: { one: { title: 'One', about: 'A case.', table: short } } })).toEqual([
      expect.stringContaining('documented.0: expected 2 rows (rows.names) of 3 (columns.names); found 2 in this row'),
      expect.stringContaining('documented.1: expected 2 rows (rows.names) of 3 (columns.names); found 1 in this row'),
      expect.stringContaining('runs: expected 2 rows (rows.names) of 3 (columns.names); found 1 rows'),
      expect.stringContaining('runs.0: expected 2 rows (rows.names) of 3 (columns.names); found 1 in this row'),
    ]);
  });
});

describe('what it says of', () => {
  test.each<[string, object, string]>([
    ['an unknown run', { run: 'crsh' }, 'run: there is no run crsh; did you mean crash?'],
    ['a wrong measure', { measure: 'liquidation.cont.final' }, 'unknown metric liquidation.cont; did you mean liq'],
    ['a metric of no class there', { measure: 'agent.redeemer.profit.final' }, 'unknown metric agent.redeemer.profit'],
    ['a documented figure in another unit', { documented: '310 ETH' }, 'documented: expected a whole number such as 0'],
    ['a wrong role', { role: 'predictd' }, 'role: expected one of chosen, predicted; found "predictd"; did you mean'],
    ['an unknown key', { sorce: 'a page' }, 'sorce: unknown key; did you mean source?'],
  ])('%s', (_, change, message) => {
    const found = problems(withFigure(change));
    expect(found).toEqual([expect.stringContaining(message)]);
    expect(found[0]).toMatch(/^suite\.yaml:\d+:\d+ cases\.one\.figures\.liquidated\./);
  });

  test('a scenario that is not valid with its overrides: the scenario’s own problem', () => {
    const runs = { crash: { scenario: FLASH_CRASH, set: ['backstop.amplification=10'] } };
    expect(problems({ ...SUITE, runs })).toEqual([
      expect.stringMatching(/runs\.crash: .*is not a valid scenario: 1 problem\n.*a whole number from 20 to 200/),
    ]);
  });

  test('a scenario that is not there', () => {
    expect(problems({ ...SUITE, runs: { crash: { scenario: 'none.yaml' } } })).toEqual([
      expect.stringMatching(/runs\.crash: cannot read scenario .*none\.yaml: there is no such file/),
    ]);
  });

  test('a run that nothing is taken from, and a seed twice', () => {
    const runs = { ...SUITE.runs, idle: { scenario: FLASH_CRASH } };
    expect(problems({ ...SUITE, runs })).toEqual([expect.stringContaining('no figure is taken from this run')]);
    expect(problems({ ...SUITE, runs: { crash: { scenario: FLASH_CRASH, seeds: [1, 1] } } })).toEqual([
      expect.stringContaining('runs.crash.seeds: expected each seed once'),
    ]);
  });

  test('an order of figures that are not there, and a case with nothing to compare', () => {
    const orderings = [{ what: 'Order', must: 'rise', figures: ['liquidated', 'liquidate'] }];
    const [one] = Object.values(SUITE.cases);
    expect(problems({ ...SUITE, cases: { one: { ...one, orderings } } })).toEqual([
      expect.stringContaining('figures.1: there is no figure liquidate; did you mean liquidated?'),
    ]);
    expect(problems({ ...SUITE, cases: { one: { title: 'One', about: 'A case.' } } })[0]).toContain(
      'has nothing to compare; expected figures, a table, or both',
    );
  });

  test('text that is no YAML, and a file that is not there', () => {
    expect(problems('title: [')[0]).toContain('not valid YAML');
    expect(() => loadSuite(join(root, 'none'))).toThrow(UsageError);
    expect(() => loadSuite(join(root, 'none'))).toThrow(/Cannot read the calibration suite .*\n {2}fix: name a suite/);
  });

  test('all problems at once, in the order of the file, with what to do', () => {
    const suite = withFigure({ role: 'maybe' });
    const folder = write(stringify({ ...suite, runs: { crash: { scenario: 3 } }, tite: 'x' }));
    expect(() => loadSuite(folder)).toThrow(
      /is not a valid calibration suite: 3 problems\n(?:.*\n)*.*fix: docs\/calibration/,
    );
  });
});

test('the suite that ships is valid: every scenario, override, measure and documented figure', () => {
  const { plan } = loadSuite('scenarios/calibration');
  expect(plan.cases.length).toBeGreaterThan(1);
  for (const { figures } of plan.cases) expect(figures.some(({ role }) => role === 'predicted')).toBe(true);
});
