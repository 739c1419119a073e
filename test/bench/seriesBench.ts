import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run bench:series -- [trials] [real] [scenario]`: size, and time and memory of the record and of queries, of an ensemble
 * of many trials (default 10 000 of flash-crash). Only so many are simulated (default 200); the others are copies of their files
 * under other numbers, which weigh the same. So its figures of risk mean nothing.
 */
const [trials = '10000', real = '200', file = 'scenarios/flash-crash.yaml'] = process.argv.slice(2);
const CLI = fileURLToPath(new URL('../../src/cli/breakwater.mjs', import.meta.url));
const TABLES = ['samples', 'events', 'trends', 'icr'];
const POLL_MS = 20;

interface Cost {
  readonly seconds: number;
  /** Of the process itself and no other. */
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly lines: number;
}

const root = mkdtempSync(join(tmpdir(), 'series-bench-'));
const dir = join(root, 'ensemble');
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

/** Runs the command line, and reads what Linux says of the process until it is gone. */
async function measure(args: readonly string[]): Promise<Cost> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [peak, ticks, lines] = [0, 0, 0];
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
  });
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    } catch {
      // It has just ended.
    }
  }, POLL_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code === null || [1, 2, 130].includes(code)) throw new Error(`breakwater ${args.join(' ')} ended with ${code}`);
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: ticks / 100,
    megabytes: peak / 1024,
    lines,
  };
}

function report(what: string, { seconds, cpuSeconds, megabytes, lines }: Cost): void {
  const load = (loadavg()[0] as number).toFixed(1);
  process.stdout.write(
    `${what.padEnd(60)}\t${seconds.toFixed(1)} s\t${cpuSeconds.toFixed(1)} s CPU\t${megabytes.toFixed(0)} MB at most\t${lines} lines\tload ${load}\n`,
  );
}

/** Copies of the files of the first trials, under the numbers that follow. */
function multiply(): void {
  for (let index = Number(real); index < Number(trials); index++) {
    const from = index % Number(real);
    for (const table of TABLES) {
      const path = (trial: number) => join(dir, 'series', `trial-${trial}.${table}.parquet`);
      if (existsSync(path(from))) copyFileSync(path(from), path(index));
    }
    const text = readFileSync(join(dir, 'trials', `${from}.json`), 'utf8');
    writeFileSync(join(dir, 'trials', `${index}.json`), text.replace(/"index":\d+/, `"index":${index}`));
  }
}

function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
}

report(`${real} trials, simulated`, await measure(['run', file, '--trials', real, '--out', dir, '--quiet']));
multiply();
report(
  `record and report of ${trials} trials`,
  await measure(['run', file, '--trials', trials, '--resume', dir, '--quiet']),
);
for (const part of ['series', 'trials', '.']) {
  process.stdout.write(`${part === '.' ? 'all' : part}\t${sizeOf(join(dir, part)).toFixed(0)} MB\n`);
}
process.stdout.write(`trials.parquet\t${(statSync(join(dir, 'trials.parquet')).size / 1e6).toFixed(0)} MB\n`);
const QUERIES: readonly (readonly [what: string, sql: string])[] = [
  ['the views and their columns', ''],
  [
    'a quantile of a column of trials',
    'SELECT quantile_cont("backstop.return.final", 0.05) AS p05, count(*) AS trials FROM trials',
  ],
  [
    'quantiles at each tick, over all samples of all trials',
    'SELECT tick, quantile_cont("solvency.tcr", [0.05, 0.5, 0.95]) AS tcr FROM samples GROUP BY tick ORDER BY tick',
  ],
  [
    'events of the trials with the worst returns',
    'SELECT trial, kind, count(*) AS events, sum(debt) AS debt FROM events JOIN (FROM trials ORDER BY "backstop.return.final" LIMIT 100) USING (trial) GROUP BY ALL ORDER BY ALL',
  ],
  ['all samples of one trial', 'SELECT * FROM samples WHERE trial = 77 ORDER BY tick'],
  ['ten metrics of all samples, averaged', `SELECT avg(COLUMNS('^backstop[.]profit.*')) FROM samples`],
];
for (const [what, sql] of QUERIES) {
  report(`query: ${what}`, await measure(sql === '' ? ['query', dir, '--tsv'] : ['query', sql, dir]));
}
