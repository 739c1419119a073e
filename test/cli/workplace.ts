import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { processesNaming, untilNoneNames } from './processes.ts';

const CLI = fileURLToPath(new URL('../../src/cli/breakwater.mjs', import.meta.url));

/** The tests themselves may run in a step of GitHub Actions, which is not to be told of what they run. */
const NO_STEP = { GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined };

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Command that the CLI is run by, e.g. `['nice', '-n', '5']`. */
  readonly by?: readonly string[];
  /** Whether that takes the CLI's command line as one word, for a shell. */
  readonly isOneWord?: boolean;
}

/** A temporary folder to run the real command line in, with a place for temporary files that is its own. */
export class Workplace {
  readonly root = mkdtempSync(join(tmpdir(), 'bw-'));
  readonly #temporary = join(this.root, 't');

  constructor() {
    mkdirSync(this.#temporary);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** @returns its path relative to the folder */
  write(name: string, content: string): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    return name;
  }

  /** Starts `breakwater` with arguments, in the folder. */
  start(args: readonly string[], { env = {}, by = [], isOneWord = false }: Surroundings = {}): Started {
    const words = [process.execPath, CLI, ...args];
    const [command, ...rest] = [...by, ...(isOneWord ? [words.map((word) => `'${word}'`).join(' ')] : words)];
    const child = spawn(command as string, rest, {
      cwd: this.root,
      env: { ...process.env, ...NO_STEP, TMPDIR: this.#temporary, BREAKWATER_CACHE: this.path('cache'), ...env },
      detached: true,
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, pid: child.pid as number, ended };
  }

  /** The same in a terminal of its own, where standard error comes with standard output. */
  terminal(args: readonly string[]): Started {
    return this.start(args, {
      by: ['script', '--quiet', '--return', '--flush', '/dev/null', '--command'],
      isOneWord: true,
    });
  }

  /** Runs `breakwater` to its end, and sees to it that nothing of it is left. */
  async breakwater(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
    const ended = await this.start(args, surroundings).ended;
    await this.expectNothingLeft();
    return ended;
  }

  /** Ids of the Anvils of this folder's runs: one a chain. */
  anvils(): readonly number[] {
    return processesNaming(this.#temporary)
      .filter(({ command }) => command.includes('--ipc'))
      .map(({ pid }) => pid);
  }

  /** No Anvil, no guard, no socket. */
  async expectNothingLeft(): Promise<void> {
    await untilNoneNames(this.#temporary);
    expect(readdirSync(this.#temporary).filter((name) => name.startsWith('breakwater-'))).toEqual([]);
  }

  exists(...parts: string[]): boolean {
    return existsSync(this.path(...parts));
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  record(dir: string): RunRecord {
    return JSON.parse(this.read(dir, 'run.json')) as RunRecord;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
