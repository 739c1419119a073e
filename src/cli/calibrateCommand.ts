import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { ExitCode, UsageError } from '../core/errors.ts';
import { nearestNames } from '../core/nearestNames.ts';
import type { CalibrationPlan } from '../metric/calibrationRecord.ts';
import { formatDuration, plainText, plural } from '../report/format.ts';
import { type LoadedSuite, loadSuite } from '../scenario/suite/loadSuite.ts';
import { breakwaterVersion } from '../sim/versions.ts';
import { type ChildRun, type EndedRun, runChildren } from './childRuns.ts';
import { once, several, wholeNumber } from './flags.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { makeOutputFolder } from './outputFolder.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface CalibrateFlags {
  readonly out?: unknown;
  readonly jobs?: unknown;
  readonly only?: unknown;
  readonly quiet?: boolean;
}

/** The suite that ships. */
const DEFAULT_SUITE = 'scenarios/calibration';
const DEFAULT_OUT = 'reports/calibration';

/**
 * `breakwater calibrate [suite]`: runs what the suite's figures are taken from, each in a process of its own, and builds
 * one page of the model against what is documented.
 *
 * @param place the suite's file, or its folder
 * @throws UsageError for a bad flag, suite, scenario or output folder
 */
export async function calibrateCommand(place: string | number | undefined, flags: CalibrateFlags): Promise<ExitCode> {
  const jobs = wholeNumber('--jobs', once('--jobs', flags.jobs), 1) ?? availableParallelism();
  const dir = once('--out', flags.out) ?? DEFAULT_OUT;
  const { plan, scenarios } = onlyCases(loadSuite(String(place ?? DEFAULT_SUITE)), several(flags.only));
  makeOutputFolder(dir);
  const runs = childRuns(plan, scenarios, dir);
  const isQuiet = flags.quiet === true;
  const say = (line: string): void => {
    if (!isQuiet) process.stderr.write(`${line}\n`);
  };

  const interrupt = stopOnInterrupt();
  let ended: readonly EndedRun[];
  try {
    say(`${plural(runs.length, 'run')} of ${plan.file}, ${jobs} at once`);
    const clock = new Clock();
    ended = await runChildren(runs, {
      ...{ jobs, signal: interrupt.signal },
      onEnd: (end, done) => say(progressLine(end, `${done}/${runs.length}`, clock.elapsed())),
    });
    const stray = interrupt.stray();
    if (stray !== undefined) throw stray.error;
    if (interrupt.signal.aborted) {
      process.stderr.write(`Interrupted; runs that were done are in ${join(dir, 'runs')}, no page is built\n`);
      return ExitCode.interrupted;
    }
  } finally {
    interrupt.release();
  }
  return report(plan, { dir, ended, isQuiet });
}

/** @throws UsageError for a case that is not in the suite */
function onlyCases({ plan, scenarios }: LoadedSuite, only: readonly string[]): LoadedSuite {
  if (only.length === 0) return { plan, scenarios };
  const names = plan.cases.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    const near = nearestNames(name, names, 1);
    throw new UsageError(`The suite has no case ${name}`, {
      facts: { suite: plan.file },
      remedy: `name one of ${names.join(', ')}${near.length > 0 ? `; did you mean ${near[0]}?` : ''}`,
    });
  }
  const cases = plan.cases.filter(({ name }) => only.includes(name));
  const used = new Set(cases.flatMap(({ figures }) => figures.map(({ run }) => run)));
  return { plan: { ...plan, cases, runs: plan.runs.filter(({ name }) => used.has(name)) }, scenarios };
}

/** Folder of a run's record below the calibration's. */
function recordFolder(name: string, seed: number): string {
  return `runs/${name}-${seed}`;
}

function childRuns({ runs }: CalibrationPlan, scenarios: LoadedSuite['scenarios'], dir: string): ChildRun[] {
  return runs.flatMap(({ name, set, seeds }) =>
    seeds.map((seed) => ({
      name,
      scenario: scenarios.get(name)?.path as string,
      set,
      seed,
      out: join(dir, recordFolder(name, seed)),
    })),
  );
}

function progressLine({ run, failure }: EndedRun, count: string, elapsed: string): string {
  const state = failure === '' ? 'done' : `failed: ${failure.replaceAll('\n', '\n  ')}`;
  return `[${count}] ${run.name}, seed ${run.seed}: ${state} (${elapsed})`;
}

interface ReportOptions {
  readonly dir: string;
  readonly ended: readonly EndedRun[];
  readonly isQuiet: boolean;
}

async function report(plan: CalibrationPlan, { dir, ended, isQuiet }: ReportOptions): Promise<ExitCode> {
  const { buildCalibration } = await import('../report/calibration/buildCalibration.ts');
  const { renderCalibrationConsole } = await import('../report/calibration/calibrationConsole.ts');
  const { renderCalibrationTsv } = await import('../report/calibration/calibrationTsv.ts');
  const outcomes = ended.map(({ run: { name, seed }, failure }) => ({
    ...{ run: name, seed, dir: recordFolder(name, seed) },
    failure: failure.split('\n')[0] ?? '',
  }));
  const record = await buildCalibration(plan, { dir, outcomes, breakwater: breakwaterVersion() });
  // A program reads lines of values, a person a table.
  const isScreen = process.stdout.isTTY === true && !isQuiet;
  const text = `${renderCalibrationConsole(record, { color: pc.isColorSupported })}\n`;
  process.stdout.write(isScreen ? text : renderCalibrationTsv(record));
  if (!isQuiet) process.stderr.write(`Report  ${join(dir, 'index.html')}\n`);
  const isWhole = record.runs.every(({ bySeed }) => bySeed.every(({ failure }) => failure === ''));
  return isWhole ? ExitCode.pass : ExitCode.internal;
}

/** Time for display alone. */
class Clock {
  readonly #start = performance.now();

  elapsed(): string {
    return plainText(formatDuration((performance.now() - this.#start) / 1000));
  }
}
