import { join } from 'node:path';
import type { RunRecord, TrialSeries } from '../metric/runRecord.ts';
import type { ChartInput } from './charts/chart.ts';
import { drawCharts } from './charts/drawCharts.ts';
import { withLightColours } from './charts/theme.ts';
import { renderHtml } from './html/renderHtml.ts';
import { readRunRecord } from './readRecord.ts';
import { hasTrialSeries, readTrialSeries } from './readSeries.ts';
import { renderSummary } from './summary.ts';
import { writeFile } from './writeFile.ts';

/**
 * Builds `index.html`, `summary.md` and `charts/*.vl.json` from the record in a run directory, and from nothing else:
 * the same record gives the same bytes.
 *
 * @param dir run directory
 * @throws UsageError if there is no readable record, or a completed trial's series are missing
 * @throws BreakwaterError if the report can't be written
 */
export async function buildReport(dir: string): Promise<void> {
  const record = readRunRecord(dir);
  const input = await firstTrial(dir, record);
  const charts = drawCharts(input);
  for (const { chart, spec } of charts) {
    if (spec === null) continue;
    writeFile(join(dir, 'charts', `${chart.id}.vl.json`), `${JSON.stringify(withLightColours(spec), null, 1)}\n`);
  }
  writeFile(join(dir, 'summary.md'), renderSummary(record));
  writeFile(join(dir, 'index.html'), renderHtml(record, seriesOf(input), charts));
}

/** The trial that the charts show: the first with series. A trial that broke off early may have left none. */
async function firstTrial(dir: string, record: RunRecord): Promise<ChartInput | null> {
  for (const trial of record.trials) {
    if (trial.status !== 'completed' && !hasTrialSeries(dir, trial.index)) continue;
    return { record, trial, series: await readTrialSeries(dir, trial.index) };
  }
  return null;
}

function seriesOf(input: ChartInput | null): TrialSeries[] {
  return input === null ? [] : [input.series];
}
