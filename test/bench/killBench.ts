import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../src/core/random.ts';

/**
 * `npm run bench:kill -- [scenario] [trials] [kills] [ms]`: an ensemble that is killed (SIGKILL) at random moments and
 * gone on with has the result hash of an unbroken one. Each kill comes within `ms` of a start.
 */
const [file = 'scenarios/flash-crash.yaml', trials = '20', kills = '10', most = '6000'] = process.argv.slice(2);
const CLI = fileURLToPath(new URL('../../src/cli/breakwater.mjs', import.meta.url));

function start(...flags: string[]) {
  const child = spawn(process.execPath, [CLI, 'run', file, '--trials', trials, '--quiet', ...flags], {
    stdio: 'inherit',
  });
  return { child, ended: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
}

const hashOf = (dir: string): string =>
  (JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as { resultHash: string }).resultHash;
const doneIn = (dir: string): number =>
  existsSync(join(dir, 'trials'))
    ? readdirSync(join(dir, 'trials')).filter((name) => name.endsWith('.json')).length
    : 0;

const [unbroken, broken] = ['unbroken', 'broken'].map((name) =>
  join(tmpdir(), `kill-bench-${process.pid}-${name}`),
) as [string, string];
await start('--out', unbroken).ended;
const random = randomStream('killBench', file);
for (let kill = 1; kill <= Number(kills); kill++) {
  const { child, ended } = start(
    ...(existsSync(join(broken, 'ensemble.json')) ? ['--resume', broken] : ['--out', broken]),
  );
  const after = random.integer(0, Number(most));
  const timer = setTimeout(() => child.kill('SIGKILL'), after);
  await ended;
  clearTimeout(timer);
  process.stdout.write(`kill ${kill}\tafter ${after} ms\t${doneIn(broken)} trials done\n`);
}
await start('--resume', broken).ended;
const isSame = hashOf(unbroken) === hashOf(broken);
process.stdout.write(
  `unbroken\t${hashOf(unbroken)}\nkilled ${kills} times\t${hashOf(broken)}\t${isSame ? 'same' : 'DIFFERS'}\n`,
);
for (const dir of [unbroken, broken]) rmSync(dir, { recursive: true, force: true });
process.exitCode = isSame ? 0 : 1;
