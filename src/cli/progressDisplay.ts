import { formatProgress } from '../report/progress.ts';
import type { TrialProgress } from '../sim/runTrial.ts';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5000;

/**
 * Shows where a run stands on standard error: redrawn in place on a terminal, a plain line now and then elsewhere.
 * The clock is read for display alone; nothing that is simulated or recorded knows of it.
 */
export class ProgressDisplay {
  readonly #stream = process.stderr;
  // Undefined on anything but a terminal, whatever its type says.
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #start = performance.now();
  #last = this.#start;
  #isDrawn = false;

  update(progress: TrialProgress): void {
    const now = performance.now();
    const isLast = progress.tick === progress.ticks;
    const pause = this.#isTerminal ? REDRAW_MS : PLAIN_LINE_MS;
    if (!isLast && now - this.#last < pause) return;
    this.#last = now;
    const elapsedSeconds = (now - this.#start) / 1000;
    const line = formatProgress(
      {
        tick: progress.tick,
        ticks: progress.ticks,
        blocksPerSecond: progress.tick / Math.max(elapsedSeconds, 1e-3),
        price: progress.price,
        tcr: Number.isFinite(progress.tcr) ? progress.tcr : null,
        recovery: progress.recovery,
        elapsedSeconds,
      },
      { width: Math.max(20, (this.#stream.columns || 80) - 1), tty: this.#isTerminal },
    );
    this.#stream.write(this.#isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    this.#isDrawn = this.#isTerminal;
  }

  /** Takes the line off the terminal. */
  clear(): void {
    if (this.#isDrawn) this.#stream.write('\r\u001b[2K');
    this.#isDrawn = false;
  }
}
