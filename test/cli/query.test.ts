import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnsembleRecord } from '../../src/metric/ensembleRecord.ts';
import type { SweepRecord } from '../../src/metric/sweepRecord.ts';
import { readTrialSeries } from '../../src/report/readSeries.ts';
import { tiny } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());

const CLI = fileURLToPath(new URL('../../src/cli/breakwater.mjs', import.meta.url));
const DOCUMENT = readFileSync(new URL('../../docs/analysis.md', import.meta.url), 'utf8');
const TRIALS = 4;
/** As the document names them. */
const ENSEMBLE = 'reports/flash-crash/7-4429723a-ensemble';
const SWEEP = 'reports/crash-depth';

type Row = Record<string, unknown>;

async function query(sql: string, ...words: string[]): Promise<Ended> {
  return place.breakwater(['query', sql, ...words]);
}

async function rowsOf(sql: string, ...dirs: string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await query(sql, ...dirs, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Row[];
}

function json<T>(...path: string[]): T {
  return JSON.parse(place.read(...path)) as T;
}

beforeAll(async () => {
  place.write('tiny.yaml', tiny({ trials: TRIALS }));
  const run = await place.breakwater(['run', 'tiny.yaml', '--jobs', '1', '--out', ENSEMBLE, '--quiet']);
  expect(run.code, run.stderr).toBe(0);
  const single = await place.breakwater(['run', 'tiny.yaml', '--trial', '3', '--out', 'single', '--quiet']);
  expect(single.code, single.stderr).toBe(0);
  const param = ['--param', 'market.collateral.shocks.0.change=-20%,-30%', '--trials', '2'];
  const sweep = await place.breakwater([
    'sweep',
    'tiny.yaml',
    ...param,
    '--series',
    'none',
    '--jobs',
    '1',
    '--out',
    SWEEP,
    '--quiet',
  ]);
  expect(sweep.code, sweep.stderr).toBe(0);
});

describe('an ensemble', () => {
  test('says of its trials what its record says, and of its samples what its series say', async () => {
    const record = json<EnsembleRecord>(ENSEMBLE, 'run.json');
    const series = await Promise.all(record.trials.map(({ index }) => readTrialSeries(place.path(ENSEMBLE), index)));
    const [row] = await rowsOf(
      `SELECT (SELECT count(*) FROM trials) AS trials,
              (SELECT sum(liquidations) FROM trials) AS liquidations,
              (SELECT sum(total) FROM (SELECT max("liquidation.count") AS total FROM samples GROUP BY trial)) AS counted,
              (SELECT count(*) FROM events WHERE kind = 'liquidation') AS events,
              (SELECT list(DISTINCT trial ORDER BY trial) FROM samples) AS indices,
              (SELECT max("solvency.tcr") FROM samples WHERE trial = 2 AND tick = 9) AS tcr,
              (SELECT count(*) FROM samples WHERE isnan("liquidation.missedShare")) AS nans,
              (SELECT count("liquidation.missedShare") FROM samples) AS shares,
              (SELECT unit FROM metrics WHERE name = 'solvency.debt') AS unit,
              (SELECT list({'text': text, 'verdict': verdict, 'held': held}) FROM thresholds) AS thresholds`,
      ENSEMBLE,
    );
    const liquidations = record.trials.reduce((sum, trial) => sum + trial.liquidations, 0);
    expect(liquidations).toBeGreaterThan(0);
    const shares = series.flatMap(({ samples }) =>
      [...(samples.columns.get('liquidation.missedShare') ?? [])].filter((value) => !Number.isNaN(value)),
    );
    expect(row).toEqual({
      ...{ trials: TRIALS, liquidations, counted: liquidations, indices: [0, 1, 2, 3] },
      events: series.flatMap(({ events }) => events.filter(({ kind }) => kind === 'liquidation')).length,
      tcr: series[2]?.samples.columns.get('solvency.tcr')?.[9],
      ...{ nans: 0, shares: shares.length, unit: 'ZUSD' },
      thresholds: [{ text: 'solvency.tcr.final >= 50%', verdict: 'pass', held: TRIALS }],
    });
  });

  test('lists its views with types and units, for people and for programs', async () => {
    const { code, stdout } = await place.breakwater(['query', ENSEMBLE]);
    expect(code).toBe(0);
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    expect(lines[0]).toEqual(['view', 'column', 'type', 'unit', 'title']);
    expect([...new Set(lines.slice(1, -1).map(([view]) => view))]).toEqual(
      ...[['events', 'icr', 'metrics', 'samples', 'thresholds', 'trends', 'trials']],
    );
    expect(lines).toContainEqual(['samples', 'solvency.debt', 'DOUBLE', 'ZUSD', 'Debt']);
    expect(lines).toContainEqual(['trials', 'solvency.debt.max', 'DOUBLE', 'ZUSD', 'Debt: max']);
    expect(lines).toContainEqual(['events', 'collateral', 'DOUBLE', 'ETH', 'Collateral that it is about']);
    const terminal = await place.terminal(['query', '--tables', ENSEMBLE]).ended;
    expect(terminal.stdout).toMatch(/^"solvency\.debt\.\*" +DOUBLE +ZUSD +Debt\s*$/m);
    expect(terminal.stdout).not.toContain('solvency.debt.max');
  });

  test('gives a table on a terminal, and lines anywhere else', async () => {
    const sql =
      'SELECT $$a$$ AS name, 1/3 AS third, NULL AS none, $$nan$$::DOUBLE AS nan, 12.50::DECIMAL(9,2) AS price';
    const terminal = await place.terminal(['query', sql, ENSEMBLE]).ended;
    expect(terminal.stdout.replaceAll('\r', '')).toBe(
      'name       third  none  nan  price\n────  ──────────  ────  ───  ─────\na     0.33333333  NULL  NaN  12.50\n1 row\n',
    );
    const piped = await query(sql, ENSEMBLE);
    expect(piped.stdout).toBe('name\tthird\tnone\tnan\tprice\na\t0.3333333333333333\t\tNaN\t12.50\n');
  });

  test('takes a folder named as a column for a folder', async () => {
    cpSync(place.path('single'), place.path('kind=x'), { recursive: true });
    const kinds = 'SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY kind';
    expect(await rowsOf(kinds, 'kind=x')).toEqual(await rowsOf(kinds, 'single'));
  });

  test('is asked from standard input and from a file, and answers into a file', async () => {
    place.write('all.sql', 'FROM trials SELECT trial ORDER BY trial DESC -- the last first');
    const started = place.start(['query', '--stdin', ENSEMBLE, '--csv']);
    started.child.stdin?.end('SELECT 1 AS "a,b"');
    expect(await started.ended).toMatchObject({ code: 0, stdout: '"a,b"\n1\n' });
    expect(await query('all.sql', ENSEMBLE, '--out', 'made/all.parquet')).toMatchObject({ code: 0, stdout: '' });
    expect(await query('all.sql', ENSEMBLE, '--out', 'made/all.csv')).toMatchObject({ code: 0 });
    expect(await query('SELECT 1 AS a; -- done;', ENSEMBLE, '--out', 'made/a.csv')).toMatchObject({ code: 0 });
    expect(place.read('made/a.csv')).toBe('a\n1\n');
    expect(place.read('made', 'all.csv')).toBe('trial\n3\n2\n1\n0\n');
    expect(place.read('made', 'all.parquet').slice(0, 4)).toBe('PAR1');
  });
});

describe('a query can not', () => {
  test('write, or be wrong, without a word about it', async () => {
    const before = place.read(ENSEMBLE, 'run.json');
    const written = await query(`COPY (SELECT 1) TO '${ENSEMBLE}/run.json'`, ENSEMBLE);
    expect(written).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/one SELECT[\s\S]*kind COPY/) });
    expect(place.read(ENSEMBLE, 'run.json')).toBe(before);
    const { code, stdout, stderr } = await query('SELECT solvency.tcr FROM samples', ENSEMBLE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`The query can not be run
  duckdb: Binder Error: Referenced table "solvency" not found!
          Candidate tables: "samples"

          LINE 1: SELECT solvency.tcr FROM samples
                         ^
  fix:    names of metrics have dots, so they stand in double quotes, and the whole query in single ones: "solvency.tcr"; breakwater query --tables ${ENSEMBLE} lists views, columns and units
`);
  });

  test('be asked of nothing', async () => {
    expect(await query('SELECT 1')).toMatchObject({ code: 2, stderr: expect.stringContaining('No folder is named') });
    expect(await query('SELECT 1', 'gone')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such folder'),
    });
  });
});

test('without DuckDB, which is optional, it says how to have it', async () => {
  const hook = `export async function resolve(name, context, next) {
    if (!name.startsWith('@duckdb/')) return next(name, context);
    throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
  place.write('hook.mjs', hook);
  place.write('without.mjs', "import { register } from 'node:module'; register('./hook.mjs', import.meta.url);");
  const env = { NODE_OPTIONS: `--import ${place.path('without.mjs')}` };
  const { code, stderr } = await place.breakwater(['query', 'SELECT 1', ENSEMBLE], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^DuckDB is not installed, and queries need it\n/);
  expect(stderr).toMatch(/fix: +npm install --no-save @duckdb\/node-api@\d+\.\d+\.\d+/);
});

test('Ctrl-C ends a query, and leaves nothing', async () => {
  const started = place.start([
    'query',
    'SELECT sum(a.range * b.range) FROM range(1e9::BIGINT) a, range(1e9::BIGINT) b',
    ENSEMBLE,
  ]);
  // DuckDB is at work once its threads have used more than the start of the process takes.
  await expect.poll(() => cpuSeconds(started.pid), { timeout: 30_000, interval: 50 }).toBeGreaterThan(2.5);
  started.child.kill('SIGINT');
  expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  await place.expectNothingLeft();
});

describe('other folders', () => {
  test('a plain run has one trial, the same columns, and stands beside an ensemble', async () => {
    const rows = await rowsOf(
      'SELECT dir, trial, result_hash, "backstop.return.final" AS return FROM trials WHERE trial = 3 ORDER BY dir',
      ...[ENSEMBLE, 'single'],
    );
    const { trials, metrics } = place.record('single');
    const same = { trial: 3, result_hash: trials[0]?.resultHash, return: metrics['backstop.return']?.final };
    expect(rows).toEqual([
      { dir: ENSEMBLE, ...same },
      { dir: 'single', ...same },
    ]);
  });

  test('a sweep has its points, whose trials are told apart', async () => {
    const record = json<SweepRecord>(SWEEP, 'sweep.json');
    const rows = await rowsOf(
      `SELECT point, "market.collateral.shocks.0.change" AS change, "market.collateral.shocks.0.change.number" AS number,
              list(trial ORDER BY trial) AS trials, avg("backstop.return.final") AS mean
       FROM trials JOIN points USING (point) GROUP BY ALL ORDER BY point`,
      SWEEP,
    );
    expect(rows).toMatchObject([
      { point: 0, change: '-20%', number: -20, trials: [0, 1] },
      { point: 1, change: '-30%', number: -30, trials: [0, 1] },
    ]);
    const at = record.figures.findIndex(({ text }) => text === 'backstop.return.final');
    rows.forEach(({ mean }, i) => {
      expect(mean).toBeCloseTo(record.points[i]?.figures[at]?.estimate as number, 12);
    });
  });

  test('one that keeps no series says so, and goes on only as it began', async () => {
    expect(place.exists(SWEEP, 'points', '0000', 'series')).toBe(false);
    const asked = await query('SELECT count(*) FROM samples', SWEEP);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/keeps no samples: see --series/) });
    const none = ['run', 'tiny.yaml', '--trials', '2', '--series', 'none', '--jobs', '1', '--quiet'];
    expect(await place.breakwater([...none, '--out', 'none'])).toMatchObject({ code: 0 });
    const hashes = (dir: string) => json<EnsembleRecord>(dir, 'run.json').trials.map(({ resultHash }) => resultHash);
    expect(hashes('none')).toEqual(hashes(ENSEMBLE).slice(0, 2));
    expect(place.exists('none', 'series')).toBe(false);
    for (const name of ['index.html', 'summary.md']) {
      expect(place.read('none', name)).toContain('No series of the trials were kept (--series none)');
    }
    const other = await place.breakwater(['run', 'tiny.yaml', '--resume', 'none']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/differs: +--series\n.*there: +none/) });
    expect(await place.breakwater(['run', 'tiny.yaml', '--trial', '1', '--series', 'none'])).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('--trial and --series do not go together') },
    });
  });
});

describe('the document’s queries', () => {
  const blocks = [...DOCUMENT.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const queries = blocks.filter((text) => text.startsWith('npx breakwater query'));

  test('are there', () => {
    expect(queries.length).toBeGreaterThanOrEqual(5);
  });

  test.each(queries.map((text) => [text.replace(/\s+/g, ' ').slice(0, 80), text]))('%s', async (_, text) => {
    writeFileSync(place.path('snippet.sh'), text.replaceAll('npx breakwater', `'${process.execPath}' '${CLI}'`));
    const { code, stdout, stderr } = await place.start([], { by: ['sh', place.path('snippet.sh')] }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const isFile = text.includes('--out fan.parquet');
    expect(isFile ? place.exists('fan.parquet') : stdout.split('\n').length > 2).toBe(true);
    rmSync(place.path('fan.parquet'), { force: true });
  });
});

/** Of all its threads. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
