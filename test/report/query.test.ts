import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as duckdb from '@duckdb/node-api';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetricRecord } from '../../src/metric/runRecord.ts';
import { listedColumns } from '../../src/report/query/listViews.ts';
import { QueryDatabase } from '../../src/report/query/queryDatabase.ts';
import { queryError } from '../../src/report/query/queryError.ts';
import { type QueryFolder, readQueryFolder } from '../../src/report/query/queryFolder.ts';
import { writeFile } from '../../src/report/writeFile.ts';
import { seriesPath, writeRunRecord, writeTrialSeries } from '../../src/report/writeRecord.ts';
import { syntheticRun } from './syntheticRun.ts';

const root = mkdtempSync(join(tmpdir(), 'query-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Its name would be a pattern to DuckDB. */
const dir = join(root, "it's [a] *run*?");
const outside = join(root, 'outside');
const { record, series } = syntheticRun({ ticks: 200 });
let folder: QueryFolder;
let database: QueryDatabase;

beforeAll(async () => {
  writeRunRecord(dir, record);
  writeTrialSeries(dir, 0, series);
  mkdirSync(outside);
  writeFile(join(outside, 'secret.csv'), 'a\n1\n');
  folder = readQueryFolder(dir);
  database = await open(folder);
});
afterAll(() => database.close());

function open(...folders: readonly QueryFolder[]): Promise<QueryDatabase> {
  const temporary = join(root, 'temporary');
  return QueryDatabase.open(duckdb, folders, { ...{ memory: 1e9, threads: 1, temporary }, target: undefined });
}

async function rows(sql: string, from = database): Promise<unknown[][]> {
  return (await from.select(sql)).getRows();
}

async function errorOf(sql: string): Promise<string> {
  const views = ['samples', 'events', 'trials'];
  return rows(sql).then(
    () => 'none',
    (error: unknown) => queryError(error, { sql, folders: [folder], views }).message,
  );
}

describe('a plain run', () => {
  test('has its series, and its figures in one row', async () => {
    const debt = record.metrics['solvency.debt'] as MetricRecord;
    const sums = await rows(
      `SELECT count(*)::INTEGER, sum("solvency.debt"), any_value(trial), (SELECT count(*)::INTEGER FROM events) FROM samples`,
    );
    expect(sums).toEqual([[200, expect.closeTo(debt.sum as number, 3), 0, series.events.length]]);
    expect(await rows('SELECT trial, status, "solvency.debt.max", "solvency.debt.count" FROM trials')).toEqual([
      [0, record.trials[0]?.status, debt.max, debt.count],
    ]);
  });

  test('has a unit for every figure', async () => {
    const listed = listedColumns(await database.columns(), [folder]);
    const of = (view: string, name: string) => listed.find((each) => each.view === view && each.name === name);
    expect(of('samples', 'solvency.debt')).toMatchObject({ type: 'DOUBLE', unit: 'ZUSD', title: 'Debt' });
    expect(of('trials', 'solvency.tcr.count')).toMatchObject({ unit: 'count', title: 'TCR: count' });
    expect(of('trials', 'liquidations')).toMatchObject({ unit: 'count', title: 'Troves liquidated' });
    expect(listed.filter(({ name, unit }) => name.includes('.') && unit === '')).toEqual([]);
    expect(listed.filter(({ title }) => title === '')).toEqual([]);
  });

  test('written before zstd has NaN where there was no sample, and NULL in a query', async () => {
    const old = join(root, 'old');
    writeRunRecord(old, record);
    const columnData = [
      { name: 'tick', data: Int32Array.of(0, 1), type: 'INT32' as const, nullable: false },
      { name: 'time', data: Float64Array.of(0, 12), type: 'DOUBLE' as const, nullable: false },
      { name: 'tx.wait', data: Float64Array.of(Number.NaN, 3), type: 'DOUBLE' as const, nullable: false },
    ];
    writeFile(seriesPath(old, 0, 'samples'), new Uint8Array(parquetWriteBuffer({ columnData })));
    const opened = await open(readQueryFolder(old));
    expect(await rows('SELECT avg("tx.wait"), count("tx.wait")::INTEGER FROM samples', opened)).toEqual([[3, 1]]);
    opened.close();
  });
});

describe('a query can not', () => {
  test.each([
    [
      'hide a write',
      () => `EXPLAIN ANALYZE COPY (SELECT 1) TO '${join(dir, 'run.json').replace("'", "''")}'`,
      /kind EXPLAIN/,
    ],
    ['do two things', () => 'SELECT 1; SELECT 2', /found: +2 statements/],
    ['be nothing', () => '-- nothing', /found: +nothing/],
    ['change a setting', () => 'SET threads = 8', /kind SET/],
    ['read other files', () => `SELECT * FROM read_csv('${outside}/secret.csv')`, /Cannot access file/],
    ['reach the network', () => "SELECT * FROM read_csv('https://localhost/a.csv')", /Error: /],
    ['load an extension', () => 'LOAD httpfs', /kind LOAD/],
    [
      'name a column that is not there',
      () => 'SELECT "solvency.tcx" FROM samples',
      /Candidate bindings: .*\n[\s\S]*fix: +breakwater query --tables/,
    ],
    [
      'name a metric without quotes',
      () => 'SELECT max(solvency.tcr) FROM samples',
      /in double quotes.*: "solvency\.tcr";/,
    ],
    ['be no SQL', () => 'SELEC 1', /duckdb: Parser Error: syntax error at or near "SELEC"/],
  ])('%s', async (_, sql, message) => {
    expect(await errorOf(sql())).toMatch(message);
    expect(JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))).toEqual(record);
  });

  test('find the views of what was not kept, and says why', () => {
    const error = new Error('Catalog Error: Table with name icr does not exist!');
    expect(queryError(error, { sql: 'FROM icr', folders: [folder], views: ['samples'] })).toMatchObject({
      ...{ exitCode: 2, message: expect.stringContaining('the folder keeps no icr: see --series of breakwater run') },
    });
  });

  test('blame who asked for what the machine lacks', () => {
    const error = new Error('Out of Memory Error: could not allocate block of size 256.0 KiB');
    expect(queryError(error, { sql: 'FROM samples', folders: [folder], views: ['samples'] })).toMatchObject({
      ...{ exitCode: 1, message: expect.stringContaining('name the columns that are needed') },
    });
  });
});

test('what is no folder of ours is refused', () => {
  expect(() => readQueryFolder(join(root, 'gone'))).toThrow(/no such folder/);
  expect(() => readQueryFolder(outside)).toThrow(/Not a run directory/);
});
