import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run bench:ensemble -- [scenario] [trials] [rounds]`: trials a minute with one worker and with two, in turn, since a
 * machine that others use is not the same for long. The start of the workers is left out: the clock runs from the first trial
 * that is done to the last.
 */
const [file = 'scenarios/flash-crash.yaml', trials = '41', rounds = '2'] = process.argv.slice(2);
const CLI = fileURLToPath(new URL('../../src/cli/breakwater.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'ensemble-bench-'));

/** @returns trials a minute */
async function measure(jobs: number, name: string): Promise<number> {
  const dir = join(root, name);
  const flags = ['--trials', trials, '--jobs', String(jobs), '--out', dir, '--quiet'];
  const child = spawn(process.execPath, [CLI, 'run', file, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((resolve) => child.once('exit', resolve));
  const times = readdirSync(join(dir, 'trials')).map((each) => statSync(join(dir, 'trials', each)).mtimeMs);
  return (60_000 * (times.length - 1)) / (Math.max(...times) - Math.min(...times));
}

const all: Record<number, number[]> = { 1: [], 2: [] };
for (let round = 1; round <= Number(rounds); round++) {
  for (const jobs of [1, 2]) {
    const rate = await measure(jobs, `${round}-${jobs}`);
    all[jobs]?.push(rate);
    const load = (loadavg()[0] as number).toFixed(1);
    process.stdout.write(`${jobs} workers\t${rate.toFixed(1)} trials/min\tload ${load}\n`);
  }
}
const [one, two] = [1, 2].map((jobs) => Math.max(...(all[jobs] as number[]))) as [number, number];
process.stdout.write(`two / one, best of ${rounds}\t${(two / one).toFixed(2)}\n`);
rmSync(root, { recursive: true, force: true });
