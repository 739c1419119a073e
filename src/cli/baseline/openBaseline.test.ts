import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { syntheticRun } from '../../../test/report/syntheticRun.ts';
import { ExitCode } from '../../core/errors.ts';
import type { ThresholdRecord } from '../../metric/runRecord.ts';
import { writeRunRecord } from '../../report/writeRecord.ts';
import { type LoadOptions, loadScenario } from '../../scenario/load.ts';
import type { RunEnd } from '../runEnd.ts';
import { type BaselineGate, misplacedFiles, openBaseline, type RawBaselineFlags } from './openBaseline.ts';
import { updateBaseline } from './updateBaseline.ts';

const root = mkdtempSync(join(tmpdir(), 'breakwater-baseline-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const load = (options: LoadOptions = {}) => ({ loaded: loadScenario('scenarios/flash-crash.yaml', options) });
const { seed, name } = load().loaded.scenario;
const HASH = 'a'.repeat(64);
const FILE = join(root, 'b.yaml');
writeFileSync(
  FILE,
  updateBaseline(undefined, {
    ...{ scenario: name, scenarioHash: HASH, resultHash: HASH, seed, overrides: [], trials: 1 },
    metrics: { 'backstop.return': { unit: 'ratio' }, 'solvency.redistributedDebt': { unit: 'LUSD' } },
    columns: new Map(),
  }).text,
);

const FILE_OF_RATIOS = join(root, 'ratios.yaml');
writeFileSync(
  FILE_OF_RATIOS,
  readFileSync(FILE, 'utf8').replace(/ {6}solvency\.redistributedDebt\.final:\n(?: {8}.*\n)+/, ''),
);
const APPLY = { dir: root, isQuiet: true, isVerbose: false };

const open = (flags: RawBaselineFlags & Record<string, unknown>, planned = [load()]) => openBaseline(flags, planned);

describe('openBaseline', () => {
  it('is nothing without a file, and --no-baseline is of something else', async () => {
    expect(await open({})).toBeUndefined();
    expect(await open({ baseline: false })).toBeUndefined();
  });

  it.each<[string, RawBaselineFlags & Record<string, unknown>, RegExp]>([
    ['no file to update', { updateBaseline: true }, /--update-baseline needs the file to be updated\n {2}fix: name it/],
    ['two files', { baseline: ['a.yaml', 'b.yaml'] }, /--baseline is given 2 times/],
    ['no such file', { baseline: join(root, 'no.yaml') }, /There is no baseline .*\n {2}fix: make it from this run/],
    ['a folder', { baseline: root }, /can not be read/],
    ['a shard', { baseline: FILE, shard: '1/2' }, /--baseline and --shard do not go together/],
    ['one trial', { baseline: FILE, updateBaseline: true, trial: 0 }, /--baseline and --trial do not go together/],
    ['a rule that ends it', { baseline: FILE, until: 'x' }, /--baseline and --until do not go together/],
    ['fewer ticks', { baseline: FILE, maxTicks: 3 }, /--baseline and --max-ticks do not go together/],
    [
      'another unit',
      { baseline: FILE, updateBaseline: true },
      /redistributedDebt\.final in another unit .*\n.*b\.yaml:\d+\n +there: +LUSD/,
    ],
  ])('refuses %s', async (_, flags, message) => {
    await expect(open(flags)).rejects.toThrow(message);
  });

  describe('names of figures', () => {
    const named = (figure: string) => {
      const file = join(root, 'named.yaml');
      const text = readFileSync(FILE_OF_RATIOS, 'utf8').replace('backstop.return.final:', `${figure}:`);
      writeFileSync(file, text);
      const line = text.split('\n').findIndex((each) => each.includes(figure)) + 1;
      return { file, line };
    };

    it.each([true, undefined])(
      'are held to the catalogue before anything runs, with --update-baseline %s',
      async (updateBaseline) => {
        const { file, line } = named('backstop.retrun.final');
        await expect(open({ baseline: file, updateBaseline })).rejects.toMatchObject({
          exitCode: ExitCode.usage,
          message: expect.stringContaining(
            `named.yaml:${line}  backstop.retrun.final: unknown metric backstop.retrun; did you mean backstop.return?`,
          ),
        });
      },
    );

    it('may be of a class that does not take part, whose metrics have names all the same', async () => {
      expect(await open({ baseline: named('agent.nobody.profit.final').file })).toBeTypeOf('function');
      await expect(open({ baseline: named('agent.nobody.proft.final').file })).rejects.toThrow(
        /unknown metric agent\.nobody\.proft; /,
      );
    });
  });

  it('refuses another seed, and takes one for an update', async () => {
    const other = [load({ seed: seed + 1 })];
    await expect(open({ baseline: FILE }, other)).rejects.toThrow(
      new RegExp(
        `other seed\\n.*b\\.yaml:\\d+\\n +there: +${seed}\\n +here: +${seed + 1}\\n +fix: +run it with --seed ${seed}`,
      ),
    );
    await expect(open({ baseline: FILE, updateBaseline: true }, other)).rejects.toThrow(/another unit/);
    const fresh = { baseline: join(root, 'new.yaml'), updateBaseline: true };
    expect(await open(fresh, other)).toBeTypeOf('function');
  });

  it('refuses two scenarios of one name', async () => {
    await expect(open({ baseline: FILE }, [load(), load()])).rejects.toThrow(/Two scenarios are named/);
  });

  it('takes the word behind --update-baseline for a scenario, not for a value', () => {
    expect(misplacedFiles({ updateBaseline: 'a.yaml' })).toEqual(['a.yaml']);
    expect(misplacedFiles({ updateBaseline: true })).toEqual([]);
    expect(misplacedFiles({})).toEqual([]);
  });

  it('keeps nothing of a run that is not whole, and says so', async () => {
    const file = join(root, 'never.yaml');
    const gate = await open({ baseline: file, updateBaseline: true });
    const record = (status: string, trial: string) => ({ status, trials: [{ status: trial }], metrics: {} }) as unknown;
    const ends = [
      { code: ExitCode.interrupted },
      { code: ExitCode.interrupted, record: record('partial', 'interrupted') },
      { code: ExitCode.inconclusive, record: record('partial', 'completed') },
      { code: ExitCode.internal, record: record('complete', 'completed'), message: 'a timer broke' },
      { code: ExitCode.pass, record: record('complete', 'failed') },
    ] as RunEnd[];
    for (const end of ends) {
      const { code, baseline } = (await gate?.(load().loaded, end, APPLY)) ?? end;
      expect(code).toBe(end.code);
      expect(baseline).toMatchObject({
        code: ExitCode.inconclusive,
        checks: [{ verdict: 'inconclusive', line: null }],
      });
    }
    expect(existsSync(file)).toBe(false);
  });

  it('keeps a run whose thresholds do not hold, and warns of it with --quiet too', async () => {
    const file = join(root, 'poor.yaml');
    const dir = mkdtempSync(join(root, 'run-'));
    const made = syntheticRun({ ticks: 270 }).record;
    const verdicts = ['fail', 'inconclusive', 'pass'] as const;
    const thresholds = verdicts.map((verdict, i) => ({ ...made.thresholds[i], verdict }) as ThresholdRecord);
    const record = { ...made, thresholds };
    writeRunRecord(dir, record);
    const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const gate = (await open({ baseline: file, updateBaseline: true })) as BaselineGate;
    const end = { code: ExitCode.thresholdFailed, record };
    const { code, baseline } = await gate(load().loaded, end, { ...APPLY, dir });
    const text = printed.mock.calls.map(([line]) => line).join('');
    printed.mockRestore();
    expect({ code, baseline }).toMatchObject({ code: ExitCode.thresholdFailed, baseline: { code: ExitCode.pass } });
    expect(text).toBe(
      [
        `Warning: ${file} now holds the figures of a run of ${name} whose thresholds do not all hold:`,
        `  failed: ${thresholds[0]?.text}`,
        `  inconclusive: ${thresholds[1]?.text}\n`,
      ].join('\n'),
    );
    expect(readFileSync(file, 'utf8')).toContain(`values: [${made.metrics['backstop.return']?.final}]`);
  });

  it('judges nothing of a run that is not whole, which does not pass', async () => {
    const gate = await open({ baseline: FILE_OF_RATIOS });
    const end = (await gate?.(load().loaded, { code: ExitCode.interrupted }, APPLY)) as RunEnd;
    expect(end.code).toBe(ExitCode.interrupted);
    expect(end.baseline).toMatchObject({
      code: ExitCode.inconclusive,
      checks: [{ kind: 'baseline', name, verdict: 'inconclusive', file: FILE_OF_RATIOS }],
    });
    expect(end.baseline?.checks[0]?.detail).toContain('did not come to its end');
  });
});
