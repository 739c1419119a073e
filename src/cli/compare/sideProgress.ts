import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatEnsembleProgress } from '../../report/ensemble/ensembleProgress.ts';

const LOOK_MS = 500;
const PLAIN_LINE_MS = 5000;

/** Shows on standard error how many trials of a side are on disk. The clock is read for display alone. */
export class SideProgress {
  readonly #stream = process.stderr;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #start = performance.now();
  readonly #name: string;
  readonly #folder: string;
  readonly #planned: number;
  readonly #before: number;
  readonly #timer: NodeJS.Timeout;
  #shown = 0;

  constructor({ name, dir, planned }: { readonly name: string; readonly dir: string; readonly planned: number }) {
    this.#name = name;
    this.#folder = join(dir, 'trials');
    this.#planned = planned;
    this.#before = this.#done();
    this.#timer = setInterval(() => this.#draw(), this.#isTerminal ? LOOK_MS : PLAIN_LINE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#draw();
    if (this.#isTerminal) this.#stream.write('\n');
  }

  #done(): number {
    if (!existsSync(this.#folder)) return 0;
    return readdirSync(this.#folder).filter((file) => file.endsWith('.json')).length;
  }

  #draw(): void {
    const done = this.#done();
    // A log tells what is new.
    if (!this.#isTerminal && done === this.#shown) return;
    this.#shown = done;
    const width = Math.max(20, (this.#stream.columns || 80) - this.#name.length - 3);
    const progress = formatEnsembleProgress(
      {
        ...{ done, planned: this.#planned, failed: 0, worked: done - this.#before, mayEndEarly: false },
        elapsedSeconds: (performance.now() - this.#start) / 1000,
      },
      width,
    );
    const line = `${this.#name}: ${progress}`;
    this.#stream.write(this.#isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
  }
}
