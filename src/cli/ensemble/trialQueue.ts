import type { TrialResult } from '../../metric/ensembleRecord.ts';
import type { Precision } from '../../metric/ensembleThreshold.ts';
import { trialTable } from '../../metric/trialTable.ts';
import type { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import { isPrecise, looks, type StoppedAt } from '../../sim/ensemble/untilRule.ts';

export interface QueueOptions {
  readonly folder: EnsembleFolder;
  /** All trials that are planned, ascending. */
  readonly indices: readonly number[];
  /** Those that are on disk. */
  readonly done: readonly number[];
  /** Rule that ends the ensemble early. */
  readonly precision: Precision | undefined;
  readonly seed: number;
}

/**
 * Which trial is next, and whether there are enough. A rule is looked at when the first so many trials are done, however
 * many others are: what an ensemble is made of does not depend on which process was faster.
 */
export class TrialQueue {
  readonly #options: QueueOptions;
  readonly #waiting: number[];
  readonly #done: Set<number>;
  readonly #looks: number[];
  #stopped: StoppedAt | undefined;

  constructor(options: QueueOptions) {
    const { indices, done, precision } = options;
    this.#options = options;
    this.#done = new Set(done);
    this.#waiting = indices.filter((index) => !this.#done.has(index));
    this.#looks = precision === undefined ? [] : looks(indices.length);
    this.#look();
  }

  /** Trials on disk. */
  get count(): number {
    return this.#done.size;
  }

  /** Set once the rule is met. */
  get stopped(): StoppedAt | undefined {
    return this.#stopped;
  }

  next(): number | undefined {
    return this.#stopped === undefined ? this.#waiting.shift() : undefined;
  }

  /** A trial is on disk. @returns whether the rule is met now */
  done(index: number): boolean {
    this.#done.add(index);
    this.#look();
    return this.#stopped !== undefined;
  }

  #look(): void {
    const { precision, indices, folder, seed } = this.#options;
    if (precision === undefined || this.#stopped !== undefined) return;
    for (let look = this.#looks[0]; look !== undefined; look = this.#looks[0]) {
      const first = indices.slice(0, look);
      if (!first.every((index) => this.#done.has(index))) return;
      this.#looks.shift();
      // The last look decides nothing: there are no more trials.
      if (look === indices.length) return;
      const table = trialTable(onlyWhatCounts(folder.readTrials(first), precision), look);
      if (!isPrecise(precision, table, seed)) continue;
      this.#stopped = { trials: look };
      return;
    }
  }
}

function* onlyWhatCounts(results: Iterable<TrialResult>, { statistic: { metric } }: Precision): Generator<TrialResult> {
  for (const { record, aggregates, judged } of results) {
    const values = aggregates[metric];
    yield { record, aggregates: values === undefined ? {} : { [metric]: values }, judged };
  }
}
