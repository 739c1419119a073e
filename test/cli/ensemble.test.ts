import { readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import type { EnsembleRecord } from '../../src/metric/ensembleRecord.ts';
import { readTrialColumns } from '../../src/report/ensemble/readEnsemble.ts';
import { casesOf, junitProblems } from '../ci/junitSchema.ts';
import { parseXml } from '../ci/xml.ts';
import { until } from './processes.ts';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());

const TRIALS = 6;
place.write('tiny.yaml', tiny({ trials: TRIALS }));
let count = 0;

/** Kills its own process, or the Anvil that this started, in the middle of a trial; once only, for which it leaves a mark. */
const KILLER = `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
export default {
  create({ params }) {
    return {
      decide({ tick }) {
        if (tick !== 10 || existsSync(params.marker)) return [];
        writeFileSync(params.marker, '');
        const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ');
        const anvil = children.find((pid) => readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('--ipc'));
        process.kill(params.what === 'worker' ? process.pid : Number(anvil), 'SIGKILL');
        return [];
      },
    };
  },
};
`;

function ensembleIn(dir: string): EnsembleRecord {
  return JSON.parse(place.read(dir, 'run.json')) as EnsembleRecord;
}

function newFolder(): string {
  return `out-${++count}`;
}

async function ensemble(file: string, ...flags: string[]): Promise<{ ended: Ended; out: string }> {
  const out = newFolder();
  const ended = await place.breakwater(['run', file, '--out', out, ...flags]);
  return { ended, out };
}

async function trialAlone(file: string, index: number): Promise<string | undefined> {
  const out = newFolder();
  await place.breakwater(['run', file, '--trial', String(index), '--out', out, '--quiet']);
  return place.record(out).trials[0]?.resultHash;
}

let whole: EnsembleRecord;
let wholeDir: string;
let output: Ended;
beforeAll(async () => {
  const { ended, out } = await ensemble('tiny.yaml', '--jobs', '2');
  expect(ended.code, ended.stderr).toBe(0);
  [whole, wholeDir, output] = [ensembleIn(out), out, ended];
});

describe('an ensemble', () => {
  test('has all trials, each with draws of its own, in the order of their indices', () => {
    expect(whole).toMatchObject({ schemaVersion: 3, kind: 'ensemble', status: 'complete', verdict: 'pass', seed: 7 });
    expect(whole.counts).toEqual({ planned: TRIALS, completed: TRIALS, failed: 0 });
    expect(whole.trials.map(({ index }) => index)).toEqual(Array.from({ length: TRIALS }, (_, i) => i));
    expect(new Set(whole.trials.map(({ resultHash }) => resultHash)).size).toBe(TRIALS);
    expect(whole.thresholds).toMatchObject([{ scope: 'every trial', verdict: 'pass', held: TRIALS, violated: 0 }]);
  });

  test('gives the same with one worker, where every trial but the first comes after others', async () => {
    const { out } = await ensemble('tiny.yaml', '--jobs', '1', '--quiet');
    expect(ensembleIn(out).resultHash).toBe(whole.resultHash);
  });

  test('a trial run alone has the same hash, a full report, and is verified', async () => {
    const out = newFolder();
    const [worst] = whole.worst[0]?.trials ?? [];
    expect(worst?.replay).toBe(`npx breakwater run tiny.yaml --seed 7 --trial ${worst?.index}`);
    const ended = await place.breakwater(['run', 'tiny.yaml', '--seed', '7', '--trial', '5', '--out', out]);
    expect(ended.code).toBe(0);
    expect(place.record(out).trials).toMatchObject([{ index: 5, resultHash: whole.trials[5]?.resultHash }]);
    expect(place.record(out).provenance.reproduce).toBe('npx breakwater run tiny.yaml --seed 7 --trial 5');
    expect(place.read(out, 'index.html')).toContain('data-chart="price"');
    const verified = await place.breakwater(['verify', out]);
    expect(verified.code, verified.stdout).toBe(0);
    expect(await trialAlone('tiny.yaml', 0)).toBe(whole.trials[0]?.resultHash);
  });

  test('the table of trials holds what each trial had on record', async () => {
    const columns = await readTrialColumns(place.path(wholeDir), ['backstop.return.final', 'solvency.tcr.min']);
    const out = newFolder();
    await place.breakwater(['run', 'tiny.yaml', '--trial', '3', '--out', out, '--quiet']);
    const { metrics } = place.record(out);
    expect(columns.get('backstop.return.final')?.[3]).toBe(metrics['backstop.return']?.final);
    expect(columns.get('solvency.tcr.min')?.[3]).toBe(metrics['solvency.tcr']?.min);
    const returns = columns.get('backstop.return.final') ?? [];
    const found = whole.distributions.find(({ metric }) => metric === 'backstop.return');
    expect(found).toMatchObject({ samples: TRIALS, min: Math.min(...returns), max: Math.max(...returns) });
    expect(found?.mean.estimate).toBeCloseTo(returns.reduce((a, b) => a + b, 0) / TRIALS, 12);
    // The median of six is the third, and nothing can be said of a tail of less than half a trial.
    expect(found?.median.estimate).toBe([...returns].sort((a, b) => a - b)[2]);
    expect(found?.es95).toMatchObject({ estimate: Math.min(...returns), low: null, high: null });
  });

  test('leaves series of every trial, a report, and says where', () => {
    expect(
      readdirSync(place.path(wholeDir, 'series')).filter((name) => name.endsWith('.samples.parquet')),
    ).toHaveLength(TRIALS);
    expect(output.stdout).toContain(`Report  ${wholeDir}/index.html`);
    expect(output.stderr).toMatch(/100% {2}6\/6 trials/);
    const page = place.read(wholeDir, 'index.html');
    expect(page).toContain('data-chart="distribution-backstop-return-final"');
    expect(page).toContain('npx breakwater run tiny.yaml --seed 7 --trial');
    expect(page).not.toContain('Failed trials');
    expect(place.read(wholeDir, 'summary.md')).toContain('6 trials');
  });

  test('its report is built anew from its folder, to the same bytes', async () => {
    const before = ['index.html', 'summary.md'].map((name) => place.read(wholeDir, name));
    for (const name of ['index.html', 'summary.md']) rmSync(place.path(wholeDir, name));
    const { code, stdout } = await place.breakwater(['report', wholeDir]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${wholeDir}/index.html\n` });
    expect(['index.html', 'summary.md'].map((name) => place.read(wholeDir, name))).toEqual(before);
  });

  test('is not for commands of single runs, which say so', async () => {
    const { code, stderr } = await place.breakwater(['verify', wholeDir]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('of an ensemble, not of a single run'),
    });
    const tsv = await place.breakwater(['report', wholeDir, '--tsv']);
    expect(tsv).toMatchObject({ code: 2, stderr: expect.stringContaining('trials.parquet') });
  });
});

describe('a trial that fails', () => {
  /** Breaks in some trials, by the agent's own draws. */
  const BREAKS = `export default { create({ random }) {
  const breaks = random.uniform() < 0.4;
  return { decide({ tick }) { if (breaks && tick === 3) throw new Error('broken on purpose'); return []; } };
} };
`;
  const agents = { mine: { policy: './breaks.ts', count: 1, class: 'mine' } };

  test('is data: the rest is run, the verdict can not be pass, and the report tells how to run it again', async () => {
    place.write('breaks.ts', BREAKS);
    place.write('breaks.yaml', tinyWithAgents(agents, { trials: 6 }));
    const { ended, out } = await ensemble('breaks.yaml');
    const record = ensembleIn(out);
    const failed = record.trials.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(6);
    expect(record.counts).toEqual({ planned: 6, completed: 6 - failed.length, failed: failed.length });
    expect({ code: ended.code, verdict: record.verdict, status: record.status }).toEqual({
      code: 4,
      verdict: 'inconclusive',
      status: 'complete',
    });
    const [first] = failed;
    expect(first?.failure).toMatchObject({
      stage: 'simulation',
      tick: 3,
      message: expect.stringContaining('broken on purpose'),
    });
    const replay = `npx breakwater run breaks.yaml --seed 7 --trial ${first?.index} --max-ticks 4`;
    expect(first?.failure?.replay).toBe(replay);
    expect(ended.stderr).toContain(`Trial ${first?.index} failed in simulation at tick 3`);
    for (const text of [ended.stdout, place.read(out, 'index.html'), place.read(out, 'summary.md')]) {
      expect(text.replaceAll('\n', ' ')).toContain('counted at its worst');
    }
    expect(place.read(out, 'index.html')).toContain(replay);
    const again = await place.breakwater([...replay.split(' ').slice(2), '--out', newFolder()]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('broken on purpose') });
  });

  test('in every trial before its first tick: the reason is told, and nothing is judged', async () => {
    place.write('greedy.yaml', tiny({ trials: 2, dex: { stable: '60M ZUSD' } }));
    const { ended } = await ensemble('greedy.yaml', '--quiet');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('No trial got as far as its first tick');
  });

  test("what a user's code keeps between trials can not reach another one", async () => {
    place.write(
      'counter.ts',
      `let made = 0;
export default { create() {
  const first = ++made === 1;
  return { decide({ tick }, self) { return first && tick === 2 ? [{ kind: 'buyOnDex', stable: self.stable, minCollateral: 0n }] : []; } };
} };
`,
    );
    const mine = { policy: './counter.ts', count: 1, class: 'mine', stable: '1k ZUSD' };
    place.write('counter.yaml', tinyWithAgents({ mine }, { trials: 3 }));
    const { out } = await ensemble('counter.yaml', '--jobs', '1', '--quiet');
    expect(ensembleIn(out).trials[2]?.resultHash).toBe(await trialAlone('counter.yaml', 2));
  });
});

describe('thresholds over all trials', () => {
  test('are judged by their intervals; alone, a trial can not judge them', async () => {
    const thresholds = [
      'probability(solvency.tcr.min < 1%) <= 50%',
      'mean(liquidation.count) >= 1_000_000',
      'es95(backstop.return) >= -99%',
    ];
    place.write('judged.yaml', tiny({ trials: TRIALS, thresholds }));
    const { ended, out } = await ensemble('judged.yaml');
    expect(ended.code).toBe(3);
    // What it failed by comes first.
    expect(ended.stdout).toContain('FAIL: not mean(liquidation.count) ≥ ');
    expect(ensembleIn(out).thresholds.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'inconclusive']);
    const alone = newFolder();
    const single = await place.breakwater(['run', 'judged.yaml', '--trial', '1', '--out', alone, '--quiet']);
    expect(single.code).toBe(4);
    expect(place.record(alone).thresholds.map(({ verdict }) => verdict)).toEqual(new Array(3).fill('inconclusive'));
  });
});

describe('an ensemble that was stopped', () => {
  /** The same trials as the whole one's. */
  async function resume(out: string, ...flags: string[]): Promise<Ended> {
    return place.breakwater(['run', 'tiny.yaml', '--resume', out, '--quiet', ...flags]);
  }

  test.each([1, 2])('by kill -9 at a random moment (%d): it goes on to the same result', async (round) => {
    const out = newFolder();
    const random = randomStream('kill', round);
    const { child, ended } = place.start(['run', 'tiny.yaml', '--out', out, '--jobs', '2', '--quiet']);
    const target = random.integer(0, TRIALS - 2);
    const done = () => (place.exists(out, 'trials') ? readdirSync(place.path(out, 'trials')) : []);
    await until(
      () => done().filter((name) => name.endsWith('.json')).length >= target && place.exists(out, 'ensemble.json'),
      () => `${target} trials were not reached`,
    );
    child.kill('SIGKILL');
    await ended;
    await place.expectNothingLeft();
    const kept = done().filter((name) => name.endsWith('.json'));
    expect(place.exists(out, 'run.json')).toBe(false);
    const before = new Map(kept.map((name) => [name, place.read(out, 'trials', name)]));
    expect(await resume(out)).toMatchObject({ code: 0 });
    expect(ensembleIn(out).resultHash).toBe(whole.resultHash);
    // What was done is not done again.
    for (const [name, text] of before) expect(place.read(out, 'trials', name)).toBe(text);
  });

  test('by SIGINT: what is done is reported as partial, and it goes on', async () => {
    const out = newFolder();
    const { child, ended } = place.start(['run', 'tiny.yaml', '--out', out, '--jobs', '1']);
    await until(
      () => place.exists(out, 'trials', '1.json'),
      () => 'trial 1 was not reached',
    );
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    await place.expectNothingLeft();
    expect(code).toBe(130);
    expect(stderr).toMatch(new RegExp(`Interrupted with \\d trials done; go on with --resume ${out}`));
    expect(ensembleIn(out)).toMatchObject({ status: 'partial', verdict: 'inconclusive' });
    expect(place.read(out, 'index.html')).toContain('This ensemble is partial');
    expect(await resume(out)).toMatchObject({ code: 0 });
    expect(ensembleIn(out)).toMatchObject({ status: 'complete', resultHash: whole.resultHash });
  });

  test.each(['worker', 'Anvil'])(
    'by the loss of its %s a trial is run once more, and nothing is lost',
    async (what) => {
      const marker = place.path(`killed-${what}`);
      const mine = { policy: './killer.ts', count: 1, class: 'mine', params: { marker, what } };
      place.write('killer.ts', KILLER);
      place.write(`kill-${what}.yaml`, tinyWithAgents({ mine }, { trials: 2 }));
      const killed = await ensemble(`kill-${what}.yaml`, '--jobs', '1', '--quiet');
      expect(place.exists(`killed-${what}`)).toBe(true);
      const unbroken = await ensemble(`kill-${what}.yaml`, '--jobs', '1', '--quiet');
      expect(killed.ended.code, killed.ended.stderr).toBe(0);
      expect(ensembleIn(killed.out)).toMatchObject({ status: 'complete', counts: { completed: 2, failed: 0 } });
      expect(ensembleIn(killed.out).resultHash).toBe(ensembleIn(unbroken.out).resultHash);
    },
  );

  test('more trials may be added, which changes none of those that are there', async () => {
    const out = newFolder();
    await place.breakwater(['run', 'tiny.yaml', '--trials', '2', '--out', out, '--quiet']);
    const hashes = ensembleIn(out).trials.map(({ resultHash }) => resultHash);
    expect(await resume(out)).toMatchObject({ code: 0 });
    expect(
      ensembleIn(out)
        .trials.slice(0, 2)
        .map(({ resultHash }) => resultHash),
    ).toEqual(hashes);
    expect(ensembleIn(out).resultHash).toBe(whole.resultHash);
  });

  test.each([
    [['--seed', '8'], /not the same[\s\S]*differs: +seed[\s\S]*there: +7[\s\S]*now: +8/],
    [['--set', 'backstop.amplification=30'], /not the same[\s\S]*differs: +scenario hash/],
    [['--max-ticks', '5'], /not the same[\s\S]*differs: +--max-ticks/],
    [['--trials', '3'], /another number of trials[\s\S]*there: +6/],
  ])('is not gone on with %s', async (flags, message) => {
    const { code, stderr } = await resume(wholeDir, ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('a folder that holds one is not begun anew, and one that holds none is not gone on with', async () => {
    const begun = await place.breakwater(['run', 'tiny.yaml', '--out', wholeDir]);
    expect(begun).toMatchObject({ code: 2, stderr: expect.stringContaining(`--resume ${wholeDir}`) });
    // A single run's files have the same names.
    const single = await place.breakwater(['run', 'tiny.yaml', '--trial', '0', '--out', wholeDir]);
    expect(single).toMatchObject({ code: 2, stderr: expect.stringContaining('The folder holds an ensemble\n') });
    const none = await resume('nothing-here');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no ensemble to go on with') });
    expect(ensembleIn(wholeDir).resultHash).toBe(whole.resultHash);
  });

  test('a folder that holds one is begun anew with --overwrite, and loses nothing else', async () => {
    const out = newFolder();
    const begin = (...flags: string[]) =>
      place.breakwater(['run', 'tiny.yaml', '--trials', '2', '--shard', '1/2', '--out', out, '--quiet', ...flags]);
    expect(await begin()).toMatchObject({ code: 0 });
    place.write(`${out}/mine.txt`, 'not an ensemble');
    rmSync(place.path(out, 'trials', '0.json'));
    expect(await begin('--overwrite')).toMatchObject({ code: 0, stderr: '' });
    expect(place.exists(out, 'trials', '0.json')).toBe(true);
    expect(place.read(out, 'mine.txt')).toBe('not an ensemble');
    expect(place.exists(out, 'in-use')).toBe(false);
    const both = await place.breakwater(['run', 'tiny.yaml', '--resume', out, '--overwrite']);
    expect(both).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--resume and --overwrite do not go together'),
    });
  });
});

describe('shards', () => {
  const shard = (part: number, out: string) =>
    place.breakwater(['run', 'tiny.yaml', '--shard', `${part}/2`, '--out', out]);

  test('merged are the whole, with the same result and report', async () => {
    const [one, two, merged] = [newFolder(), newFolder(), newFolder()];
    expect(await shard(1, one)).toMatchObject({ code: 0, stdout: expect.stringContaining('Shard 1/2: 3 trials done') });
    const missing = await place.breakwater(['merge', one, '--out', newFolder()]);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('3 of 6, the first is trial 1') });
    expect(await shard(2, two)).toMatchObject({ code: 0 });
    const twice = await place.breakwater(['merge', one, one, two, '--out', newFolder()]);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('hold the same trial') });
    const flags = ['--out', merged, '--quiet', '--junit', 'merged.xml'];
    expect(await place.breakwater(['merge', one, two, ...flags])).toMatchObject({ code: 0 });
    const junit = parseXml(place.read('merged.xml'));
    expect(junitProblems(junit)).toEqual([]);
    const line =
      place
        .read('tiny.yaml')
        .split('\n')
        .findIndex((text) => text.includes('solvency.tcr.final')) + 1;
    expect(casesOf(junit)[1]?.attributes).toMatchObject({ file: 'tiny.yaml', line: String(line) });
    const { plan, ...record } = ensembleIn(merged);
    const { plan: _, ...expected } = whole;
    expect(record).toEqual(expected);
    expect(plan.shard).toBeNull();
    expect(place.read(merged, 'index.html')).toBe(place.read(wholeDir, 'index.html'));
    const whether = await place.breakwater(['merge', wholeDir, '--out', newFolder()]);
    expect(whether).toMatchObject({ code: 2, stderr: expect.stringContaining('a whole ensemble') });
  });
});

describe('flags that do not fit', () => {
  test.each([
    [['--trial', '1', '--trials', '3'], /--trial and --trials do not go together/],
    [['--shard', '3/2'], /--shard takes a part and the number of parts/],
    [['--shard', '1/2', '--until', 'mean(backstop.return) ± 1%'], /--shard and --until do not go together/],
    [['--resume', 'a', '--out', 'b'], /--resume and --out do not go together/],
    [
      ['--until', 'es95(backstop.retrun) ± 1%'],
      /--until: unknown metric backstop.retrun; did you mean backstop.return/,
    ],
    [['--jobs', '0'], /--jobs takes a whole number from 1 on/],
    [['--trials', '0'], /--trials takes a whole number from 1 on/],
  ])('%s', async (flags, message) => {
    const { code, stderr } = await place.breakwater(['run', 'tiny.yaml', ...flags]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});
