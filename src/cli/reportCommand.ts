import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, UsageError } from '../core/errors.ts';
import { COMPARE_FILE } from '../metric/compareRecord.ts';
import { isEnsembleFolder } from '../report/ensemble/readEnsemble.ts';
import { TABLE_FILE } from '../report/ensemble/writeEnsemble.ts';
import { isSweepFolder } from '../report/sweep/readSweep.ts';
import { POINTS_FILE } from '../report/sweep/writeSweep.ts';

export interface ReportFlags {
  readonly tsv?: boolean;
}

/** What can be made of a folder's record. */
interface Reporter {
  readonly build: (dir: string) => void | Promise<void>;
  readonly tsv: (dir: string) => string;
}

/**
 * `breakwater report <dir>`: builds the report of a run, an ensemble, a sweep or a comparison anew, from its record alone.
 *
 * @param folder a number if its name looks like one
 * @throws UsageError if the folder holds no record, BreakwaterError if the report can't be written
 */
export async function reportCommand(folder: string | number, { tsv }: ReportFlags): Promise<ExitCode> {
  const dir = String(folder);
  const reporter = await reporterOf(dir);
  if (tsv === true) {
    process.stdout.write(reporter.tsv(dir));
    return ExitCode.pass;
  }
  await reporter.build(dir);
  process.stdout.write(`${join(dir, 'index.html')}\n`);
  return ExitCode.pass;
}

/** Each kind's code is loaded when it is needed. */
async function reporterOf(dir: string): Promise<Reporter> {
  if (isEnsembleFolder(dir)) {
    const { buildEnsembleReport } = await import('../report/ensemble/buildEnsembleReport.ts');
    return { build: buildEnsembleReport, tsv: lookInstead(TABLE_FILE, 'every aggregate of every trial') };
  }
  if (isSweepFolder(dir)) {
    const { buildSweepReport } = await import('../report/sweep/buildSweepReport.ts');
    return { build: buildSweepReport, tsv: lookInstead(POINTS_FILE, 'every figure of every design point') };
  }
  if (existsSync(join(dir, COMPARE_FILE))) {
    const { buildCompareReport } = await import('../report/compare/buildCompareReport.ts');
    const { readCompareRecord } = await import('../report/compare/compareFile.ts');
    const { renderCompareTsv } = await import('../report/compare/consoleText.ts');
    return { build: buildCompareReport, tsv: () => renderCompareTsv(readCompareRecord(dir)) };
  }
  const { buildReport } = await import('../report/buildReport.ts');
  const { readRunRecord } = await import('../report/readRecord.ts');
  const { renderTsv } = await import('../report/tsv.ts');
  return { build: buildReport, tsv: () => renderTsv(readRunRecord(dir)) };
}

/** Of what has a table of its own already. */
function lookInstead(file: string, content: string): (dir: string) => never {
  return (dir) => {
    throw new UsageError('--tsv is for single runs and comparisons', {
      facts: { folder: dir },
      remedy: `read ${join(dir, file)}: it has ${content}`,
    });
  };
}
