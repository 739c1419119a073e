import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BreakwaterError } from '../core/errors.ts';
import { anvilBinary } from './anvilBinary.ts';
import { CHAIN_ID, HARDFORK } from './constants.ts';
import { guard } from './guard.ts';

export interface AnvilOptions {
  /** Flags besides those that every Anvil here has, e.g. `['--fork-url', url]`. */
  readonly flags?: readonly string[];
  /** Unix time of the genesis block in seconds; a fork has its own. */
  readonly timestamp: number;
  /** Default: that of chains built here. */
  readonly chainId?: number;
  /** What it forks; absent: a chain of its own. */
  readonly upstream?: Upstream;
}

/** A chain to fork. */
export interface Upstream {
  /** Serves it on a Unix socket. Returns what ends that. */
  readonly listen: (path: string) => Promise<() => Promise<void>>;
}

/** A running Anvil that listens on a loopback port of its own choice and on a Unix socket. */
export interface AnvilProcess {
  readonly url: string;
  readonly ipcPath: string;
  readonly pid: number;
  /** Why it ended, once it has; undefined while it runs. */
  readonly ended: () => string | undefined;
  /** Resolves with the reason when it has ended, whoever ended it, and its files are removed. */
  readonly gone: Promise<string>;
  /** Ends it and resolves when it is gone; safe to call again and after it died by itself. */
  readonly stop: () => Promise<void>;
}

const COMMON_FLAGS = ['--host', '127.0.0.1', '--port', '0', '--hardfork', HARDFORK];
/** The gate between Anvil and its upstream keeps and retries; Anvil is to do neither. */
const FORK_FLAGS = ['--no-storage-caching', '--retries', '0'];
const START_SECONDS = 60;
const STOP_SECONDS = 2;
/** Of Anvil's output the last characters are kept, for error messages. */
const OUTPUT_KEPT = 4000;
const SOCKET = 'anvil.ipc';
const UPSTREAM_SOCKET = 'gate.ipc';
/** The shortest limit of the systems that we run on (macOS; Linux has 107). */
const SOCKET_PATH_BYTES = 103;

interface Running {
  readonly pid: number;
  readonly folder: string;
}

const running = new Set<Running>();

// Whatever ends us in JavaScript's sight; what does not, the guard sees.
process.on('exit', () => {
  for (const { pid, folder } of running) {
    killGroup(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * Starts an Anvil in a process group of its own, so that Ctrl-C in the terminal reaches Breakwater alone, which then
 * stops it in order. It runs in a private folder and sees nothing of the user's environment: no variable such as
 * `ETH_RPC_URL`, no `foundry.toml` or `.env` of the working folder, nothing written to the home folder.
 *
 * Unix only: process groups, Unix sockets and a POSIX shell (see `guard`) are taken for granted.
 *
 * @throws BreakwaterError if the binary is missing, does not start, or ends before it listens
 */
export async function startAnvil({
  flags = [],
  timestamp,
  chainId = CHAIN_ID,
  upstream,
}: AnvilOptions): Promise<AnvilProcess> {
  const binary = anvilBinary();
  const folder = privateFolder();
  const keeper = guard(folder);
  const ipcPath = join(folder, SOCKET);
  const upstreamPath = join(folder, UPSTREAM_SOCKET);
  const stopListening = await upstream?.listen(upstreamPath).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    keeper.release();
    throw error;
  });
  const args = [
    ...COMMON_FLAGS,
    ...['--ipc', ipcPath, '--chain-id', String(chainId), '--timestamp', String(timestamp)],
    ...(upstream === undefined ? [] : ['--fork-url', upstreamPath, ...FORK_FLAGS]),
    ...flags,
  ];
  const child = spawn(binary, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: environment(folder),
  });
  const output = keepOutput(child);
  let reason: string | undefined;
  const gone = new Promise<string>((resolve) => {
    const end = (why: string): void => {
      reason ??= why;
      void stopListening?.();
      rmSync(folder, { recursive: true, force: true });
      resolve(reason);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => {
      reason = `Anvil ended (${signal ?? `exit code ${code}`})`;
    });
    child.once('close', () => end('Anvil ended'));
  });
  const { pid } = child;
  if (pid !== undefined) {
    const entry = { pid, folder };
    running.add(entry);
    keeper.watch(pid);
    void gone.then(() => running.delete(entry));
  }
  void gone.then(keeper.release);

  const port = await listening(child, gone, output);
  if (pid === undefined || typeof port === 'string') {
    if (pid !== undefined) killGroup(pid, 'SIGKILL');
    await gone;
    throw new BreakwaterError('Anvil did not start', {
      facts: { reason: typeof port === 'string' ? port : reason, binary, output: output() || undefined },
      remedy: 'run the binary by hand with --version; Breakwater is measured with Anvil 1.7',
    });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    ipcPath,
    pid,
    ended: () => reason,
    gone,
    stop: async () => {
      if (reason === undefined) killGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), STOP_SECONDS * 1000);
      await gone;
      clearTimeout(timer);
    },
  };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Resolves with the port once Anvil says it, else with the reason why it never will. */
function listening(child: Child, gone: Promise<string>, output: () => string): Promise<number | string> {
  return new Promise((resolve) => {
    const settle = (result: number | string): void => {
      clearTimeout(timer);
      child.stdout.off('data', look);
      resolve(result);
    };
    const timer = setTimeout(() => settle(`not listening after ${START_SECONDS} s`), START_SECONDS * 1000);
    // The white space behind it shows that the number is whole.
    const look = (): void => {
      const port = /Listening on 127\.0\.0\.1:(\d+)\s/.exec(output())?.[1];
      if (port !== undefined) settle(Number(port));
    };
    child.stdout.on('data', look);
    void gone.then(settle);
  });
}

/** Drains both streams for good, since a full pipe would hang Anvil, and keeps the end of what they said. */
function keepOutput(child: Child): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return () => text.trimStart();
}

function privateFolder(): string {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-'));
  } catch (cause) {
    throw new BreakwaterError('The folder for temporary files can not be written', {
      facts: { folder: tmpdir(), reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'set TMPDIR to a folder that can be written',
      cause,
    });
  }
  if (Buffer.byteLength(join(folder, SOCKET)) <= SOCKET_PATH_BYTES) return folder;
  rmSync(folder, { recursive: true, force: true });
  throw new BreakwaterError('The path of the folder for temporary files is too long for a Unix socket', {
    facts: { folder: tmpdir(), longest: `${SOCKET_PATH_BYTES} bytes with the file's name` },
    remedy: 'set TMPDIR to a folder with a shorter path',
  });
}

function environment(folder: string): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return { PATH, LD_LIBRARY_PATH, HOME: folder, TMPDIR: folder };
}

/** The whole group: `BREAKWATER_ANVIL` may name a script that starts the real one. */
function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
