import { join } from 'node:path';
import { ExitCode } from '../core/errors.ts';
import { buildReport } from '../report/buildReport.ts';
import { readRunRecord } from '../report/readRecord.ts';
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
  if (tsv === true) {
    process.stdout.write(renderTsv(readRunRecord(dir)));
    return ExitCode.pass;
  }
  await buildReport(dir);
  process.stdout.write(`${join(dir, 'index.html')}\n`);
  return ExitCode.pass;
}
