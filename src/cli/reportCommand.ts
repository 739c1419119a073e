import { join } from 'node:path';
import { ExitCode } from '../core/errors.ts';
import { buildReport } from '../report/buildReport.ts';
import { readRunRecord } from '../report/readRecord.ts';
import { renderTsv } from '../report/tsv.ts';

/** `breakwater report <dir>`. @throws UsageError if the folder holds no record */
export async function reportCommand(dir: string, { tsv }: { tsv?: boolean }): Promise<ExitCode> {
  if (tsv === true) {
    process.stdout.write(renderTsv(readRunRecord(dir)));
    return ExitCode.pass;
  }
  await buildReport(dir);
  process.stdout.write(`${join(dir, 'index.html')}\n`);
  return ExitCode.pass;
}
