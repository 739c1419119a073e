import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BreakwaterError, ExitCode } from '../../core/errors.ts';
import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import { trialTable } from '../../metric/trialTable.ts';
import { renderEnsembleConsole } from '../../report/ensemble/consoleText.ts';
import type { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import { writeEnsembleRecord } from '../../report/ensemble/writeEnsemble.ts';
import { ensembleRecord } from '../../sim/ensemble/ensembleRecord.ts';
import type { StoppedAt } from '../../sim/ensemble/untilRule.ts';
import { screen } from '../screen.ts';

export interface FinishOptions {
  readonly stopped: StoppedAt | undefined;
  readonly isQuiet: boolean;
}

/**
 * Adds up the trials in a folder: record, table of trials, what is printed, and the report, in this order.
 *
 * @throws BreakwaterError if none got as far as its first tick, or a file can't be written
 */
export async function finishEnsemble(folder: EnsembleFolder, options: FinishOptions): Promise<EnsembleRecord> {
  const plan = folder.readPlan();
  const setting = folder.readSetting();
  const done = folder.done();
  if (plan === undefined || setting === undefined) throw noneOpened(folder, done);
  const table = trialTable(folder.readTrials(done), done.length);
  const { stopped, isQuiet } = options;
  const record = ensembleRecord({ plan, setting, table, stopped });
  // None of an older report stays beside a new record.
  for (const name of ['index.html', 'summary.md']) rmSync(join(folder.dir, name), { force: true });
  writeEnsembleRecord(folder.dir, record, table);
  if (!isQuiet) print(record, folder.dir);
  try {
    const { buildEnsembleReport } = await import('../../report/ensemble/buildEnsembleReport.ts');
    await buildEnsembleReport(folder.dir);
  } catch (cause) {
    process.stderr.write(`The record is kept; build its report with: npx breakwater report ${folder.dir}\n`);
    throw cause;
  }
  return record;
}

/** The exit code of an ensemble that was not interrupted. */
export function exitCodeOf({ verdict, counts }: EnsembleRecord): ExitCode {
  if (counts.completed === 0) return ExitCode.internal;
  if (verdict === 'fail') return ExitCode.thresholdFailed;
  return verdict === 'inconclusive' ? ExitCode.inconclusive : ExitCode.pass;
}

function print(record: EnsembleRecord, dir: string): void {
  process.stdout.write(`${renderEnsembleConsole(record, { ...screen(), path: join(dir, 'index.html') })}\n`);
}

function noneOpened(folder: EnsembleFolder, done: readonly number[]): BreakwaterError {
  const first = done[0] === undefined ? undefined : folder.readTrial(done[0]).record.failure;
  return new BreakwaterError('No trial got as far as its first tick', {
    facts: { trials: done.length, stage: first?.stage, message: first?.message, replay: first?.replay },
    exitCode: first === undefined ? ExitCode.internal : ExitCode.usage,
  });
}
