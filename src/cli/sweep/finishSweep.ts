import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BreakwaterError } from '../../core/errors.ts';
import type { EnsemblePlan, EnsembleSetting } from '../../metric/ensembleRecord.ts';
import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { trialTable } from '../../metric/trialTable.ts';
import { writeEnsembleRecord } from '../../report/ensemble/writeEnsemble.ts';
import { renderSweepConsole } from '../../report/sweep/consoleText.ts';
import { pointPath, type SweepFolder } from '../../report/sweep/sweepFolder.ts';
import { writeSweepRecord } from '../../report/sweep/writeSweep.ts';
import type { LoadedSweep, SweepPoint } from '../../scenario/sweepPoints.ts';
import { ensembleRecord } from '../../sim/ensemble/ensembleRecord.ts';
import { slimTable, withEvents } from '../../sim/sweep/pointTable.ts';
import type { SweptFigure } from '../../sim/sweep/sweepFigures.ts';
import { type PointOutcome, sweepRecord } from '../../sim/sweep/sweepRecord.ts';
import { screen } from '../screen.ts';
import type { PlannedSweep } from './planSweep.ts';

export interface FinishParts {
  readonly folder: SweepFolder;
  readonly sweep: LoadedSweep;
  readonly planned: PlannedSweep;
  readonly figures: readonly SweptFigure[];
  readonly isQuiet: boolean;
}

/**
 * Adds up the trials of all points: the record of each, that of the sweep, what is printed, and the report, in this order.
 *
 * @throws BreakwaterError if no trial of any point got as far as its first tick, or a file can't be written
 */
export async function finishSweep(parts: FinishParts): Promise<SweepRecord> {
  const { folder, sweep, planned, figures, isQuiet } = parts;
  const settings: EnsembleSetting[] = [];
  const outcomes = sweep.points.map((point, index): PointOutcome => {
    const plan = planned.points[index] as EnsemblePlan;
    const { outcome, setting } = outcomeOf(folder, point, { plan, figures });
    if (setting !== undefined) settings.push(setting);
    return outcome;
  });
  const [setting] = settings;
  if (setting === undefined) throw noneOpened(outcomes);
  const { reproduce } = planned.plan;
  const versions = (planned.points[0] as EnsemblePlan).versions;
  const record = sweepRecord({ sweep, figures, outcomes, setting, versions, reproduce });
  // None of an older report stays beside a new record.
  for (const name of ['index.html', 'summary.md']) rmSync(join(folder.dir, name), { force: true });
  writeSweepRecord(folder.dir, record);
  if (!isQuiet) print(record, folder.dir);
  try {
    const { buildSweepReport } = await import('../../report/sweep/buildSweepReport.ts');
    buildSweepReport(folder.dir);
  } catch (cause) {
    process.stderr.write(`The record is kept; build its report with: npx breakwater report ${folder.dir}\n`);
    throw cause;
  }
  return record;
}

function outcomeOf(
  sweepFolder: SweepFolder,
  point: SweepPoint,
  { plan, figures }: { readonly plan: EnsemblePlan; readonly figures: readonly SweptFigure[] },
): { outcome: PointOutcome; setting: EnsembleSetting | undefined } {
  const folder = sweepFolder.point(point.index);
  const statistics = figures.map(({ statistic }) => statistic);
  const done = folder.done();
  const setting = folder.readSetting();
  const table = trialTable(withEvents(folder.readTrials(done), statistics), done.length);
  const record = setting === undefined ? undefined : ensembleRecord({ plan, setting, table, stopped: undefined });
  if (record !== undefined) writeEnsembleRecord(folder.dir, record, table);
  const outcome = { point, folder: pointPath(point.index), plan, record, table: slimTable(table, statistics) };
  return { outcome, setting };
}

function print(record: SweepRecord, dir: string): void {
  process.stdout.write(`${renderSweepConsole(record, { ...screen(), path: join(dir, 'index.html') })}\n`);
}

function noneOpened(outcomes: readonly PointOutcome[]): BreakwaterError {
  const failures = outcomes.flatMap(({ table }) => table.records.flatMap(({ failure }) => failure ?? []));
  const [first] = failures;
  return new BreakwaterError('No trial of any design point got as far as its first tick', {
    facts: { trials: failures.length, stage: first?.stage, message: first?.message, replay: first?.replay },
  });
}
