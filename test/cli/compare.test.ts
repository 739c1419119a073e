import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { CompareRecord } from '../../src/metric/compareRecord.ts';
import { until } from './processes.ts';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { Workplace } from './workplace.ts';

/** Nine pairs are the least for six figures or more: 2 / 2^8 × 6 is under 5 %. */
const TRIALS = 12;
const place = new Workplace();

const compare = (...args: string[]) => place.breakwater(['compare', ...args]);
const recordIn = (dir: string): CompareRecord => JSON.parse(place.read(dir, 'compare.json')) as CompareRecord;
const verdicts = ({ key }: CompareRecord) =>
  Object.fromEntries(key.map(({ metric, aggregate, verdict }) => [`${metric}.${aggregate}`, verdict]));

/** The text with its group of borrowers under another name: the same distributions, other draws. */
function withOtherDraws(text: string): string {
  const scenario = parse(text) as { agents: Record<string, unknown> };
  const { borrowers, ...agents } = scenario.agents;
  return stringify({ ...scenario, agents: { owners: borrowers, ...agents } });
}

beforeAll(() => {
  place.write('tiny.yaml', tiny());
  place.write('redrawn.yaml', withOtherDraws(tiny()));
  place.write('slower.yaml', tiny({ clock: { start: '2024-01-01T00:00:00Z', duration: '6m', block: '24s' } }));
});
afterAll(() => place.remove());

describe('compare', () => {
  let worse: Awaited<ReturnType<typeof compare>>;
  /** As the first comparison left it: others go into the same folder. */
  let first: CompareRecord;
  /** Folders of the base and of the small backstop. */
  const ensembles = () =>
    [first.base, first.proposal].map(({ scenarioHash }) => `vote/tiny-7-${scenarioHash.slice(0, 8)}-ensemble`);

  beforeAll(async () => {
    worse = await compare(
      'tiny.yaml',
      '--set',
      'agents.depositors.deposit=100 ZUSD',
      '--trials',
      String(TRIALS),
      '--out',
      'vote',
    );
    first = recordIn('vote');
  }, 300_000);

  it('catches a backstop that is far too small, and ends with 3', () => {
    expect(worse.code).toBe(3);
    const record = first;
    expect(record.verdict).toBe('worse');
    expect(verdicts(record)).toMatchObject({ 'solvency.redistributedDebt.final': 'worse' });
    expect(record.pairing).toMatchObject({ pairs: TRIALS, sameMarket: TRIALS, failed: [], seed: 7, ticks: 30 });
    const redistributed = record.key.find(({ metric }) => metric === 'solvency.redistributedDebt');
    // Twelve borrowers of 25k owe far more than four depositors' 100 can absorb.
    expect(redistributed?.estimate).toBeGreaterThan(10_000);
    expect(redistributed?.low).toBeGreaterThan(0);
    expect(redistributed?.lower).toBe(0);
  });

  it('has its pages made again, byte for byte, from its record alone', async () => {
    const pages = ['index.html', 'summary.md', 'charts/forest.vl.json'];
    const before = pages.map((page) => place.read('vote', page));
    for (const page of pages) rmSync(place.path('vote', page));
    expect((await place.breakwater(['report', 'vote'])).code).toBe(0);
    expect(pages.map((page) => place.read('vote', page))).toEqual(before);
  });

  it('states each value as the trials alone have it', () => {
    const { key } = first;
    const figure = key.find(({ metric }) => metric === 'solvency.redistributedDebt');
    const { trial = [], base = [], proposal = [] } = figure?.values ?? {};
    expect(trial).toEqual(Array.from({ length: TRIALS }, (_, index) => index));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(figure?.base).toBeCloseTo(mean(base), 6);
    expect(figure?.estimate).toBeCloseTo(mean(proposal) - mean(base), 6);
  });

  it('is the same as of each trial run alone', async () => {
    const { code } = await place.breakwater(['run', 'tiny.yaml', '--trial', '5', '--out', 'alone']);
    expect(code).toBe(0);
    const figure = first.key.find(({ metric }) => metric === 'solvency.tcr');
    expect(figure?.values?.base[5]).toBe(place.record('alone').metrics['solvency.tcr']?.min);
  });

  it('says what the proposal changes, first of all', () => {
    expect(first.parameters).toEqual([
      {
        path: 'agents.depositors.deposit',
        base: '{ distribution: uniform, min: 5k ZUSD, max: 20k ZUSD }',
        proposal: '100 ZUSD',
        defaults: [],
      },
    ]);
    const summary = place.read('vote', 'summary.md');
    expect(summary.indexOf('agents.depositors.deposit')).toBeLessThan(summary.indexOf('❌ Worse'));
    expect(summary).toContain('npx breakwater compare tiny.yaml --set');
    expect(place.read('vote', 'index.html')).toContain('Key figures on one scale');
    expect(worse.stdout).toMatch(/^agents\.depositors\.deposit: /);
    expect(worse.stdout).toContain('WORSE: the proposal is worse in');
  });

  it('compares the finished folders to the same end, without running anything', async () => {
    const [base = '', proposal = ''] = ensembles();
    const again = await compare(base, proposal, '--out', 'folders');
    expect(again.code).toBe(3);
    expect(again.stderr).toBe('');
    const { key, pairing, parameters } = recordIn('folders');
    expect({ key, pairing, parameters }).toEqual({
      key: first.key,
      pairing: first.pairing,
      parameters: first.parameters,
    });
  });

  it('takes what is finished, and the first trials of it where fewer are asked for', async () => {
    const fewer = await compare(
      'tiny.yaml',
      '--set',
      'agents.depositors.deposit=100 ZUSD',
      '--trials',
      '5',
      '--out',
      'vote',
    );
    expect(fewer.stderr).toContain('Base: taken from vote/tiny-7-');
    expect(fewer.stderr).toContain('Proposal: taken from vote/tiny-7-');
    expect(fewer.code).toBe(4);
    expect(recordIn('vote').pairing).toMatchObject({ pairs: 5, least: 9 });
    expect(fewer.stdout).toContain('INCONCLUSIVE: 5 pairs of trials are too few: it takes at least');
  });

  it('finds a file identical with itself', async () => {
    const same = await compare('tiny.yaml', 'tiny.yaml', '--trials', String(TRIALS), '--out', 'vote', '--tsv');
    expect(same.code).toBe(0);
    const record = recordIn('vote');
    expect(record.verdict).toBe('identical');
    expect(new Set(Object.values(verdicts(record)))).toEqual(new Set(['identical']));
    expect(record.others).toEqual([]);
    expect(record.parameters).toEqual([]);
    const [head, ...lines] = same.stdout.trimEnd().split('\n');
    expect(head?.split('\t').slice(0, 4)).toEqual(['figure', 'family', 'unit', 'verdict']);
    expect(lines.every((line) => line.split('\t')[3] === 'identical')).toBe(true);
    expect(place.read('vote', 'summary.md')).not.toContain('NaN');
  });

  it('finds a parameter without effect to have none', async () => {
    // All borrowers are passive, so how fast they would react is no matter.
    const same = await compare(
      'tiny.yaml',
      '--set',
      'agents.borrowers.reaction=20m',
      '--trials',
      String(TRIALS),
      '--out',
      'vote',
    );
    expect(same.code).toBe(0);
    expect(recordIn('vote')).toMatchObject({ verdict: 'identical', parameters: [{ base: '10m', proposal: '20m' }] });
  });

  it('does not flag other draws of the same distributions', async () => {
    const redrawn = await compare('tiny.yaml', 'redrawn.yaml', '--trials', String(TRIALS), '--out', 'vote');
    expect(redrawn.code).toBe(0);
    const { verdict, key } = recordIn('vote');
    expect(verdict).toBe('undetected');
    expect(key.some(({ higher, lower }) => higher > 0 && lower > 0)).toBe(true);
  });

  it('pairs what both have, and says what is left over', async () => {
    await place.breakwater(['run', 'tiny.yaml', '--trials', '3', '--out', 'short']);
    const [base = ''] = ensembles();
    const uneven = await compare(base, 'short', '--out', 'uneven');
    expect(uneven.code).toBe(0);
    expect(recordIn('uneven').pairing).toMatchObject({ pairs: 3, alone: { base: TRIALS - 3, proposal: 0 } });
    expect(uneven.stdout.replace(/\s+/g, ' ')).toContain('9 of the base and 0 of the proposal have no partner');
  });

  it('takes seed and trials of a baseline on disk', async () => {
    const [base = ''] = ensembles();
    place.write('kept/run.json', place.read(base, 'run.json'));
    copyFileSync(place.path(base, 'trials.parquet'), place.path('kept', 'trials.parquet'));
    const against = await compare(
      'kept',
      'tiny.yaml',
      '--set',
      'agents.depositors.deposit=100 ZUSD',
      '--out',
      'vote',
      '--metrics',
      'solvency.redistributedDebt',
      '--report-only',
    );
    expect(against.code).toBe(0);
    const { pairing, key, isChosen, reproduce } = recordIn('vote');
    expect(pairing.pairs).toBe(TRIALS);
    expect(key.map(({ metric, verdict }) => [metric, verdict])).toEqual([['solvency.redistributedDebt', 'worse']]);
    expect(isChosen).toBe(true);
    expect(reproduce).toBe(
      `npx breakwater compare kept tiny.yaml --set 'agents.depositors.deposit=100 ZUSD' --seed 7 --trials ${TRIALS} --metrics solvency.redistributedDebt`,
    );
  });

  it('counts pairs with a failed trial, and is inconclusive for them', async () => {
    place.write(
      'fragile.mjs',
      `export default { create() { return { decide(observation) {
        if (observation.market.collateral.usd < 1395) throw new Error('too cheap');
        return [];
      } } } };`,
    );
    place.write('fragile.yaml', tinyWithAgents({ fragile: { policy: './fragile.mjs', class: 'fragile', count: 0 } }));
    const broken = await compare('fragile.yaml', '--set', 'agents.fragile.count=1', '--trials', '4', '--out', 'broken');
    expect(broken.code).toBe(4);
    const record = JSON.parse(place.read('broken', 'compare.json')) as CompareRecord;
    // The base's own trials tell which prices fell that low.
    const dir = `broken/tiny-7-${record.base.scenarioHash.slice(0, 8)}-ensemble`;
    const cheap = [0, 1, 2, 3].filter((index) => {
      const { aggregates } = JSON.parse(place.read(dir, 'trials', `${index}.json`)) as {
        aggregates: Record<string, number[]>;
      };
      return (aggregates['market.price']?.[2] ?? 0) < 1395;
    });
    expect(cheap.length).toBeGreaterThan(0);
    expect(cheap.length).toBeLessThan(4);
    expect(record.pairing.failed.map(({ trial, side }) => [trial, side])).toEqual(
      cheap.map((index) => [index, 'proposal']),
    );
    expect(record.pairing.failed[0]).toMatchObject({
      message: expect.stringContaining('too cheap') as string,
      replay: expect.stringContaining(`--trial ${cheap[0]} `) as string,
    });
    expect(record).toMatchObject({ verdict: 'inconclusive', pairing: { pairs: 4 - cheap.length } });
    expect(place.read('broken', 'summary.md')).toContain('left out because a trial failed');
  });

  it('keeps what is done when it is interrupted, and goes on from there', async () => {
    const args = ['compare', 'tiny.yaml', '--set', 'backstop.fee=1%', '--seed', '9', '--trials', '4', '--jobs', '1'];
    const { child, ended } = place.start([...args, '--out', 'stopped']);
    const dir = () => (place.exists('stopped') ? (readdirSync(place.path('stopped'))[0] ?? 'none') : 'none');
    await until(
      () => place.exists('stopped', dir(), 'trials', '0.json'),
      () => 'no trial was kept',
    );
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('the same comparison goes on from there');
    expect(place.exists('stopped', 'compare.json')).toBe(false);
    const { code: then } = await compare(...args.slice(1), '--out', 'stopped');
    expect(then).toBe(4);
    expect((JSON.parse(place.read('stopped', 'compare.json')) as CompareRecord).pairing).toMatchObject({
      pairs: 4,
      seed: 9,
    });
  });

  it('refuses what can not be compared, and says why', async () => {
    const [base = ''] = ensembles();
    const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [['tiny.yaml'], /There is nothing to compare with/],
      [['tiny.yaml', 'slower.yaml'], /differs: +seconds a block\n +base: +12\n +proposal: +24/],
      [['tiny.yaml', '--set', 'market.stable.symbol=AUSD'], /expected/],
      [[base, 'tiny.yaml', '--seed', '8'], /--seed is not that of the run on disk/],
      [['tiny.yaml', base, '--set', 'backstop.fee=1%'], /the proposal is a finished run/],
      [[base, base, '--metrics', 'solvency.tcrr.min'], /did you mean solvency\.tcr/],
      [[base, base, '--level', '5'], /write it with its unit/],
      [['nowhere.yaml', 'tiny.yaml'], /there is no such file/],
      [['.', 'tiny.yaml'], /Not a run directory/],
    ];
    for (const [args, message] of refused) {
      const { code, stderr } = await compare(...args);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    }
  });
});
