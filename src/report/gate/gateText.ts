import { type GateCheck, type GateOutcome, type GateRun, outcomeOf } from '../../metric/gate.ts';
import { formatInteger, plainText, plural } from '../format.ts';
import { thresholdParts } from '../thresholdBound.ts';

/** Gravest first. */
export const OUTCOMES: readonly GateOutcome[] = ['broken', 'fail', 'inconclusive', 'pass'];

/** How a count of scenarios or checks is put. */
export const OUTCOME_WORD: Readonly<Record<GateOutcome, string>> = {
  broken: 'broken',
  fail: 'failed',
  inconclusive: 'inconclusive',
  pass: 'passed',
};

/** The outcome of one check. */
export function checkOutcome({ kind, verdict }: GateCheck): GateOutcome {
  return kind === 'run' && verdict === 'fail' ? 'broken' : verdict;
}

/** What is asked, on one line: `solvency.tcr.min ≥ 110 %`. */
export function checkText({ kind, name }: GateCheck): string {
  if (kind === 'baseline') return `baseline: ${name}`;
  if (kind !== 'threshold') return name;
  const { subject, bound } = thresholdParts({ text: name, metric: name });
  return subject === name ? name : plainText(`${subject} ${bound}`);
}

/** What is asked and what was found, in one text: `solvency.tcr.min ≥ 110 %, observed: 98.20 %`. */
export function findingText(check: GateCheck): string {
  const asked = checkText(check);
  return plainText(check.kind === 'threshold' ? `${asked}, observed: ${check.detail}` : `${asked}: ${check.detail}`);
}

/** Counts in words, gravest first, without those that are none: `1 failed, 3 passed`. */
function countsText(outcomes: readonly GateOutcome[]): string {
  return OUTCOMES.flatMap((outcome) => {
    const count = outcomes.filter((each) => each === outcome).length;
    return count === 0 ? [] : [`${formatInteger(count)} ${OUTCOME_WORD[outcome]}`];
  }).join(', ');
}

/** What became of a run's thresholds and figures: `3 of 4 passed, 1 failed`. */
export function judgedText({ checks }: GateRun): string {
  const judged = checks.filter(({ kind }) => kind !== 'run').map(({ verdict }) => verdict);
  const outcome = outcomeOf({ checks });
  if (judged.length === 0) return outcome === 'pass' ? 'none' : 'not judged';
  if (outcome === 'broken' && judged.every((verdict) => verdict === 'inconclusive')) return 'not judged';
  const passed = judged.filter((verdict) => verdict === 'pass').length;
  const others = countsText(judged.filter((verdict) => verdict !== 'pass'));
  const head = `${formatInteger(passed)} of ${formatInteger(judged.length)} passed`;
  return others === '' ? head : `${head}, ${others}`;
}

/** Trials that are done: `24`, `23 of 24`, `24, 2 failed`. */
export function trialsCell({ trials: { planned, completed, failed } }: GateRun): string {
  const done = completed + failed;
  const of = done === planned ? formatInteger(planned) : `${formatInteger(done)} of ${formatInteger(planned)}`;
  return failed === 0 ? of : `${of}, ${formatInteger(failed)} failed`;
}

/** All scenarios in a few words: `4 scenarios: 1 failed, 3 passed`. */
export function totalText(runs: readonly GateRun[]): string {
  return `${plural(runs.length, 'scenario')}: ${countsText(runs.map(outcomeOf))}`;
}

/** Runs with the gravest first; among equals in the order they were named. */
export function gravestFirst(runs: readonly GateRun[]): GateRun[] {
  const rank = (run: GateRun) => OUTCOMES.indexOf(outcomeOf(run));
  return [...runs].sort((a, b) => rank(a) - rank(b));
}

/** Where a check is asked for: `scenarios/ci/crash.yaml:41`. */
export function placeText({ file, line }: GateCheck): string {
  return line === null ? file : `${file}:${line}`;
}
