import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLightColours } from '../charts/theme.ts';
import { writeFile } from '../writeFile.ts';
import { readSweepRecord } from './readSweep.ts';
import { renderSweepHtml } from './renderSweepHtml.ts';
import { renderSweepSummary } from './summaryText.ts';
import { sweepCharts } from './sweepCharts.ts';

/**
 * Builds `index.html`, `summary.md` and `charts/*.vl.json` from a sweep's record, and from nothing else: the same record
 * gives the same bytes.
 *
 * @throws UsageError if there is no readable record
 * @throws BreakwaterError if the report can't be written
 */
export function buildSweepReport(dir: string): void {
  const record = readSweepRecord(dir);
  const charts = sweepCharts(record);
  removeCharts(join(dir, 'charts'));
  for (const { chart, spec } of [...charts.verdicts, ...charts.figures.flatMap((each) => each.charts)]) {
    if (spec === null) continue;
    writeFile(join(dir, 'charts', `${chart.id}.vl.json`), `${JSON.stringify(withLightColours(spec), null, 1)}\n`);
  }
  writeFile(join(dir, 'summary.md'), renderSweepSummary(record));
  writeFile(join(dir, 'index.html'), renderSweepHtml(record, charts));
}

/** None of an older report's stays. */
function removeCharts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (name.endsWith('.vl.json')) rmSync(join(folder, name), { force: true });
}
