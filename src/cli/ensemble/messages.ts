import type { EnsembleSetting, KeptSeries, TrialResult } from '../../metric/ensembleRecord.ts';
import type { Fault } from '../../sim/ensemble/ensembleTrials.ts';

/** What a worker needs to know before its first trial. */
export interface OpenOrder {
  readonly kind: 'open';
  readonly path: string;
  /** The scenario's text as it was when the ensemble began. */
  readonly source: string;
  readonly set: readonly string[];
  readonly seed: number;
  readonly trials: number;
  /** Hash of the scenario with the files that it names; null: not to be checked. */
  readonly hash: string | null;
  readonly maxTicks: number | null;
  readonly until: string | null;
  /** What is kept of each trial's series. */
  readonly series: KeptSeries;
  /** Folder of the ensemble. */
  readonly dir: string;
}

export type Order = OpenOrder | { readonly kind: 'run'; readonly index: number } | { readonly kind: 'close' };

export type Answer =
  | { readonly kind: 'opened' }
  /** It can't be opened. */
  | { readonly kind: 'refused'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'progress'; readonly index: number; readonly share: number }
  | {
      readonly kind: 'done';
      readonly result: TrialResult;
      readonly setting: EnsembleSetting | undefined;
      readonly fault: Fault | undefined;
    }
  /** A file could not be written: nothing that another trial could change. */
  | { readonly kind: 'unwritable'; readonly message: string; readonly exitCode: number }
  /** An error that nothing caught, from a timer or promise of a policy file. */
  | { readonly kind: 'stray'; readonly message: string };
