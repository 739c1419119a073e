import { afterAll, describe, expect, test } from 'vitest';
import { TINY_TEXT, tiny } from './scenarios.ts';
import { Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());

describe('help', () => {
  test('of the whole names the commands and the exit codes', async () => {
    const { code, stdout } = await place.breakwater(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'report', 'verify', 'calibrate', 'capture', 'schema', 'doctor'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} .*[a-z]`, 'm'));
    for (const exit of [0, 1, 2, 3, 4, 130]) expect(stdout).toMatch(new RegExp(`^ {2}${exit} .*[a-z]`, 'm'));
  });

  test.each([
    [
      'run',
      ['--out', '--seed', '--set', '--max-ticks', '--junit', '--no-github', '--quiet', '--verbose'],
      [0, 1, 2, 3, 4, 130],
    ],
    ['report', ['--tsv'], [0, 1, 2]],
    ['verify', ['--scenario', '--tsv'], [0, 1, 2, 3, 130]],
    ['calibrate', ['--out', '--jobs', '--only', '--quiet'], [0, 1, 2, 130]],
    ['schema', [], [0, 2]],
  ])('of %s has its flags, an example and its exit codes', async (command, flags, codes) => {
    const { code, stdout } = await place.breakwater([command, '--help']);
    expect(code).toBe(0);
    for (const flag of flags) expect(stdout).toMatch(new RegExp(`^ {2}${flag} .*[a-z]`, 'm'));
    expect(stdout).toMatch(new RegExp(`^Examples:\n {2}breakwater ${command}`, 'm'));
    const listed = stdout
      .split('Exit codes:\n')[1]
      ?.match(/^ {2}\d+/gm)
      ?.map(Number);
    expect(listed).toEqual(codes);
  });

  test('--version', async () => {
    expect(await place.breakwater(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^breakwater\/0\.1\.0 /),
    });
  });

  test('schema prints a JSON Schema', async () => {
    const { code, stdout } = await place.breakwater(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object' });
  });
});

describe('a command line that is wrong exits with 2, one message and a remedy', () => {
  test.each<[string, string[], string]>([
    [
      'no command',
      [],
      'No command is named\n  fix: name one of run, merge, compare, sweep, report, query, verify, calibrate, capture, schema, doctor; see "breakwater --help"\n',
    ],
    [
      'an unknown command',
      ['walk'],
      'Unknown command: walk\n  fix: name one of run, merge, compare, sweep, report, query, verify, calibrate, capture, schema, doctor; see "breakwater --help"\n',
    ],
    ['an unknown flag of all', ['--fast'], 'Unknown option --fast\n  fix: see "breakwater --help"\n'],
    ['an unknown flag', ['run', 'tiny.yaml', '--fast'], 'Unknown option --fast\n  fix: see "breakwater run --help"\n'],
    [
      'a flag without its value',
      ['run', 'tiny.yaml', '--out'],
      'Option --out <dir> value is missing\n  fix: see "breakwater run --help"\n',
    ],
    ['a flag twice', ['run', 'tiny.yaml', '--out', 'a', '--out', 'b'], '--out is given 2 times\n  fix: give it once\n'],
    ['no file', ['run'], 'No scenario file is named\n  fix: breakwater run scenarios/black-thursday.yaml\n'],
    [
      'a seed that is none',
      ['run', 'tiny.yaml', '--seed', '1.5'],
      '--seed takes a whole number from 0 on\n  found: 1.5\n',
    ],
    [
      'no tick at all',
      ['run', 'tiny.yaml', '--max-ticks', '0'],
      '--max-ticks takes a whole number from 1 on\n  found: 0\n',
    ],
    [
      'no folder',
      ['report'],
      'Missing required args for command report <dir>\n  fix: see "breakwater report --help"\n',
    ],
    ['a word too many', ['schema', 'all'], 'Unused args: all\n  fix: see "breakwater schema --help"\n'],
  ])('%s', async (_, args, stderr) => {
    expect(await place.breakwater(args)).toEqual({ code: 2, signal: null, stdout: '', stderr });
  });

  test('a folder without a record', async () => {
    const { code, stderr } = await place.breakwater(['report', 'cache-of-nothing']);
    expect(code).toBe(2);
    expect(stderr).toContain('cache-of-nothing');
  });
});

describe('a scenario that is wrong exits with 2 and says where, before anything starts', () => {
  const LINE = (text: string): number => TINY_TEXT.split('\n').findIndex((line) => line.includes(text)) + 1;
  const changed = (from: string, to: string): string => {
    expect(TINY_TEXT).toContain(from);
    return TINY_TEXT.replace(from, to);
  };

  test.each<[string, string, string, string, RegExp]>([
    ['malformed YAML', 'lending: {core: zero}', 'lending: {core: zero', 'backstop:', /flow|,|\}/i],
    ['an unknown key', 'seed: 7', 'sead: 7', 'seed: 7', /sead.*seed/s],
    ['a number without its unit', 'block: 12s', 'block: 12', 'clock:', /13s|12s/],
    ['a unit of something else', 'baseFee: 30 gwei', 'baseFee: 30 USD', 'chain:', /gwei/],
    ['a price of zero', 'price: 1 USD', 'price: 0 USD', 'stable: {symbol', /price/i],
    ['a price below zero', 'start: 2000 USD', 'start: -5 USD', 'process: {kind: gbm', /price/i],
    ['a threshold on no metric', 'solvency.tcr.final', 'solvency.tco.final', 'thresholds:', /solvency\.tcr/],
    ['an unknown policy', 'policy: liquidator', 'policy: liquidater', 'liquidators:', /liquidator/],
  ])('%s', async (_, from, to, at, expected) => {
    place.write('wrong.yaml', changed(from, to));
    const { code, stdout, stderr } = await place.breakwater(['run', 'tiny.yaml', 'wrong.yaml', '--out', 'never']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^.*wrong\\.yaml:(${LINE(at)}|${LINE(at) + 1}):\\d+`, 'm'));
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(place.exists('never')).toBe(false);
  });

  test('no such file', async () => {
    const { code, stderr } = await place.breakwater(['run', 'nowhere.yaml']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'cannot read scenario nowhere.yaml: there is no such file\n' });
  });

  test('an override of nothing', async () => {
    const { code, stderr } = await place.breakwater(['run', 'tiny.yaml', '--set', 'backstop.amplifier=3']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--set backstop\.amplifier=3.*amplification/s);
  });
});
