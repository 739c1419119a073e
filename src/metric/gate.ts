import type { Verdict } from './runRecord.ts';

/** One thing that a gate decides, and where it is asked for. */
export interface GateCheck {
  /** `run`: that it came to its end; `baseline`: that a figure is no worse than the one kept. */
  readonly kind: 'run' | 'threshold' | 'baseline';
  /** Threshold as written, or the figure that the baseline keeps. */
  readonly name: string;
  readonly verdict: Verdict;
  /** What was observed, in words with units; its interval and failed trials if it is of an ensemble. */
  readonly detail: string;
  /** The file that asks for it, as it was named: a scenario or a baseline. */
  readonly file: string;
  /** Line of it there, from 1; null: not in the file (it came by `--set`). */
  readonly line: number | null;
}

/** What a gate says of one scenario. */
export interface GateRun {
  /** The scenario's name. */
  readonly name: string;
  /** The scenario's file as it was named. */
  readonly file: string;
  /** Folder of its record. */
  readonly dir: string;
  /** Null: nothing was left to judge. */
  readonly resultHash: string | null;
  readonly trials: { readonly planned: number; readonly completed: number; readonly failed: number };
  /** Wall time, for the log alone. */
  readonly seconds: number;
  /** Command that makes it again. */
  readonly reproduce: string;
  readonly checks: readonly GateCheck[];
}
