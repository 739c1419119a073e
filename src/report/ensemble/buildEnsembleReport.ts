import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DistributionRecord } from '../../metric/ensembleRecord.ts';
import { withLightColours } from '../charts/theme.ts';
import { writeFile } from '../writeFile.ts';
import { distributionChart } from './distributionChart.ts';
import { readEnsembleRecord, readTrialColumns } from './readEnsemble.ts';
import { renderEnsembleHtml } from './renderEnsembleHtml.ts';
import { renderEnsembleSummary } from './summaryText.ts';

/**
 * Builds `index.html`, `summary.md` and `charts/*.vl.json` from the record and the table of trials of an ensemble, and from
 * nothing else: the same record gives the same bytes.
 *
 * @throws UsageError if the record or the table can't be read
 * @throws BreakwaterError if the report can't be written
 */
export async function buildEnsembleReport(dir: string): Promise<void> {
  const record = readEnsembleRecord(dir);
  const nameOf = ({ metric, aggregate }: DistributionRecord) => `${metric}.${aggregate}`;
  const columns = await readTrialColumns(dir, record.distributions.map(nameOf));
  const charts = record.distributions.map((each) => distributionChart(each, columns.get(nameOf(each)) ?? []));
  removeCharts(join(dir, 'charts'));
  for (const { chart, spec } of charts) {
    if (spec === null) continue;
    writeFile(join(dir, 'charts', `${chart.id}.vl.json`), `${JSON.stringify(withLightColours(spec), null, 1)}\n`);
  }
  writeFile(join(dir, 'summary.md'), renderEnsembleSummary(record));
  writeFile(join(dir, 'index.html'), renderEnsembleHtml(record, charts));
}

/** None of an older report's stays. */
function removeCharts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (name.endsWith('.vl.json')) rmSync(join(folder, name), { force: true });
}
