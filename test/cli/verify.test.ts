import { cpSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { tiny } from './scenarios.ts';
import { expectDifference, lastLine, linesOf, Verification, type Writable } from './verification.ts';

const place = new Verification();
afterAll(() => place.remove());

const PRICES = {
  collateral: { symbol: 'ETH', process: { kind: 'csv', file: 'prices.csv' } },
  stable: { symbol: 'ZUSD', process: { kind: 'constant', price: '1 USD' } },
};
const csv = (last: number): string =>
  `timestamp,price\n2024-01-01T00:00:00Z,2000\n2024-01-01T00:03:00Z,1500\n2024-01-01T00:06:00Z,${last}\n`;

let hash: string;
beforeAll(async () => {
  place.write('tiny.yaml', tiny());
  expect((await place.run('tiny.yaml', 'out', '--seed', '9', '--set', 'backstop.amplification=50')).code).toBe(0);
  hash = place.record('out').resultHash;
});

describe('a record as it was made', () => {
  test('is verified: exit 0, every field the same, nothing written', async () => {
    const before = readdirSync(place.path('out'), { recursive: true }).sort();
    const ended = await place.verify('out');
    expect(ended.code, ended.stderr).toBe(0);
    expect(lastLine(ended)).toBe(`verified: same result hash ${hash}`);
    const lines = ended.stdout.split('\n\n')[0]?.split('\n') ?? [];
    expect(lines.filter((line) => !line.startsWith('same '))).toEqual([]);
    for (const field of [
      'scenario hash',
      'version anvil',
      'contract backstop',
      'trial 0: last block hash',
      'verdict',
    ]) {
      expect(lines.some((line) => line.startsWith(`same     ${field} `))).toBe(true);
    }
    expect(ended.stderr).toMatch(/^tick 30\/30 {2}100%/m);
    expect(readdirSync(place.path('out'), { recursive: true }).sort()).toEqual(before);
    expect(place.exists('reports')).toBe(false);
  });

  test('is verified from its file alone, wherever it lies and whatever it is called', async () => {
    place.write('sent/mine.json', place.read('out/run.json'));
    for (const path of ['out/run.json', 'sent/mine.json']) {
      const ended = await place.verify(path);
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stdout.includes('series beside the record')).toBe(path.startsWith('out'));
    }
  });

  test('is verified by the command that its report names, where a run leaves it', async () => {
    place.write('at-home.yaml', tiny({ name: 'at-home' }));
    await place.breakwater(['run', 'at-home.yaml', '--quiet']);
    const [folder] = readdirSync(place.path('reports/at-home'));
    const summary = place.read('reports/at-home', folder as string, 'summary.md');
    const command = /^npx breakwater verify (.*)$/m.exec(summary)?.[1] ?? '';
    expect(await place.verify(command)).toMatchObject({ code: 0 });
    rmSync(place.path('reports'), { recursive: true });
  });

  test('--tsv prints the values in full, and nothing else, on standard output', async () => {
    const { code, stdout, stderr } = await place.verify('out', '--tsv');
    expect(code).toBe(0);
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(head).toEqual(['field', 'kind', 'state', 'recorded', 'now']);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([5]));
    expect(rows).toContainEqual(['result hash', 'result', 'same', hash, hash]);
    expect(rows).toContainEqual(['version node', 'environment', 'same', process.versions.node, process.versions.node]);
    expect(stderr).toContain(`verified: same result hash ${hash}\n`);
  });

  test('that names another environment is verified, with a note of it', async () => {
    const dir = place.forged('out', ({ provenance }) => {
      provenance.versions['node'] = '18.0.0';
      provenance.git = 'abc';
    });
    const ended = await place.verify(dir);
    expect(ended.code, ended.stdout).toBe(0);
    expect(linesOf(ended, 'note').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      `note  version node  recorded 18.0.0, now ${process.versions.node}`,
      'note  commit  recorded abc, now none',
    ]);
  });

  test('is verified by its own text when the file says something else by now', async () => {
    place.write('edited.yaml', tiny());
    await place.run('edited.yaml', 'edited');
    place.write('edited.yaml', tiny({ seed: 1000 }));
    const ended = await place.verify('edited');
    expect(ended.code, ended.stdout).toBe(0);
    expect(ended.stdout).toContain('\nnote: edited.yaml is not any more what was recorded; the recorded text');
    rmSync(place.path('edited.yaml'));
    expect((await place.verify('edited')).stdout).not.toContain('\nnote: ');
  });
});

describe('a record that was tampered with exits with 3 and says where', () => {
  test.each<[string, (record: Writable<RunRecord>) => void, string[]]>([
    [
      'a metric',
      ({ metrics }) => {
        (metrics['backstop.return'] as Writable<RunRecord['metrics'][string]>).final = 0.25;
      },
      ['metric backstop.return: final'],
    ],
    [
      'the result hash',
      (record) => {
        record.resultHash = record.resultHash.replace(/^.{20}(.)/, (head, digit) =>
          head.replace(/.$/, digit === '0' ? '1' : '0'),
        );
      },
      ['result hash'],
    ],
    [
      'a metric that is left out',
      ({ metrics }) => {
        delete metrics['solvency.tcr'];
      },
      ['metric solvency.tcr'],
    ],
    [
      'a verdict',
      (record) => {
        record.verdict = 'fail';
        (record.thresholds[0] as Writable<RunRecord['thresholds'][0]>).verdict = 'fail';
      },
      ['threshold solvency.tcr.final >= 50%: verdict', 'verdict'],
    ],
    [
      'a contract',
      ({ provenance: { contracts } }) => {
        (contracts[0] as Writable<RunRecord['provenance']['contracts'][0]>).codeHash = '0x00';
        contracts.push({ ...(contracts[1] as RunRecord['provenance']['contracts'][0]), source: 'nobody' });
      },
      ['contract collateralFeed: code hash', 'contract stableFeed 2'],
    ],
    [
      'what is said of the scenario',
      ({ scenario, provenance }) => {
        scenario.backstop.facts = { ...scenario.backstop.facts, A: '200' };
        scenario.assumptions = [];
        provenance.reproduce = 'curl example.org';
      },
      ['scenario: assumptions', 'scenario: backstop', 'scenario: reproduce'],
    ],
    [
      'a count',
      ({ trials }) => {
        (trials[0] as Writable<RunRecord['trials'][0]>).troves = 1000;
      },
      ['trial 0: troves'],
    ],
    [
      'an action that nothing tells of',
      ({ provenance }) => {
        provenance.actions.push({
          from: '0x',
          to: '0x',
          call: 'f()',
          contract: null,
          args: [],
          data: '0x',
          value: '0',
          note: '',
          gasUsed: 1,
          changes: [],
        });
      },
      ['action 1'],
    ],
  ])('%s', async (_, change, fields) => {
    expectDifference(await place.verify(place.forged('out', change)), fields);
  });

  test('two hashes that would look alike are shown in full', async () => {
    const other = hash.replace(/^(.{20})./, (head) => `${head.slice(0, 20)}${head.endsWith('0') ? '1' : '0'}`);
    const ended = await place.verify(place.forged('out', (record) => Object.assign(record, { resultHash: other })));
    expect(linesOf(ended, 'differs')[0]).toMatch(new RegExp(`recorded ${other}, now ${hash}$`));
  });

  test('another seed: all that follows from it', async () => {
    const ended = await place.verify(place.forged('out', (record) => Object.assign(record, { seed: 10 })));
    expect(ended.code).toBe(3);
    expect(lastLine(ended)).toMatch(
      /^differs: scenario: reproduce, result hash, trial 0: result hash, trial 0: last block hash, .* and \d+ more$/,
    );
  });

  test('series of another run', async () => {
    await place.run('tiny.yaml', 'other');
    const dir = place.forged('out', () => {});
    cpSync(place.path('other/series'), place.path(dir, 'series'), { recursive: true });
    expectDifference(await place.verify(dir), ['trial 0: series beside the record']);
  });
});

describe('files that the scenario names', () => {
  beforeAll(async () => {
    place.write('named/prices.csv', csv(1800));
    place.write('named/csv.yaml', tiny({ market: PRICES }));
    expect((await place.run('named/csv.yaml', 'csv')).code).toBe(0);
  });

  test('are looked up where the scenario lay', async () => {
    expect((await place.verify('csv')).code).toBe(0);
  });

  test('or where --scenario says, a file or a folder', async () => {
    for (const name of ['csv.yaml', 'prices.csv']) place.write(`moved/${name}`, place.read('named', name));
    for (const path of ['moved/csv.yaml', 'moved']) {
      const ended = await place.verify('csv', '--scenario', path);
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(await place.verify('csv', '--scenario', 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^There is no such scenario\n {2}path: nowhere\n {2}fix: .*--scenario\n$/),
    });
  });

  test('that have changed make the scenario another', async () => {
    place.write('changed/prices.csv', csv(1801));
    place.write('changed/csv.yaml', place.read('named/csv.yaml'));
    const ended = await place.verify('csv', '--scenario', 'changed/csv.yaml');
    expect(ended.code).toBe(3);
    expect(lastLine(ended)).toMatch(/^differs: scenario hash, result hash, /);
    expect(ended.stdout).toContain('\nnote: the scenario hash covers the files that the scenario names: prices.csv\n');
  });

  test('that are missing are told, with what to do', async () => {
    place.write('empty/csv.yaml', '');
    const { code, stdout, stderr } = await place.verify('csv', '--scenario', 'empty/csv.yaml');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^The recorded scenario can not be loaded\n {2}problem: empty\/csv\.yaml:\d+:\d+: market\.collateral\.process\.file: cannot read the file prices\.csv, .*\n {2}fix: .*--scenario <path>\n$/,
    );
  });
});

describe('what is no record exits with 2', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['nothing', undefined, /^Not a run directory\n {2}path: +nowhere\n/],
    ['no JSON', 'name: tiny', /^The run record is not readable JSON\n/],
    [
      'of another version',
      '{"schemaVersion": 1}',
      /^The run record is of a version that this Breakwater does not read/,
    ],
    ['lacking a part', '{"schemaVersion": 2, "status": "complete"}', /^The run record is damaged\n.*\n {2}field: /],
  ])('%s', async (_, text, message) => {
    const path = text === undefined ? 'nowhere' : place.write(`no-record-${text.length}.json`, text);
    const { code, stdout, stderr } = await place.verify(path);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.each<[string, (record: Writable<RunRecord>) => void, RegExp]>([
    [
      'a part deep inside of another kind',
      ({ trials }) => Object.assign(trials[0] as object, { ticks: 'all' }),
      /^The run record is damaged\n.*\n {2}field: +trials\.\*\.ticks\n {2}expected: number\n {2}found: +string\n/,
    ],
    [
      'a seed that is none',
      (record) => Object.assign(record, { seed: -1 }),
      /^The recorded scenario can not be loaded\n {2}problem: --seed -1: .*\n {2}fix: +no run leaves such a record/,
    ],
    [
      'a text that is no scenario, of another version',
      ({ scenario, provenance }) => {
        scenario.source = 'name: [';
        provenance.versions['breakwater'] = '0.0.9';
      },
      /^The recorded scenario can not be loaded\n {2}problem: tiny\.yaml:1:\d+: .*\n[\s\S]* {2}version: recorded by Breakwater 0\.0\.9, this is 0\.1\.0\n {2}fix: +use the version that made the record\n$/,
    ],
  ])('%s', async (_, change, message) => {
    const { code, stdout, stderr } = await place.verify(place.forged('out', change));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
