import { formatEnsembleProgress } from '../../report/ensemble/ensembleProgress.ts';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5000;

/**
 * Shows where an ensemble stands on standard error, as `ProgressDisplay` does for one trial. The clock is read for display
 * alone.
 */
export class EnsembleDisplay {
  readonly #stream = process.stderr;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #start = performance.now();
  readonly #planned: number;
  readonly #mayEndEarly: boolean;
  readonly #before: number;
  readonly #shares = new Map<number, number>();
  #last = this.#start;
  #done: number;
  #failed: number;
  #isDrawn = false;

  constructor(state: {
    readonly planned: number;
    readonly done: number;
    readonly failed: number;
    readonly mayEndEarly: boolean;
  }) {
    this.#planned = state.planned;
    this.#mayEndEarly = state.mayEndEarly;
    this.#before = state.done;
    this.#done = state.done;
    this.#failed = state.failed;
  }

  /** A trial is under way. @param share of its ticks */
  progress(index: number, share: number): void {
    this.#shares.set(index, share);
    this.#draw(false);
  }

  /** A trial is done. */
  done(index: number, hasFailed: boolean): void {
    this.#shares.delete(index);
    this.#done++;
    if (hasFailed) this.#failed++;
    this.#draw(this.#done >= this.#planned);
  }

  /** Takes the line off the terminal. */
  clear(): void {
    if (this.#isDrawn) this.#stream.write('\r\u001b[2K');
    this.#isDrawn = false;
  }

  #draw(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#last < (this.#isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#last = now;
    const underWay = [...this.#shares.values()].reduce((sum, share) => sum + share, 0);
    const line = formatEnsembleProgress(
      {
        ...{ done: this.#done, planned: this.#planned, failed: this.#failed, mayEndEarly: this.#mayEndEarly },
        worked: this.#done - this.#before + underWay,
        elapsedSeconds: (now - this.#start) / 1000,
      },
      Math.max(20, (this.#stream.columns || 80) - 1),
    );
    this.#stream.write(this.#isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    this.#isDrawn = this.#isTerminal;
  }
}
