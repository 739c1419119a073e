import { ExitCode } from '../../core/errors.ts';
import type { KeptScenario } from '../../metric/baseline.ts';
import { leastTrials } from '../../metric/baselineLeast.ts';
import { baselineMoves } from '../../metric/baselineMoves.ts';
import { movesText } from '../../report/baseline/movesText.ts';
import { readSideTable } from '../../report/compare/readSide.ts';
import { writeFile } from '../../report/writeFile.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { RunEnd } from '../runEnd.ts';
import { baselineText, parseBaseline } from './readBaseline.ts';
import { figuresToKeep, updateBaseline } from './updateBaseline.ts';
import { isWhole, type WholeEnd } from './wholeEnd.ts';

export interface KeepOptions {
  /** Folder of the run's record. */
  readonly dir: string;
  readonly isQuiet: boolean;
}

/**
 * Keeps a run in a baseline file, and prints what that changed. Only what is whole is kept: a run in which nothing broke and no
 * trial is missing. Whether its thresholds hold is another matter, which is told.
 *
 * @returns the run's end with what came of it
 * @throws UsageError if the file has become invalid since the run began
 */
export async function keepRun(
  file: string,
  loaded: LoadedScenario,
  end: RunEnd,
  { dir, isQuiet }: KeepOptions,
): Promise<RunEnd> {
  const { name, seed } = loaded.scenario;
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
  const was = before === undefined ? undefined : parseBaseline(file, before).scenarios.get(name);
  const { record } = end;
  const { columns } = await readSideTable(dir, figuresToKeep(before, name));
  const trials = record.trials.length;
  const { text, figures, dropped } = updateBaseline(before, {
    ...{ scenario: name, scenarioHash: loaded.hash, resultHash: record.resultHash, seed, trials },
    ...{ overrides: loaded.overrides, metrics: record.metrics, columns },
  });
  // What was written must be what will be read.
  const { level, scenarios } = parseBaseline(file, text);
  writeFile(file, text);
  warn(file, name, record);
  if (dropped.length > 0) process.stderr.write(`${file} leaves out what is not measured: ${dropped.join(', ')}\n`);
  const least = leastTrials(figures.length, trials, level);
  if (trials < least) {
    process.stderr.write(
      `${trials} trials can show nothing worse over ${figures.length} figures: take at least ${least}, or 1, which is judged as it is\n`,
    );
  }
  if (!isQuiet) {
    const moves = baselineMoves(was, scenarios.get(name) as KeptScenario);
    const state = before === text ? 'is as it was' : `keeps ${name}: ${movesText(moves, figures.length)}`;
    process.stdout.write(`\nBaseline ${file} ${state}\n`);
  }
  return { ...end, baseline: { code: ExitCode.pass, checks: [] } };
}

/** Later runs are held against these figures, so whoever commits them must know, with --quiet too. */
function warn(file: string, name: string, { thresholds }: WholeEnd['record']): void {
  const lines = thresholds.flatMap(({ text, verdict }) => {
    if (verdict === 'pass') return [];
    return [`  ${verdict === 'fail' ? 'failed' : 'inconclusive'}: ${text}\n`];
  });
  if (lines.length === 0) return;
  process.stderr.write(
    `Warning: ${file} now holds the figures of a run of ${name} whose thresholds do not all hold:\n${lines.join('')}`,
  );
}
