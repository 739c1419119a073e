import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BreakwaterError, UsageError } from '../../src/core/errors.ts';
import { readRecordAt, readRunRecord } from '../../src/report/readRecord.ts';
import { hasTrialSeries, readTrialSeries } from '../../src/report/readSeries.ts';
import { writeFailure, writeFile } from '../../src/report/writeFile.ts';
import { seriesPath, writeRunRecord, writeTrialSeries } from '../../src/report/writeRecord.ts';
import { syntheticRun } from './syntheticRun.ts';

const root = mkdtempSync(join(tmpdir(), 'breakwater-record-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (name: string) => join(root, name);
const caught = async (act: () => unknown): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('round trip', () => {
  const { record, series } = syntheticRun({ ticks: 400 });
  const dir = folder('round-trip');

  test('the record comes back as it was written, and writing it again gives the same bytes', () => {
    writeRunRecord(dir, record);
    const first = readFileSync(join(dir, 'run.json'), 'utf8');
    const read = readRunRecord(dir);
    expect(read).toEqual(record);
    writeRunRecord(dir, { ...read });
    expect(readFileSync(join(dir, 'run.json'), 'utf8')).toBe(first);
    expect(Object.keys(JSON.parse(first)).slice(0, 4)).toEqual(['schemaVersion', 'status', 'verdict', 'scenario']);
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('the series come back to the bit, gaps and infinities too', async () => {
    const holes = series.samples.columns.get('fee.base');
    holes?.fill(Number.NaN, 100, 120);
    writeTrialSeries(dir, 0, series);
    const read = await readTrialSeries(dir, 0);
    expect(read).toEqual(series);
    expect([...read.samples.columns.keys()]).toEqual([...series.samples.columns.keys()]);
    expect(hasTrialSeries(dir, 0)).toBe(true);
    expect(hasTrialSeries(dir, 1)).toBe(false);
  });

  test('a trial without a single row comes back empty', async () => {
    const none = {
      tick: new Int32Array(),
      time: new Float64Array(),
      columns: new Map([['market.price', new Float64Array()]]),
    };
    writeTrialSeries(dir, 1, { samples: none, events: [], trends: [], icr: [] });
    expect(await readTrialSeries(dir, 1)).toEqual({ samples: none, events: [], trends: [], icr: [] });
  });
});

describe('what is no run directory', () => {
  test('nothing there, a file, a folder without a record', async () => {
    mkdirSync(folder('empty'));
    writeFileSync(folder('a-file'), '');
    for (const [name, found] of [
      ['missing', 'nothing'],
      ['a-file', 'a file'],
      ['empty', 'a folder without run.json'],
    ] as const) {
      const error = (await caught(() => readRunRecord(folder(name)))) as UsageError;
      expect(error).toBeInstanceOf(UsageError);
      expect(error.shortMessage).toBe('Not a run directory');
      expect(error.facts).toMatchObject({ path: folder(name), found });
    }
  });

  test.each([
    ['{"schemaVersion": 2,', 'The run record is not readable JSON'],
    ['[]', 'The run record is not readable JSON'],
    ['{}', 'The run record is of a version that this Breakwater does not read'],
    ['{"schemaVersion": 1}', 'The run record is of a version that this Breakwater does not read'],
    ['{"schemaVersion": 3}', 'The run record is of a version that this Breakwater does not read'],
    ['{"schemaVersion": 2, "status": "complete"}', 'The run record is damaged'],
  ])('%s', async (text, message) => {
    const dir = mkdtempSync(folder('broken-'));
    writeFile(join(dir, 'run.json'), text);
    const error = (await caught(() => readRunRecord(dir))) as UsageError;
    expect(error).toBeInstanceOf(UsageError);
    expect(error.shortMessage).toBe(message);
    expect(error.exitCode).toBe(2);
  });

  test.each<[string, (record: Record<string, unknown>) => void, object]>([
    ['a part that is missing', (record) => delete record['provenance'], { field: 'provenance', found: 'nothing' }],
    [
      'a part of a part',
      ({ scenario }) => delete (scenario as { source?: string }).source,
      { field: 'scenario.source', expected: 'string', found: 'nothing' },
    ],
    [
      'one of several',
      (record) => Object.assign(record, { trials: [...(record['trials'] as object[]), { index: 1 }] }),
      { field: 'trials.*.seed', expected: 'number', found: 'nothing' },
    ],
    [
      'a list in place of an object',
      (record) => Object.assign(record, { metrics: [] }),
      { field: 'metrics', found: 'list' },
    ],
  ])('a record with damage deep inside: %s', async (_, damage, facts) => {
    const dir = mkdtempSync(folder('deep-'));
    const record = structuredClone(syntheticRun({ ticks: 20 }).record) as unknown as Record<string, unknown>;
    damage(record);
    writeFile(join(dir, 'run.json'), JSON.stringify(record));
    const error = await caught(() => readRunRecord(dir));
    expect(error).toMatchObject({ shortMessage: 'The run record is damaged', facts, exitCode: 2 });
  });

  test('a record is read by its folder or by itself, whatever it is called', () => {
    const { record } = syntheticRun({ ticks: 20 });
    const dir = mkdtempSync(folder('named-'));
    writeRunRecord(dir, record);
    writeFile(join(dir, 'other', 'mine.json'), readFileSync(join(dir, 'run.json'), 'utf8'));
    expect(readRecordAt(dir)).toEqual({ record, dir });
    expect(readRecordAt(join(dir, 'run.json'))).toEqual({ record, dir });
    expect(readRecordAt(join(dir, 'other', 'mine.json'))).toEqual({ record, dir: join(dir, 'other') });
    expect(() => readRecordAt(join(dir, 'nothing'))).toThrow('Not a run directory');
  });

  test('missing and damaged series', async () => {
    const dir = folder('no-series');
    expect(await caught(() => readTrialSeries(dir, 3))).toMatchObject({
      shortMessage: "A trial's series are missing",
      exitCode: 2,
    });
    writeTrialSeries(dir, 3, syntheticRun({ ticks: 20 }).series);
    const path = seriesPath(dir, 3, 'events');
    writeFileSync(path, readFileSync(path).subarray(0, 200));
    expect(await caught(() => readTrialSeries(dir, 3))).toMatchObject({
      shortMessage: "A trial's series are damaged",
      facts: { path },
    });
  });
});

describe('what can not be written', () => {
  test('a file stands where a folder is needed', async () => {
    writeFileSync(folder('in-the-way'), '');
    const error = await caught(() =>
      writeRunRecord(join(folder('in-the-way'), 'run'), syntheticRun({ ticks: 5 }).record),
    );
    expect(error).toBeInstanceOf(BreakwaterError);
    expect(error).toMatchObject({ shortMessage: 'A part of the output path is a file, not a folder', exitCode: 2 });
  });

  test('a full disk, as the system reports it', async () => {
    const full = await caught(() => writeFileSync('/dev/full', 'x'));
    expect(writeFailure(full, '/reports/run.json').message).toMatchInlineSnapshot(`
      "The disk is full
        path: /reports/run.json
        code: ENOSPC
        fix:  free some space or choose another folder with --out"
    `);
  });

  test.each([
    ['EACCES', 'The output folder may not be written to', 2],
    ['EROFS', 'The output folder is on a read-only file system', 2],
    ['ENOTDIR', 'A part of the output path is a file, not a folder', 2],
    ['ENOSPC', 'The disk is full', 1],
    ['EIO', 'The output could not be written', 1],
  ])('%s', (code, message, exitCode) => {
    const error = writeFailure(Object.assign(new Error('no'), { code }), '/reports/run.json');
    expect(error).toMatchObject({ shortMessage: message, exitCode, facts: { path: '/reports/run.json', code } });
    expect(error.remedy).toContain('--out');
  });
});
