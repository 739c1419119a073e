import { join } from 'node:path';
import type { CalibrationPlan, CalibrationRecord } from '../../metric/calibrationRecord.ts';
import { writeFile } from '../writeFile.ts';
import { type CalibrationSources, calibrationOf } from './calibrationOf.ts';
import { renderCalibrationPage } from './calibrationPage.ts';
import { renderCalibrationSummary } from './calibrationSummary.ts';

/**
 * Writes `calibration.json`, `summary.md` and `index.html` from the suite and the runs' records on disk.
 *
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export async function buildCalibration(plan: CalibrationPlan, sources: CalibrationSources): Promise<CalibrationRecord> {
  const record = await calibrationOf(plan, sources);
  const { dir } = sources;
  writeFile(join(dir, 'calibration.json'), `${JSON.stringify(record, null, 2)}\n`);
  writeFile(join(dir, 'summary.md'), renderCalibrationSummary(record));
  writeFile(join(dir, 'index.html'), renderCalibrationPage(record));
  return record;
}
