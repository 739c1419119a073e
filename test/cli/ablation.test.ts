import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());
const WITHOUT = ['--without', 'liquidator'];

describe('--without', () => {
  let ended: Ended;
  let full: RunRecord;
  let record: RunRecord;
  beforeAll(async () => {
    await place.breakwater(['run', 'tiny.yaml', '--out', 'full', '--quiet']);
    ended = await place.breakwater(['run', 'tiny.yaml', '--out', 'less', ...WITHOUT]);
    [full, record] = [place.record('full'), place.record('less')];
  });

  test('announces the second run on standard error and ends as the first does', () => {
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^Running it with liquidator as well, to compare; --no-baseline leaves that out$/m);
    expect(ended.stdout).not.toContain('Running it');
  });

  test('keeps the run with everybody as a record of its own, which is the plain run to the hash', () => {
    const baseline = place.record('less/baseline');
    expect(baseline).toEqual(full);
    expect(place.read('less/baseline/index.html')).toContain('Tiny crash');
    expect(record.resultHash).not.toBe(full.resultHash);
    expect(record.ablation?.without).toEqual(['liquidator']);
    expect(record.ablation?.baseline).toMatchObject({
      ...{ resultHash: full.resultHash, scenarioHash: full.scenario.hash, verdict: full.verdict },
      reproduce: 'npx breakwater run tiny.yaml --seed 7',
    });
  });

  test('has every aggregate of both runs in its record', () => {
    const metrics = record.ablation?.baseline.metrics ?? {};
    expect(Object.keys(metrics)).toEqual(Object.keys(full.metrics));
    for (const [name, aggregates] of Object.entries(metrics)) expect(full.metrics[name]).toMatchObject(aggregates);
    // The crash makes loans fall due: with liquidators they are liquidated, without them the debt stays.
    const due = metrics['liquidation.debt']?.final as number;
    expect(due).toBeGreaterThan(0);
    expect(record.metrics['liquidation.debt']?.final).toBe(0);
    expect(record.metrics['solvency.pendingDebt']?.final).toBeCloseTo(due, 3);
  });

  test('says in all reports what changed, with the difference of the two records', () => {
    const summary = place.read('less/summary.md');
    expect(summary).toMatch(/^### What changed without liquidator$/m);
    expect(summary).toContain('One seed, one path: both runs have seed 7 and one trial');
    const count = full.metrics['liquidation.count']?.final as number;
    expect(summary).toContain(`| Liquidations | ${count} | 0 | −${count} |`);
    expect(place.read('less/index.html')).toContain('<h2 class="heading">What changed without liquidator</h2>');
    expect(ended.stdout).toMatch(/^With -> without liquidator; one seed, one path$/m);
    expect(ended.stdout).toMatch(new RegExp(`^Liquidations +${count} -> +0 {2}-${count}$`, 'm'));
    expect(place.read('full/summary.md')).not.toContain('What changed');
  });

  test('its report is built anew from the record alone, to the byte', async () => {
    const names = ['index.html', 'summary.md'];
    const before = names.map((name) => place.read('less', name));
    place.write('alone/run.json', place.read('less/run.json'));
    expect((await place.breakwater(['report', 'less'], { env: { BREAKWATER_ANVIL: '/nonexistent' } })).code).toBe(0);
    expect(names.map((name) => place.read('less', name))).toEqual(before);
  });

  test('both records verify, and what the one says of the other is checked', async () => {
    const { code, stdout } = await place.breakwater(['verify', 'less']);
    expect(stdout).toMatch(/^same +baseline: result hash/m);
    expect(stdout).toMatch(/^same +baseline: figures/m);
    expect(stdout).toContain('is not run again; verify it alike: breakwater verify less/baseline');
    expect(code).toBe(0);
    expect((await place.breakwater(['verify', 'less/baseline'])).code).toBe(0);
    expect((await place.breakwater(['verify', 'alone/run.json'])).stdout).toContain('does not lie in alone/baseline');

    const { ablation, ...rest } = record;
    const metrics = { ...ablation?.baseline.metrics, 'backstop.return': { final: 0.5 } };
    const forged = { ...rest, ablation: { ...ablation, baseline: { ...ablation?.baseline, metrics } } };
    place.write('less/forged.json', JSON.stringify(forged));
    const found = await place.breakwater(['verify', 'less/forged.json']);
    expect(found.stdout).toMatch(/^differs +baseline: figures/m);
    expect(found.code).toBe(3);
  });

  test('a record whose baseline is damaged is refused', async () => {
    place.write('damaged/run.json', JSON.stringify({ ...record, ablation: { without: ['liquidator'] } }));
    const { code, stderr } = await place.breakwater(['report', 'damaged']);
    expect(code).toBe(2);
    expect(stderr).toContain('The run record is damaged');
    expect(stderr).toContain('ablation.baseline');
  });
});

describe('--without and', () => {
  test('--no-baseline: one run, and nothing is compared', async () => {
    const { code, stdout, stderr } = await place.breakwater([
      ...['run', 'tiny.yaml', '--out', 'one', '--no-baseline', ...WITHOUT],
    ]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/Running it|With ->/);
    expect(place.exists('one/baseline')).toBe(false);
    expect(place.record('one').ablation).toBeUndefined();
  });

  test('--no-baseline alone is a mistake', async () => {
    const { code, stderr } = await place.breakwater(['run', 'tiny.yaml', '--no-baseline']);
    expect(code).toBe(2);
    expect(stderr).toContain('--no-baseline is only for a run with --without');
  });

  test('--max-ticks: both runs are as short', async () => {
    const { code } = await place.breakwater(['run', 'tiny.yaml', '--out', 'short', '--max-ticks', '5', ...WITHOUT]);
    expect(code).toBe(4);
    expect(place.record('short/baseline').trials).toMatchObject([{ ticks: 5 }]);
    expect(place.record('short').ablation?.baseline.verdict).toBe('inconclusive');
  });

  test('--quiet: nothing is said, and the verdict of the run itself decides the exit code', async () => {
    // With liquidators no debt is due in the end; without them it is.
    const set = ['--set', 'thresholds=[solvency.pendingDebt.final == 0 ZUSD]'];
    const { code, stdout, stderr } = await place.breakwater([
      ...['run', 'tiny.yaml', '--out', 'quiet', '--quiet', ...set, ...WITHOUT],
    ]);
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: '' });
    expect(place.record('quiet').ablation?.baseline.verdict).toBe('pass');
    expect(place.read('quiet/summary.md')).toContain('| Verdict | PASS | FAIL | changed |');
  });

  test('a class that had no agents to begin with: there is nothing to compare', async () => {
    const set = ['--set', 'agents.liquidators.count=0'];
    const { code, stderr } = await place.breakwater(['run', 'tiny.yaml', '--out', 'none', ...set, ...WITHOUT]);
    expect(code).toBe(0);
    expect(stderr).toContain('There are no agents of class liquidator in the scenario: nothing to compare with');
    expect(place.exists('none/baseline')).toBe(false);
  });

  test('a baseline that fails: the run stays as it is, and the exit code says why', async () => {
    place.write('breaks.ts', 'export default { create: () => ({ decide() { throw new Error("no"); } }) };');
    place.write('custom.yaml', tinyWithAgents({ mine: { policy: './breaks.ts', class: 'mine', count: 1 } }));
    const { code, stderr } = await place.breakwater(['run', 'custom.yaml', '--out', 'breaks', '--without', 'mine']);
    expect(code).toBe(2);
    expect(stderr).toContain('The run with mine failed, so nothing is compared\nA policy failed');
    expect(place.record('breaks')).toMatchObject({ status: 'complete', verdict: 'pass' });
    expect(place.record('breaks').ablation).toBeUndefined();
    expect(place.record('breaks/baseline').status).toBe('failed');
    expect(place.read('breaks/summary.md')).toContain('without mine');
  });

  test('Ctrl-C during the second run: the first is kept whole, and nothing is compared', async () => {
    // Ten blocks a second, so that the second run is still on its way.
    const slow = 'const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);';
    place.write('slow.ts', `${slow}\nexport default { create: () => ({ decide: () => (pause(), []) }) };`);
    place.write('slow.yaml', tinyWithAgents({ mine: { policy: './slow.ts', class: 'mine', count: 1 } }));
    const { child, ended } = place.start(['run', 'slow.yaml', '--out', 'slow', '--without', 'mine']);
    child.stderr?.on('data', (text: Buffer) => {
      if (text.toString().includes('Running it with mine')) child.kill('SIGINT');
    });
    const { code, stderr } = await ended;
    await place.expectNothingLeft();
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted: the run with mine is not whole, so nothing is compared');
    expect(place.record('slow')).toMatchObject({ status: 'complete', verdict: 'pass' });
    expect(place.record('slow').ablation).toBeUndefined();
    expect(place.exists('slow/index.html')).toBe(true);
  });
});
