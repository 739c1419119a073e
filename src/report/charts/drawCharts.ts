import type { Chart, ChartInput, ChartSpec } from './chart.ts';
import { CHARTS } from './index.ts';

/** A chart of the report with its spec; null where there is nothing to show, for the chart's own reason. */
export interface DrawnChart {
  readonly chart: Chart;
  readonly spec: ChartSpec | null;
}

/** All charts of one trial, in the order of the report; without a trial's series none is drawn. */
export function drawCharts(input: ChartInput | null): DrawnChart[] {
  return CHARTS.map((chart) => ({ chart, spec: input === null ? null : chart.draw(input) }));
}
