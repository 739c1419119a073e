import { join } from 'node:path';
import { ExitCode, UsageError } from '../core/errors.ts';
import { buildReport } from '../report/buildReport.ts';
import { isEnsembleFolder } from '../report/ensemble/readEnsemble.ts';
import { TABLE_FILE } from '../report/ensemble/writeEnsemble.ts';
import { readRunRecord } from '../report/readRecord.ts';
import { isSweepFolder } from '../report/sweep/readSweep.ts';
import { POINTS_FILE } from '../report/sweep/writeSweep.ts';
import { renderTsv } from '../report/tsv.ts';

export interface ReportFlags {
  readonly tsv?: boolean;
}

/**
 * `breakwater report <dir>`.
 *
 * @param folder a number if its name looks like one
 * @throws UsageError if the folder holds no record, BreakwaterError if the report can't be written
 */
export async function reportCommand(folder: string | number, { tsv }: ReportFlags): Promise<ExitCode> {
  const dir = String(folder);
  if (isEnsembleFolder(dir)) {
    if (tsv === true) {
      throw new UsageError('--tsv is for single runs', {
        facts: { folder: dir },
        remedy: `query ${join(dir, TABLE_FILE)}: it has every aggregate of every trial`,
      });
    }
    const { buildEnsembleReport } = await import('../report/ensemble/buildEnsembleReport.ts');
    await buildEnsembleReport(dir);
    process.stdout.write(`${join(dir, 'index.html')}\n`);
    return ExitCode.pass;
  }
  if (isSweepFolder(dir)) {
    if (tsv === true) {
      throw new UsageError('--tsv is for single runs', {
        facts: { folder: dir },
        remedy: `read ${join(dir, POINTS_FILE)}: it has every figure of every design point`,
      });
    }
    const { buildSweepReport } = await import('../report/sweep/buildSweepReport.ts');
    buildSweepReport(dir);
    process.stdout.write(`${join(dir, 'index.html')}\n`);
    return ExitCode.pass;
  }
  if (tsv === true) {
    process.stdout.write(renderTsv(readRunRecord(dir)));
    return ExitCode.pass;
  }
  await buildReport(dir);
  process.stdout.write(`${join(dir, 'index.html')}\n`);
  return ExitCode.pass;
}
