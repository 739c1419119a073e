import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BreakwaterError, type ExitCode } from '../../core/errors.ts';
import type { Answer, OpenOrder, Order } from './messages.ts';

const ENTRY = fileURLToPath(new URL('./worker.mjs', import.meta.url));
/** Time for a worker to end; it sets itself the same less a little. */
const CLOSE_MS = 35_000;

/** What became of a trial. */
export type TrialEnd =
  | Extract<Answer, { kind: 'done' | 'stray' }>
  /** The process ended without an answer. */
  | { readonly kind: 'gone'; readonly message: string };

/** A process of ours that runs trials one after the other, and shares nothing with this one. */
export class TrialWorker {
  readonly #child: ChildProcess;
  readonly #gone: Promise<string>;
  #listener: (answer: Answer) => void = () => {};

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`),
      );
      child.once('error', (error) => resolve(error.message));
    });
    child.on('message', (answer: Answer) => this.#listener(answer));
  }

  /** @throws BreakwaterError with the words of the worker if it can't open the scenario */
  static async start(order: OpenOrder): Promise<TrialWorker> {
    // What a policy file prints must not get between what we print. Structured clones keep infinities.
    const child = fork(ENTRY, { stdio: ['ignore', 2, 2, 'ipc'], serialization: 'advanced' });
    const worker = new TrialWorker(child);
    const answer = await worker.#ask(order, ({ kind }) => kind !== 'progress');
    if (typeof answer === 'object' && answer.kind === 'opened') return worker;
    worker.kill();
    if (typeof answer === 'object' && answer.kind === 'refused') {
      throw new BreakwaterError(answer.message, { exitCode: answer.exitCode as ExitCode });
    }
    throw new BreakwaterError('A worker of the ensemble could not be started', {
      facts: { reason: typeof answer === 'object' ? answer.kind : answer },
    });
  }

  /** Id of the process, for tests and diagnostics. */
  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Runs one trial.
   *
   * @throws BreakwaterError if its series can't be written
   */
  async run(index: number, onProgress: (share: number) => void): Promise<TrialEnd> {
    const answer = await this.#ask({ kind: 'run', index }, (given) => {
      if (given.kind === 'progress') onProgress(given.share);
      return given.kind !== 'progress';
    });
    if (typeof answer === 'string') return { kind: 'gone', message: answer };
    if (answer.kind === 'done' || answer.kind === 'stray') return answer;
    if (answer.kind === 'unwritable') {
      throw new BreakwaterError(answer.message, { exitCode: answer.exitCode as ExitCode });
    }
    return { kind: 'gone', message: `it answered ${answer.kind}` };
  }

  /** Lets it end in order; a trial that is under way is dropped. Safe to call again. */
  async close(): Promise<void> {
    this.#send({ kind: 'close' });
    const timer = setTimeout(() => this.kill(), CLOSE_MS);
    await this.#gone;
    clearTimeout(timer);
  }

  /** Ends it at once, and its Anvil with it. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** @returns the first answer that is one, or why there will be none */
  #ask(order: Order, isAnswer: (answer: Answer) => boolean): Promise<Answer | string> {
    const answered = new Promise<Answer>((resolve) => {
      this.#listener = (answer) => {
        if (isAnswer(answer)) resolve(answer);
      };
    });
    this.#send(order);
    return Promise.race([answered, this.#gone]);
  }

  #send(order: Order): void {
    // That it is gone is told by its exit.
    if (this.#child.connected) this.#child.send(order, () => {});
  }
}
