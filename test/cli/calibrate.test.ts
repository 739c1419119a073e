import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { CalibrationRecord, CaseRecord, FigureRecord } from '../../src/metric/calibrationRecord.ts';
import { readTrialSeries } from '../../src/report/readSeries.ts';
import { until } from './processes.ts';
import { LONG, tiny, tinyWithAgents } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const inBrowser = describe.skipIf(!existsSync(CHROMIUM) && process.env['CI'] === undefined);

const place = new Workplace();
afterAll(() => place.remove());
place.write('suite/tiny.yaml', tiny());
place.write('suite/long.yaml', tiny(LONG));

const figure = (change: object) => ({
  ...{ what: 'Troves <liquidated>', documented: 5, source: 'a page', run: 'plain', role: 'predicted' },
  ...{ measure: 'liquidation.count.final', word: 'A word.' },
  ...change,
});

const SUITE = {
  title: 'Two runs & a table',
  about: 'Figures that are invented.',
  runs: {
    plain: { scenario: 'tiny.yaml', seeds: [7, 8] },
    none: { scenario: 'tiny.yaml', set: ['backstop={kind: none}', 'agents.depositors.count=0'] },
  },
  cases: {
    crash: {
      title: 'The crash',
      about: 'A case.',
      assumed: ['All of it.'],
      figures: {
        liquidated: figure({}),
        redistributed: figure({
          ...{ what: 'Debt redistributed', documented: 'none', run: 'none' },
          measure: 'solvency.redistributedDebt.final',
        }),
        calm: figure({
          ...{ what: 'Time over 2 000 USD', documented: '1m to 2m', role: 'chosen' },
          measure: 'total(market.price > 1900 USD)',
        }),
      },
      orderings: [{ what: 'A second time', must: 'rise', figures: ['liquidated', 'liquidated'] }],
    },
    table: {
      title: 'The table',
      about: 'Another case.',
      table: {
        ...{ what: 'Open troves', measure: 'solvency.troves.final', source: 'a page', role: 'predicted' },
        rows: { title: 'Nothing', names: ['all'] },
        columns: { title: 'Backstop', names: ['some', 'none'] },
        documented: [[12, 0]],
        runs: [['plain', 'none']],
        orderings: { across: 'fall' },
      },
    },
  },
};

const written = (name: string, suite: object): string => place.write(`suite/${name}.yaml`, stringify(suite));
const calibration = (dir: string): CalibrationRecord =>
  JSON.parse(place.read(dir, 'calibration.json')) as CalibrationRecord;
const named = ({ figures }: CaseRecord, name: string): FigureRecord =>
  figures.find((each) => each.name === name) as FigureRecord;

describe('a suite of two runs, one of them with two seeds', () => {
  let ended: Ended;
  let record: CalibrationRecord;
  let crash: CaseRecord;
  beforeAll(async () => {
    ended = await place.breakwater(['calibrate', written('suite', SUITE), '--out', 'out', '--jobs', '2']);
    record = calibration('out');
    crash = record.cases[0] as CaseRecord;
  });

  test('ends well, whatever the distances are, and says how far it is', () => {
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(
      /^3 runs of suite\/suite\.yaml, 2 at once\n(?:\[[123]\/3\] (?:plain|none), seed \d: done \(.*\)\n){3}Report {2}out\/index\.html\n$/,
    );
  });

  test('every run keeps its own record and report', () => {
    for (const dir of ['plain-7', 'plain-8', 'none-7']) {
      expect(place.exists('out/runs', dir, 'index.html')).toBe(true);
      expect(place.record(`out/runs/${dir}`).seed).toBe(Number(dir.slice(-1)));
    }
    expect(place.record('out/runs/none-7').scenario.overrides).toEqual(SUITE.runs.none.set);
    expect(record.runs.flatMap(({ bySeed }) => bySeed.map(({ resultHash }) => resultHash))).toEqual(
      ['plain-7', 'plain-8', 'none-7'].map((dir) => place.record(`out/runs/${dir}`).resultHash),
    );
  });

  test('the figures are those of the records: of two seeds the median, held against what is documented', () => {
    const counts = ['plain-7', 'plain-8'].map(
      (dir) => place.record(`out/runs/${dir}`).metrics['liquidation.count']?.final as number,
    );
    const median = ((counts[0] as number) + (counts[1] as number)) / 2;
    expect(named(crash, 'liquidated')).toMatchObject({ bySeed: counts, observed: median, missing: '' });
    expect(named(crash, 'liquidated').distance).toMatchObject({ difference: median - 5, ratio: median / 5 });
    const debt = place.record('out/runs/none-7').metrics['solvency.redistributedDebt']?.final as number;
    expect(debt).toBeGreaterThan(0);
    expect(named(crash, 'redistributed')).toMatchObject({ bySeed: [debt], observed: debt, distance: null });
  });

  test('a time is counted in blocks of the series', async () => {
    const times = await Promise.all(
      ['plain-7', 'plain-8'].map(async (dir) => {
        const { samples } = await readTrialSeries(place.path('out/runs', dir), 0);
        return (samples.columns.get('market.price') as Float64Array).filter((price) => price > 1900).length * 12;
      }),
    );
    expect(named(crash, 'calm').bySeed).toEqual(times);
  });

  test('what standard output has is one line a figure, for programs', () => {
    const lines = ended.stdout.trimEnd().split('\n');
    expect(lines[0]?.split('\t').slice(0, 4)).toEqual(['case', 'figure', 'role', 'unit']);
    expect(lines.slice(1).map((line) => line.split('\t').slice(0, 3).join(' '))).toEqual([
      ...['crash liquidated predicted', 'crash redistributed predicted', 'crash calm chosen'],
      ...['table all, some predicted', 'table all, none predicted'],
    ]);
    expect(lines.every((line) => line.split('\t').length === lines[0]?.split('\t').length)).toBe(true);
  });

  test('the summary has the figures, and the page nothing that a suite could slip in', () => {
    expect(place.read('out', 'summary.md')).toContain('| Troves \\<liquidated\\> | predicted | 5 |');
    const page = place.read('out', 'index.html');
    expect(page).toContain('Troves &lt;liquidated&gt;');
    expect(page).toContain('Two runs &amp; a table');
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(?:src|href)="(?!#|runs\/|data:,)/);
  });

  test('again, with one job: the same bytes', async () => {
    const again = await place.breakwater(['calibrate', 'suite/suite.yaml', '--out', 'again', '--jobs', '1', '--quiet']);
    expect(again).toMatchObject({ code: 0, stdout: ended.stdout, stderr: '' });
    for (const file of ['calibration.json', 'index.html', 'summary.md']) {
      expect(place.read('again', file)).toBe(place.read('out', file));
    }
  });

  test('of one case only its runs', async () => {
    const args = ['calibrate', 'suite/suite.yaml', '--only', 'crash', '--out', 'only', '--quiet'];
    expect((await place.breakwater(args)).code).toBe(0);
    expect(calibration('only').cases.map(({ name }) => name)).toEqual(['crash']);
    expect(await place.breakwater(['calibrate', 'suite/suite.yaml', '--only', 'crsh'])).toMatchObject({
      code: 2,
      stderr:
        'The suite has no case crsh\n  suite: suite/suite.yaml\n  fix:   name one of crash, table; did you mean crash?\n',
    });
  });

  inBrowser('in a browser', () => {
    test.each([
      [1280, 'light'],
      [400, 'dark'],
    ] as const)(
      '%i px wide, %s: every figure is there, nothing is cut off, and links lead to reports',
      async (width, colorScheme) => {
        const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(place.path('out/index.html')).href);
        const observed = named(crash, 'liquidated').observed as number;
        const [values] = await page.locator('tr.values').allInnerTexts();
        expect(values).toContain('Troves <liquidated>');
        expect(values).toContain(String(observed));
        expect(await page.locator('.cross td').count()).toBe(2);
        expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(
          0,
        );
        const links = await page
          .locator('a[href^="runs/"]')
          .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        expect(links.length).toBeGreaterThan(2);
        for (const link of links) expect(place.exists('out', link as string), `${link}`).toBe(true);
        expect(complaints).toEqual([]);
        await browser.close();
      },
    );
  });
});

describe('a run that fails', () => {
  test('does not keep the others from running: its figures say so, exit 1', async () => {
    const mine = { policy: './throws.ts', class: 'mine', count: 1 };
    place.write(
      'suite/throws.ts',
      "export default { create: () => ({ decide() { throw new Error('on purpose'); } }) };\n",
    );
    place.write('suite/throws.yaml', tinyWithAgents({ mine }));
    const runs = { plain: { scenario: 'tiny.yaml' }, broken: { scenario: 'throws.yaml' } };
    const figures = { whole: figure({}), lost: figure({ run: 'broken' }) };
    const orderings = [{ what: 'Order', must: 'rise', figures: ['lost', 'whole'] }];
    const suite = { ...SUITE, runs, cases: { crash: { title: 'A', about: 'B', figures, orderings } } };
    const { code, stderr } = await place.breakwater(['calibrate', written('broken', suite), '--out', 'broken']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\] broken, seed 7: failed: .*(?:\n.*)*on purpose/);
    const [crash] = calibration('broken').cases;
    expect(named(crash as CaseRecord, 'whole').observed).not.toBeNull();
    expect(named(crash as CaseRecord, 'lost')).toMatchObject({ observed: null, distance: null });
    expect(named(crash as CaseRecord, 'lost').missing).toMatch(/^seed 7: ./);
    expect(crash?.orderings[0]?.holds).toBeNull();
    expect(place.read('broken', 'index.html')).toContain('1 run gave no record');
  });
});

describe('Ctrl-C', () => {
  test.each([
    ['once', 1, 'Interrupted; runs that were done are in stopped-1/runs, no page is built\n'],
    ['twice', 2, ''],
  ])('%s stops every run and leaves no process', async (_, times, message) => {
    const suite = {
      ...SUITE,
      runs: { plain: { scenario: 'long.yaml', seeds: [1, 2, 3] } },
      cases: { crash: { title: 'A', about: 'B', figures: { liquidated: figure({}) } } },
    };
    const out = `stopped-${times}`;
    const { pid, ended } = place.start(['calibrate', written(out, suite), '--out', out, '--jobs', '2']);
    await until(
      () => place.anvils().length === 2,
      () => 'two runs did not get to their chains',
    );
    for (let time = 0; time < times; time += 1) process.kill(pid, 'SIGINT');
    const { code, stderr } = await ended;
    expect({ code }, stderr).toEqual({ code: 130 });
    expect(stderr).toContain(message);
    await place.expectNothingLeft();
    expect(place.exists(out, 'index.html')).toBe(false);
  });
});

test('bad flags and suites are told before anything runs', async () => {
  expect(await place.breakwater(['calibrate', 'suite/suite.yaml', '--jobs', '0'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--jobs takes a whole number from 1 on'),
  });
  expect(await place.breakwater(['calibrate', 'nowhere'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Cannot read the calibration suite nowhere: there is no such file'),
  });
});
