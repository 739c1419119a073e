import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BreakwaterError } from '../core/errors.ts';
import { anvilBinary } from './anvilBinary.ts';

export interface AnvilOptions {
  /** Flags besides those that every Anvil here has, e.g. `['--fork-url', url]`. */
  readonly flags?: readonly string[];
  /** Unix time of the genesis block in seconds. */
  readonly timestamp: number;
}

/** A running Anvil that listens on a loopback port of its own choice and on a Unix socket. */
export interface AnvilProcess {
  readonly url: string;
  readonly ipcPath: string;
  readonly pid: number;
  /** Why it ended, once it has; undefined while it runs. */
  readonly ended: () => string | undefined;
  /** Ends it and resolves when it is gone; safe to call again and after it died by itself. */
  readonly stop: () => Promise<void>;
}

const COMMON_FLAGS = ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'shanghai', '--chain-id', '31337'];
const START_SECONDS = 20;
const LAST_LINES = 20;

const running = new Set<ChildProcess>();
let counter = 0;

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts an Anvil in a process group of its own, so that Ctrl-C in the terminal reaches Breakwater alone, which then
 * stops it in order. If Breakwater itself is killed outright, a waiting shell ends the Anvil (see `guard`).
 *
 * @throws BreakwaterError if the binary is missing, does not start, or ends before it listens
 */
export function startAnvil({ flags = [], timestamp }: AnvilOptions): Promise<AnvilProcess> {
  const binary = anvilBinary();
  const ipcPath = join(tmpdir(), `breakwater-${process.pid}-${counter++}.ipc`);
  const args = [...COMMON_FLAGS, '--ipc', ipcPath, '--timestamp', String(timestamp), ...flags];
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const log: string[] = [];
  let endedBecause: string | undefined;

  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(
        new BreakwaterError('Anvil did not start', {
          facts: { reason, binary, output: log.join(' ').trim() || undefined },
          remedy: 'run the binary by hand with --version; Breakwater is measured with Anvil 1.7',
        }),
      );
    };
    const timer = setTimeout(() => fail(`not listening after ${START_SECONDS} s`), START_SECONDS * 1000);
    const release = child.pid === undefined ? () => {} : guard(child.pid);
    const gone = new Promise<void>((done) => {
      child.once('close', (code, signal) => {
        endedBecause = `Anvil ended (${signal ?? `exit code ${code}`})`;
        running.delete(child);
        release();
        rmSync(ipcPath, { force: true });
        done();
      });
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', () => fail(endedBecause ?? 'ended'));

    const listen = (chunk: Buffer): void => {
      log.push(...chunk.toString().split('\n').filter(Boolean));
      log.splice(0, Math.max(0, log.length - LAST_LINES));
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(log.join('\n'))?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      // From here on output is drained unread: a full pipe would hang Anvil.
      child.stdout.off('data', listen).resume();
      resolve({
        url: `http://127.0.0.1:${port}`,
        ipcPath,
        pid: child.pid as number,
        ended: () => endedBecause,
        stop: async () => {
          child.kill('SIGTERM');
          await gone;
        },
      });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  });
}

/**
 * Ties an Anvil's life to ours even under SIGKILL, which no handler sees: a shell holds the read end of a pipe and
 * kills the Anvil when the pipe closes without a word.
 *
 * @returns releases the guard, once the Anvil is gone
 */
function guard(pid: number): () => void {
  if (process.platform === 'win32') return () => {};
  const script = 'read -r released || kill -KILL "$1" 2>/dev/null';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return () => shell.stdin.end('released\n');
}
