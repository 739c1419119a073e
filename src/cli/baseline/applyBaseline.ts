import pc from 'picocolors';
import { ExitCode, messageOf } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import type { Baseline, KeptScenario } from '../../metric/baseline.ts';
import { type BaselineOutcome, gravestVerdict } from '../../metric/baselineOutcome.ts';
import { leastPairs } from '../../metric/compareFigures.ts';
import { judgeBaseline } from '../../metric/judgeBaseline.ts';
import { baselineChecks } from '../../report/baseline/baselineChecks.ts';
import { renderBaselineConsole, renderBaselineTsv } from '../../report/baseline/consoleText.ts';
import { readSideTable } from '../../report/compare/readSide.ts';
import { writeFile } from '../../report/writeFile.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { printError } from '../printError.ts';
import type { RunEnd } from '../runEnd.ts';
import type { BaselinePlan } from './planBaseline.ts';
import { baselineText, parseBaseline } from './readBaseline.ts';
import { figuresToKeep, updateBaseline } from './updateBaseline.ts';

export interface ApplyOptions {
  /** Folder of the run's record. */
  readonly dir: string;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
}

/** A run's end that left a whole record. */
interface WholeEnd extends RunEnd {
  readonly record: NonNullable<RunEnd['record']>;
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
    if (plan.isUpdated) return await keep(plan.file, loaded, end, options);
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

/** Whether a run came to its end, whatever its thresholds say of it. */
function isWhole(end: RunEnd): end is WholeEnd {
  const isDone =
    end.code === ExitCode.pass || end.code === ExitCode.thresholdFailed || end.code === ExitCode.inconclusive;
  return isDone && end.record?.status === 'complete' && end.message === undefined;
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

/** A test to one side finds at a level what one to both sides finds at twice of it. */
function leastTrials(figures: number, trials: number, level: number): number {
  return trials === 1 ? 1 : leastPairs(Math.max(1, figures), 2 * level);
}

function missing({ file, scenarios }: Baseline, name: string): string {
  const near = nearestNames(name, scenarios.keys());
  const hint = near.length > 0 ? ` (it has ${near.join(', ')})` : '';
  return `there is no baseline of ${name} in ${file}${hint}; --update-baseline adds it`;
}

function print(outcome: BaselineOutcome, isVerbose: boolean): void {
  const { columns, isTTY } = process.stdout;
  const color = isTTY === true && pc.isColorSupported;
  const text = renderBaselineConsole(outcome, { color, ...(columns ? { width: columns } : {}) });
  process.stdout.write(`\n${text}\n`);
  if (isVerbose && outcome.figures.length > 0) process.stdout.write(`\n${renderBaselineTsv(outcome)}`);
}

/** Only what is whole is kept: a run in which nothing failed and no trial is missing. */
async function keep(
  file: string,
  loaded: LoadedScenario,
  end: RunEnd,
  { dir, isQuiet }: ApplyOptions,
): Promise<RunEnd> {
  const { name } = loaded.scenario;
  const refused = !isWhole(end)
    ? 'the run did not come to its end'
    : end.record.trials.some(({ status }) => status !== 'completed')
      ? 'a trial failed'
      : undefined;
  if (refused !== undefined || !isWhole(end)) {
    process.stderr.write(`${file} is left as it is: ${refused}\n`);
    const detail = `not kept in the baseline: ${refused}`;
    const check = { kind: 'baseline', name, verdict: 'inconclusive', detail, file, line: null } as const;
    return { ...end, baseline: { code: ExitCode.inconclusive, checks: [check] } };
  }
  // As it stands now: somebody may have edited it since the run began.
  const before = baselineText(file);
  if (before !== undefined) parseBaseline(file, before);
  const { record } = end;
  const { columns } = await readSideTable(dir, figuresToKeep(before, name));
  const trials = record.trials.length;
  const { text, figures, dropped } = updateBaseline(before, {
    ...{ scenario: name, scenarioHash: loaded.hash, resultHash: record.resultHash, seed: loaded.scenario.seed, trials },
    ...{ overrides: loaded.overrides, metrics: record.metrics, columns },
  });
  // What was written must be what will be read.
  const level = parseBaseline(file, text).level;
  writeFile(file, text);
  if (dropped.length > 0) process.stderr.write(`${file} leaves out what is not measured: ${dropped.join(', ')}\n`);
  const least = leastTrials(figures.length, trials, level);
  if (trials < least) {
    process.stderr.write(
      `${trials} trials can show nothing worse over ${figures.length} figures: take at least ${least}, or 1, which is judged as it is\n`,
    );
  }
  if (!isQuiet) {
    const state = before === text ? 'is as it was' : `keeps ${name}: ${figures.length} figures`;
    process.stdout.write(`\nBaseline ${file} ${state}\n`);
  }
  return { ...end, baseline: { code: ExitCode.pass, checks: [] } };
}
