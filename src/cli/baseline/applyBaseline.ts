import { ExitCode, messageOf } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import type { Baseline, KeptScenario } from '../../metric/baseline.ts';
import { leastTrials } from '../../metric/baselineLeast.ts';
import { type BaselineOutcome, gravestVerdict } from '../../metric/baselineOutcome.ts';
import { judgeBaseline } from '../../metric/judgeBaseline.ts';
import { baselineChecks } from '../../report/baseline/baselineChecks.ts';
import { renderBaselineConsole, renderBaselineTsv } from '../../report/baseline/consoleText.ts';
import { readSideTable } from '../../report/compare/readSide.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { printError } from '../printError.ts';
import type { RunEnd } from '../runEnd.ts';
import { screen } from '../screen.ts';
import { type KeepOptions, keepRun } from './keepRun.ts';
import type { BaselinePlan } from './planBaseline.ts';
import { isWhole, type WholeEnd } from './wholeEnd.ts';

export interface ApplyOptions extends KeepOptions {
  readonly isVerbose: boolean;
}

/**
 * Holds a run against its baseline, or keeps it there, and prints what came of it.
 *
 * @returns the run's end with what the baseline says of it
 */
export async function applyBaseline(
  plan: BaselinePlan,
  loaded: LoadedScenario,
  end: RunEnd,
  options: ApplyOptions,
): Promise<RunEnd> {
  try {
    if (plan.isUpdated) return await keepRun(plan.file, loaded, end, options);
    return await judge(plan.before as Baseline, loaded, end, options);
  } catch (error) {
    const { file } = plan;
    const { name } = loaded.scenario;
    const check = {
      kind: 'baseline',
      name,
      verdict: 'inconclusive',
      detail: messageOf(error),
      file,
      line: null,
    } as const;
    return { ...end, baseline: { code: printError(error), checks: [check] } };
  }
}

async function judge(
  baseline: Baseline,
  { scenario, hash }: LoadedScenario,
  end: RunEnd,
  { dir, isQuiet, isVerbose }: ApplyOptions,
): Promise<RunEnd> {
  const kept = baseline.scenarios.get(scenario.name);
  const lack =
    kept === undefined
      ? missing(baseline, scenario.name)
      : isWhole(end)
        ? null
        : 'the run did not come to its end, so there is nothing to hold against the baseline';
  const judged =
    kept !== undefined && isWhole(end) ? judgeBaseline(kept, await runOf(end, dir, kept), baseline.level) : [];
  const outcome: BaselineOutcome = {
    ...{ file: baseline.file, scenario: scenario.name, line: kept?.line ?? null, level: baseline.level },
    ...{ verdict: gravestVerdict(judged), figures: judged, trials: scenario.trials },
    lack:
      lack ??
      (judged.length === 0
        ? 'the baseline names no figures of this scenario; --update-baseline takes the usual ones'
        : null),
    least: leastTrials(judged.length, scenario.trials, baseline.level),
    isSameScenario: kept?.scenarioHash === hash,
    isSameResult: kept?.resultHash === end.record?.resultHash,
  };
  if (!isQuiet) print(outcome, isVerbose);
  return { ...end, baseline: { code: CODES[outcome.verdict], checks: baselineChecks(outcome) } };
}

const CODES = {
  pass: ExitCode.pass,
  fail: ExitCode.thresholdFailed,
  inconclusive: ExitCode.inconclusive,
} as const;

async function runOf({ record }: WholeEnd, dir: string, { figures }: KeptScenario) {
  const names = figures.map(({ name }) => name);
  return { table: await readSideTable(dir, names), metrics: record.metrics };
}

function missing({ file, scenarios }: Baseline, name: string): string {
  const near = nearestNames(name, scenarios.keys());
  const hint = near.length > 0 ? ` (it has ${near.join(', ')})` : '';
  return `there is no baseline of ${name} in ${file}${hint}; --update-baseline adds it`;
}

function print(outcome: BaselineOutcome, isVerbose: boolean): void {
  process.stdout.write(`\n${renderBaselineConsole(outcome, screen())}\n`);
  if (isVerbose && outcome.figures.length > 0) process.stdout.write(`\n${renderBaselineTsv(outcome)}`);
}
