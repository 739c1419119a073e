import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { LOCK_FILE, lockFolder } from './lockFolder.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bw-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const place = () => join(dir, LOCK_FILE);

/** A process whose command line has these words. */
async function living(...words: string[]): Promise<number> {
  const child = spawn(process.execPath, ['--eval', 'console.log(1); setInterval(() => {}, 2 ** 30)', ...words]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child.pid as number;
}

test('a folder is held until it is given free', () => {
  const release = lockFolder(join(dir, 'new'));
  expect(readFileSync(join(dir, 'new', LOCK_FILE), 'utf8')).toBe(`${hostname()} ${process.pid}\n`);
  release();
  expect(existsSync(join(dir, 'new', LOCK_FILE))).toBe(false);
});

test('one that another process holds is refused, and stays its', async () => {
  const pid = await living('breakwater.mjs');
  const held = `${hostname()} ${pid}\n`;
  writeFileSync(place(), held);
  expect(() => lockFolder(dir)).toThrow(
    `Another process is at work in the folder\n  folder:  ${dir}\n  process: ${pid}\n  fix:     wait for it to end, or choose another folder with --out; if it is not Breakwater, remove ${place()}`,
  );
  expect(readFileSync(place(), 'utf8')).toBe(held);
});

test('what a killed process left is taken over, even if its number is a stranger’s by now', async () => {
  const pid = await living('sleeping');
  writeFileSync(place(), `${hostname()} ${pid}\n`);
  lockFolder(dir)();
  writeFileSync(place(), `${hostname()} ${2 ** 22 + 1}\n`);
  lockFolder(dir)();
});

test.each(['', 'elsewhere 1\n', 'half a li'])(
  'what says of no process here that it is at work holds nothing: %j',
  (text) => {
    writeFileSync(place(), text);
    lockFolder(dir)();
    expect(existsSync(place())).toBe(false);
  },
);
