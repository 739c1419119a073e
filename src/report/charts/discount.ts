import { formatTime, plainText } from '../format.ts';
import { CHART_POINTS } from '../thin.ts';
import { type Chart, type ChartInput, type ChartSpec, column, extremeRow, rounded, VEGA_LITE_SCHEMA } from './chart.ts';
import { ZERO_LABEL } from './lineChart.ts';
import { CHART_CONFIG, colour } from './theme.ts';
import { TIME_LABEL, TIME_TOOLTIP, timeSpan } from './timeAxis.ts';

const PHASES = 4;

function draw(input: ChartInput): ChartSpec | null {
  const discount = column(input, 'backstop.discount');
  const share = column(input, 'backstop.inventoryShare');
  if (discount === undefined || share === undefined) return null;
  const { time } = input.series.samples;
  const offered: number[] = [];
  for (let row = 0; row < share.length; row++)
    if ((share[row] ?? 0) > 0 && (discount[row] ?? -1) >= 0) offered.push(row);
  if (offered.length === 0) return null;
  const [from, to] = timeSpan(input).map((at) => at / 1000) as [number, number];
  const edges = Array.from({ length: PHASES + 1 }, (_, i) => from + ((to - from) * i) / PHASES);
  const clock = (at: number | undefined) =>
    plainText(formatTime(at ?? null))
      .replace(/ \d{4} /, ' ')
      .replace(' UTC', '');
  const labels = Array.from({ length: PHASES }, (_, i) => `from ${clock(edges[i])}`);
  const rows = spread(offered, [share, discount]).map((row) => {
    const at = time[row] ?? from;
    const phase = Math.min(PHASES - 1, Math.floor((PHASES * (at - from)) / Math.max(1, to - from)));
    return { time: at * 1000, share: rounded(share[row]), discount: rounded(discount[row]), phase: labels[phase] };
  });
  const top = share[extremeRow(share, 'max')] ?? 0;
  const most = discount[extremeRow(discount, 'max')] ?? 0;
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Discount against imbalance',
    description: `Scatter plot: discount offered to buyers against the collateral share of the backstop, in four spans of time. Largest share ${(100 * top).toFixed(1)} %, largest discount ${(100 * most).toFixed(2)} %.`,
    width: 'container',
    height: 280,
    config: CHART_CONFIG,
    data: { name: 'quotes', values: rows },
    transform: [TIME_LABEL],
    params: [{ name: 'phase', select: { type: 'point', fields: ['phase'] }, bind: 'legend' }],
    mark: { type: 'point', size: 26, strokeWidth: 1.25 },
    encoding: {
      x: {
        field: 'share',
        type: 'quantitative',
        title: 'Collateral share of the backstop, at the oracle price',
        axis: { format: '~%', tickCount: { expr: 'max(3, floor(width / 80))' }, titleAnchor: 'end' },
      },
      y: {
        field: 'discount',
        type: 'quantitative',
        title: 'Discount to the oracle price',
        axis: { format: '~%', labelExpr: ZERO_LABEL },
      },
      color: {
        field: 'phase',
        type: 'nominal',
        sort: null,
        scale: { domain: labels, range: (['blue', 'orange', 'red', 'purple'] as const).map(colour) },
        legend: { symbolSize: 70, symbolStrokeWidth: 1.5, columns: { expr: 'width < 520 ? 2 : 4' } },
      },
      shape: {
        field: 'phase',
        type: 'nominal',
        scale: { domain: labels, range: ['circle', 'square', 'triangle-up', 'cross'] },
      },
      opacity: { condition: { param: 'phase', value: 0.75 }, value: 0.06 },
      tooltip: [
        TIME_TOOLTIP,
        { field: 'share', type: 'quantitative', title: 'Collateral share', format: '.1%' },
        { field: 'discount', type: 'quantitative', title: 'Discount', format: '.2%' },
      ],
    },
  };
}

/** Rows spread evenly over time, with the extremes of each column kept. */
function spread(rows: readonly number[], columns: readonly Float64Array[]): number[] {
  const stride = Math.max(1, Math.ceil(rows.length / (CHART_POINTS - 2 * columns.length)));
  const kept = new Set(rows.filter((_, i) => i % stride === 0));
  for (const values of columns) {
    for (const which of ['min', 'max'] as const) {
      const row =
        rows[
          extremeRow(
            rows.map((at) => values[at] ?? Number.NaN),
            which,
          )
        ];
      if (row !== undefined) kept.add(row);
    }
  }
  return [...kept].sort((a, b) => a - b);
}

export const discountChart: Chart = {
  id: 'discount',
  title: 'Discount against imbalance',
  caption:
    'Each point is one quote: the further right, the more collateral waits to be sold; the higher, the more buyers are paid to take it. Choose a span in the legend to single it out.',
  timed: false,
  draw,
  absent: 'there is no backstop, or it never held collateral for sale',
};
