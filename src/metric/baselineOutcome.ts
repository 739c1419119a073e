import type { JudgedFigure, UnjudgedFigure } from './judgeBaseline.ts';
import type { Verdict } from './runRecord.ts';

/** How a run stands to its baseline. */
export interface BaselineOutcome {
  /** File of the baseline, as it was named. */
  readonly file: string;
  /** The scenario's name. */
  readonly scenario: string;
  /** Line of the scenario in the file; null: it is not in it. */
  readonly line: number | null;
  /** The gravest of the figures'; inconclusive without any. */
  readonly verdict: Verdict;
  /** Why nothing was judged; null if something was. */
  readonly lack: string | null;
  readonly figures: readonly (JudgedFigure | UnjudgedFigure)[];
  /** Trials of the scenario. */
  readonly trials: number;
  /** Trials that it takes to detect anything in so many figures; 1 for a single run, which is no sample. */
  readonly least: number;
  readonly level: number;
  /** Whether the scenario is the one that the baseline was made from. */
  readonly isSameScenario: boolean;
  /** Whether everything simulated is the same. */
  readonly isSameResult: boolean;
}

/** The gravest of the figures' verdicts; inconclusive without any. */
export function gravestVerdict(figures: BaselineOutcome['figures']): Verdict {
  const verdicts = figures.map((figure) => (figure.kind === 'judged' ? figure.verdict : 'inconclusive'));
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}
