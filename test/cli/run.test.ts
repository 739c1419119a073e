import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tiny } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());

describe('a run that passes', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await place.breakwater(['run', 'tiny.yaml', '--out', 'out/pass']);
  });

  test('exits with 0, the verdict on standard output and progress on standard error', () => {
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stdout).toMatch(/^✓ PASS/);
    expect(ended.stdout).toContain('Report  out/pass/index.html');
    expect(ended.stderr).toMatch(/^tick 30\/30 {2}100%.*blocks\/s/m);
    expect(ended.stderr).not.toContain('\u001b');
  });

  test('leaves the record with what readers look for at its top', () => {
    const record = place.record('out/pass');
    expect(record).toMatchObject({ schemaVersion: 2, status: 'complete', verdict: 'pass', seed: 7 });
    expect(record.scenario).toMatchObject({ name: 'tiny', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(record.resultHash).toMatch(/^[0-9a-f]{64}$/);
    expect(record.provenance.versions).toMatchObject({ breakwater: '0.1.0', anvil: '1.7.1' });
    expect(record.provenance.reproduce).toBe('npx breakwater run tiny.yaml --seed 7');
    expect(record.thresholds).toEqual([
      expect.objectContaining({ metric: 'solvency.tcr', verdict: 'pass', observed: expect.any(Number) }),
    ]);
    const [trial, ...others] = record.trials;
    expect(others).toEqual([]);
    expect(trial).toMatchObject({ seed: 7, status: 'completed', ticks: 30, plannedTicks: 30, reverted: 0 });
    expect(trial?.transactions).toBeGreaterThan(0);
    expect(trial?.liquidations).toBeGreaterThan(0);
    for (const [name, metric] of Object.entries(record.metrics)) {
      expect(Object.keys(metric), name).toEqual(
        expect.arrayContaining(['unit', 'kind', 'final', 'min', 'max', 'mean', 'p05', 'p95', 'count']),
      );
    }
  });

  test('leaves the series, the report, its charts and nothing else', () => {
    const files = readdirSync(place.path('out/pass')).sort();
    expect(files).toEqual(['charts', 'index.html', 'run.json', 'series', 'summary.md']);
    expect(readdirSync(place.path('out/pass/series')).sort()).toEqual(
      ['events', 'icr', 'samples', 'trends'].map((table) => `trial-0.${table}.parquet`),
    );
    const charts = readdirSync(place.path('out/pass/charts'));
    expect(charts).toContain('price.vl.json');
    for (const chart of charts) expect(JSON.parse(place.read('out/pass/charts', chart))).toHaveProperty('$schema');
    expect(place.read('out/pass/summary.md')).toContain('Tiny crash');
  });

  test('its report is built anew from the record alone, to the byte', async () => {
    const names = ['index.html', 'summary.md', 'charts/price.vl.json'];
    const before = names.map((name) => place.read('out/pass', name));
    const { code, stdout } = await place.breakwater(['report', 'out/pass'], {
      env: { BREAKWATER_ANVIL: '/nonexistent' },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'out/pass/index.html\n' });
    expect(names.map((name) => place.read('out/pass', name))).toEqual(before);
  });

  test('its metrics come as tab-separated lines', async () => {
    const { code, stdout } = await place.breakwater(['report', 'out/pass', '--tsv']);
    const [head, ...lines] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(code).toBe(0);
    expect(head?.slice(0, 4)).toEqual(['metric', 'unit', 'kind', 'final']);
    expect(lines.map(([name]) => name)).toEqual(Object.keys(place.record('out/pass').metrics));
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([head?.length]));
  });
});

describe('flags', () => {
  test('--quiet prints nothing, and without --out the folder follows from seed and scenario', async () => {
    const ended = await place.breakwater(['run', 'tiny.yaml', '--quiet', '--seed', '42', '--max-ticks', '3']);
    expect(ended).toMatchObject({ code: 4, stdout: '', stderr: '' });
    const [id] = readdirSync(place.path('reports/tiny'));
    const record = place.record(`reports/tiny/${id}`);
    expect(id).toBe(`42-${record.scenario.hash.slice(0, 8)}`);
    expect(record).toMatchObject({ seed: 42, status: 'partial', verdict: 'inconclusive', trials: [{ ticks: 3 }] });
  });

  test('--set and --verbose: a threshold that fails exits with 3 and every metric is printed', async () => {
    const set = ['--set', 'thresholds.0=solvency.tcr.final >= 900%', '--set', 'backstop.amplification=50'];
    const { code, stdout } = await place.breakwater(['run', 'tiny.yaml', '--out', '12', '--verbose', ...set]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^✗ FAIL/);
    expect(stdout).toContain('market.price\tUSD');
    const record = place.record('12');
    expect(record.verdict).toBe('fail');
    expect(record.scenario).toMatchObject({ overrides: [set[1], set[3]], backstop: { facts: { A: '50' } } });
    expect(record.provenance.reproduce).toContain("--set 'thresholds.0=solvency.tcr.final >= 900%'");
  });

  test('--without: nobody of the class takes part, and the summary and the command to run it again say so', async () => {
    const without = ['--without', 'liquidator', '--set', 'thresholds=[]'];
    const { code, stdout } = await place.breakwater(['run', 'tiny.yaml', '--out', 'out/without', ...without]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^without liquidator$/m);
    expect(place.read('out/without/summary.md')).toMatch(/\*\*Tiny crash\*\* .* · without liquidator$/m);
    expect(place.read('out/without/index.html')).toContain('Run without liquidator');
    const record = place.record('out/without');
    expect(record.trials[0]?.liquidations).toBe(0);
    expect(record.scenario.overrides).toEqual(['thresholds=[]', 'agents.liquidators.count=0']);
    expect(record.provenance.reproduce).toMatch(/ --set agents\.liquidators\.count=0$/);
    expect((await place.breakwater(['verify', 'out/without'])).code).toBe(0);
  });

  test('--without a class that is not there names those that are', async () => {
    const { code, stderr } = await place.breakwater(['run', 'tiny.yaml', '--without', 'keeper']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--without keeper {2}no agents are of class keeper; expected one of borrower, liquidator/);
  });

  test('a threshold without a sample exits with 4', async () => {
    const set = ['--set', 'thresholds.0=liquidation.delay.max <= 1h', '--set', 'market.collateral.shocks=[]'];
    const { code } = await place.breakwater(['run', 'tiny.yaml', '--out', 'out/none', '--quiet', ...set]);
    expect(code).toBe(4);
    expect(place.record('out/none').thresholds).toMatchObject([{ verdict: 'inconclusive', observed: null }]);
  });
});

test('several files: a folder each, the gravest code, and one that can not be set up stops none', async () => {
  place.write('fails.yaml', tiny({ name: 'fails', thresholds: ['solvency.tcr.final >= 900%'] }));
  place.write('broken.yaml', tiny({ name: 'broken', dex: { stable: '60M ZUSD' } }));
  const files = ['broken.yaml', 'fails.yaml', 'tiny.yaml'];
  const { code, stdout, stderr } = await place.breakwater(['run', ...files, '--out', 'several']);
  expect(code).toBe(2);
  expect(stderr).toContain('broken.yaml\nMore stablecoin is handed out than borrowers have borrowed');
  expect(stdout.match(/^. (PASS|FAIL)/gm)).toEqual(['✗ FAIL', '✓ PASS']);
  const folders = readdirSync(place.path('several')).map((name) => name.replace(/-7-[0-9a-f]{8}$/, ''));
  expect(folders.sort()).toEqual(['fails', 'tiny']);
});

test('a run over an older record replaces it whole, a partial one goes below it', async () => {
  const quiet = (...args: string[]) => place.breakwater(['run', 'tiny.yaml', '--quiet', '--out', 'again', ...args]);
  expect((await quiet('--set', 'dex.stable=60M ZUSD')).code).toBe(2);
  expect(place.exists('again')).toBe(false);
  expect((await quiet()).code).toBe(0);
  place.write('again/charts/of-another-time.vl.json', '{}');
  place.write('again/notes.txt', 'mine');
  const complete = place.record('again').resultHash;
  expect((await quiet('--max-ticks', '5')).code).toBe(4);
  expect(place.record('again').resultHash).toBe(complete);
  expect(place.record('again/partial').status).toBe('partial');
  expect((await quiet('--seed', '8')).code).toBe(0);
  expect(place.record('again').seed).toBe(8);
  expect(place.exists('again/charts/of-another-time.vl.json')).toBe(false);
  expect(place.read('again/notes.txt')).toBe('mine');
});
