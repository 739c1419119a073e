import type { Verdict } from './runRecord.ts';

/** One thing that a gate decides, and where it is asked for. */
export interface GateCheck {
  /** `run`: that it came to its end; `baseline`: that a figure is no worse than the one kept. */
  readonly kind: 'run' | 'threshold' | 'baseline';
  /** Threshold as written, or the figure that the baseline keeps. */
  readonly name: string;
  /** Of kind `run`, fail: it broke, so there is nothing to judge. */
  readonly verdict: Verdict;
  /** What was observed, in words with units; its interval and failed trials if it is of an ensemble. */
  readonly detail: string;
  /** The file that asks for it, as it was named: a scenario or a baseline. */
  readonly file: string;
  /** Line of it there, from 1; null: not in the file (it came by `--set`), or the file as a whole. */
  readonly line: number | null;
}

/** What a gate says of one scenario. */
export interface GateRun {
  /** The scenario's name. */
  readonly name: string;
  /** The scenario's title; empty if it could not be read. */
  readonly title: string;
  /** The scenario's file as it was named. */
  readonly file: string;
  /** Folder of its record; null: there is none. */
  readonly dir: string | null;
  /** Null: the scenario could not be read. */
  readonly seed: number | null;
  /** Null: the scenario could not be read. */
  readonly scenarioHash: string | null;
  /** Null: nothing was left to judge. */
  readonly resultHash: string | null;
  /** name → version of what a result depends on; empty if nothing was left. */
  readonly versions: Readonly<Record<string, string>>;
  readonly trials: { readonly planned: number; readonly completed: number; readonly failed: number };
  /** Wall time, for the log alone. */
  readonly seconds: number;
  /** Command that makes it again. */
  readonly reproduce: string;
  readonly checks: readonly GateCheck[];
}

/** `broken`: it has no figures that could be judged, or lost them to a fault. */
export type GateOutcome = 'broken' | Verdict;

/** What all checks of a run come to: the gravest. */
export function outcomeOf({ checks }: Pick<GateRun, 'checks'>): GateOutcome {
  const has = (verdict: Verdict) => checks.some((check) => check.verdict === verdict);
  if (checks.some(({ kind, verdict }) => kind === 'run' && verdict === 'fail')) return 'broken';
  if (has('fail')) return 'fail';
  return has('inconclusive') ? 'inconclusive' : 'pass';
}
