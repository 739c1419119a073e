import type { SweepRecord } from '../../metric/sweepRecord.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { heatMaps } from './charts/heatMap.ts';
import { pointChart } from './charts/pointChart.ts';
import { tornado } from './charts/tornado.ts';
import { verdictMap } from './charts/verdictMap.ts';

/** Parameters against which each figure of a random design is drawn: those that go with it most. */
const MOST_SCATTERS = 4;

/** Charts of a sweep; those of one figure together. */
export interface SweepCharts {
  /** Where each threshold holds. */
  readonly verdicts: readonly DrawnChart[];
  readonly figures: readonly { readonly charts: readonly DrawnChart[]; readonly isNarrow: boolean }[];
}

/** The charts that fit the design. */
export function sweepCharts(record: SweepRecord): SweepCharts {
  const { design, parameters, figures, thresholds } = record;
  const isGrid = design.kind === 'grid' && parameters.length > 1;
  const isLine = parameters.length === 1 && (design.kind === 'grid' || design.kind === 'list');
  const verdicts =
    isGrid && parameters.length === 2 ? thresholds.map((_, threshold) => verdictMap(record, threshold)) : [];
  const each = figures.map((_, figure) => {
    if (design.kind === 'one-at-a-time') return { charts: [tornado(record, figure)], isNarrow: false };
    if (isGrid) return { charts: heatMaps(record, figure), isNarrow: false };
    const charts = strongest(record, figure).map((parameter) => pointChart(record, { figure, parameter, isLine }));
    return { charts, isNarrow: charts.length > 1 };
  });
  return { verdicts, figures: each };
}

function strongest({ parameters, correlations }: SweepRecord, figure: number): number[] {
  const size = (parameter: number) =>
    Math.abs(correlations.find((each) => each.figure === figure && each.parameter === parameter)?.estimate ?? 0);
  return parameters
    .map((_, parameter) => parameter)
    .toSorted((a, b) => size(b) - size(a) || a - b)
    .slice(0, MOST_SCATTERS);
}
