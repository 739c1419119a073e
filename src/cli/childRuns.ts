import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { ExitCode } from '../core/errors.ts';

const CLI = fileURLToPath(new URL('./breakwater.mjs', import.meta.url));

/** A run in a process of its own. */
export interface ChildRun {
  readonly name: string;
  readonly scenario: string;
  /** `path=value` overrides. */
  readonly set: readonly string[];
  readonly seed: number;
  /** Folder of its record. */
  readonly out: string;
}

export interface EndedRun {
  readonly run: ChildRun;
  /** Why there is no record of the whole run; empty if there is one. */
  readonly failure: string;
}

export interface ChildRunOptions {
  /** Most that run at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onEnd: (ended: EndedRun, done: number) => void;
}

/** With these the record is whole: what the thresholds say is not asked here. */
const WHOLE: readonly (number | null)[] = [ExitCode.pass, ExitCode.thresholdFailed, ExitCode.inconclusive];
/** Kept of what a run says, characters. */
const MOST_TEXT = 2000;

/** Runs each, as many at once as there are jobs. One that fails does not keep the next from running. */
export async function runChildren(runs: readonly ChildRun[], options: ChildRunOptions): Promise<readonly EndedRun[]> {
  const limit = pLimit(options.jobs);
  let done = 0;
  return Promise.all(
    runs.map((run) =>
      limit(async () => {
        const ended = { run, failure: options.signal.aborted ? 'interrupted' : await runChild(run, options.signal) };
        done += 1;
        options.onEnd(ended, done);
        return ended;
      }),
    ),
  );
}

/** @returns why it gave no whole record; empty if it did */
function runChild({ scenario, set, seed, out }: ChildRun, signal: AbortSignal): Promise<string> {
  const sets = set.flatMap((text) => ['--set', text]);
  // What a step of GitHub is told is the business of the command that was called.
  const args = ['run', ...sets, '--seed', String(seed), '--out', out, '--quiet', '--no-github'];
  // A process group of its own: Ctrl-C in a terminal reaches us alone, and we pass it on once.
  const child = spawn(process.execPath, [CLI, ...args, '--', scenario], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  // If we end at once, on a second Ctrl-C say, so does it; its Anvil ends when it does.
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  process.on('exit', kill);
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(0, MOST_TEXT);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, ended) => {
      signal.removeEventListener('abort', stop);
      process.off('exit', kill);
      if (WHOLE.includes(code)) resolve('');
      else resolve(text.trim() || `ended with ${code === null ? ended : `exit code ${code}`}`);
    });
  });
}
