import { join } from 'node:path';
import { withLightColours } from '../charts/theme.ts';
import { writeFile } from '../writeFile.ts';
import { readCompareRecord } from './compareFile.ts';
import { renderCompareSummary } from './compareSummary.ts';
import { forestChart } from './forestChart.ts';
import { headlineFigure, pairsChart } from './pairsChart.ts';
import { renderCompareHtml } from './renderCompareHtml.ts';

/**
 * Builds `index.html`, `summary.md` and `charts/*.vl.json` from `compare.json` and from nothing else: the same record gives
 * the same bytes.
 *
 * @throws UsageError if the record can't be read
 * @throws BreakwaterError if the report can't be written
 */
export function buildCompareReport(dir: string): void {
  const record = readCompareRecord(dir);
  const headline = headlineFigure(record);
  const charts = [forestChart(record), ...(headline === undefined ? [] : [pairsChart(headline)])];
  for (const { chart, spec } of charts) {
    if (spec === null) continue;
    writeFile(join(dir, 'charts', `${chart.id}.vl.json`), `${JSON.stringify(withLightColours(spec), null, 1)}\n`);
  }
  writeFile(join(dir, 'summary.md'), renderCompareSummary(record));
  writeFile(join(dir, 'index.html'), renderCompareHtml(record, charts));
}
