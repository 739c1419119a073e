import type { DistributionRecord } from '../../metric/ensembleRecord.ts';
import { type Chart, type ChartSpec, rounded, VEGA_LITE_SCHEMA } from '../charts/chart.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { ZERO_LABEL } from '../charts/lineChart.ts';
import { CHART_CONFIG, colour } from '../charts/theme.ts';
import { formatValue, plainText } from '../format.ts';
import { figureTitle } from './ensembleText.ts';

const BINS = 40;
/** Share of a bin's width that stays free, so that bars can be told apart. */
const GAP = 0.06;
/** Room above the tallest bar for the labels. */
const HEADROOM = 1.25;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly trials: number;
  /** Where its bar begins and ends: one part of a bin stands on the other. */
  readonly bottom: number;
  readonly top: number;
  readonly part: typeof TAIL | typeof REST;
}

const TAIL = 'Beyond VaR';
const REST = 'Other trials';

/**
 * How a figure is spread over trials: a histogram with VaR and ES at the bad end.
 *
 * @param values of the trials, finite
 */
export function distributionChart(distribution: DistributionRecord, values: readonly number[]): DrawnChart {
  const { metric, aggregate, tail } = distribution;
  const title = figureTitle(distribution);
  const chart: Chart = {
    id: `distribution-${`${metric}-${aggregate}`.replaceAll('.', '-')}`,
    title,
    caption: `Trials by ${metric}.${aggregate}. VaR is the value that at most 5 % of trials are ${tail === 'high' ? 'above' : 'below'}, ES the mean of the worst 5 %; the band behind it is its 95 % interval.`,
    timed: false,
    draw: () => draw(distribution, values),
    absent:
      values.length === 0
        ? 'no trial has a value'
        : `it is the same in all trials: ${formatValue(values[0] ?? null, distribution.unit)}`,
  };
  return { chart, spec: draw(distribution, values) };
}

function draw(distribution: DistributionRecord, values: readonly number[]): ChartSpec | null {
  const { unit, tail, var95, es95, median } = distribution;
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(low < high)) return null;
  const isRatio = unit === 'ratio' || unit === 'boolean';
  const format = isRatio ? '~%' : '~s';
  const x = {
    type: 'quantitative',
    title: isRatio ? null : unit,
    axis: { format, labelExpr: ZERO_LABEL, titleAnchor: 'end', tickCount: { expr: 'max(3, floor(width / 90))' } },
    scale: { zero: false, nice: false, padding: 12 },
  };
  // Its label stands away from ES, unless there is no room at the axis.
  const isOutside = tail === 'low' || (var95.estimate ?? high) - low < (high - low) / 10;
  const bins = binned(values, { low, high, tail, edge: var95.estimate });
  const words = (value: number | null) => plainText(formatValue(value, unit));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: figureTitle(distribution),
    description: `Histogram of ${values.length} trials: median ${words(median.estimate)}, VaR ${words(var95.estimate)}, ES ${words(es95.estimate)}.`,
    width: 'container',
    height: 200,
    config: CHART_CONFIG,
    data: { name: 'bins', values: bins },
    layer: [
      ...band(distribution, { low, high }, x),
      {
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          y: { field: 'bottom', type: 'quantitative', ...countAxis(bins) },
          y2: { field: 'top' },
          color: {
            field: 'part',
            type: 'nominal',
            scale: { domain: [REST, TAIL], range: [colour('blue'), colour('red')] },
            legend: { symbolType: 'square', symbolSize: 120, symbolStrokeWidth: 0 },
          },
          tooltip: [
            { field: 'trials', type: 'quantitative', title: 'Trials' },
            { field: 'from', type: 'quantitative', title: 'From', format: isRatio ? '.2%' : ',.4~f' },
            { field: 'to', type: 'quantitative', title: 'To', format: isRatio ? '.2%' : ',.4~f' },
          ],
        },
      },
      ...mark('VaR', var95.estimate, { dash: [5, 3], align: isOutside ? 'left' : 'right', row: 0, x }),
      ...mark('ES', es95.estimate, { dash: [1, 0], align: tail === 'high' ? 'left' : 'right', row: 1, x }),
    ],
  };
}

function binned(
  values: readonly number[],
  { low, high, tail, edge }: { low: number; high: number; tail: 'high' | 'low'; edge: number | null },
): Bin[] {
  const width = (high - low) / BINS;
  const counts = { [TAIL]: new Array<number>(BINS).fill(0), [REST]: new Array<number>(BINS).fill(0) };
  for (const value of values) {
    const isBeyond = edge !== null && (tail === 'high' ? value > edge : value < edge);
    const of = counts[isBeyond ? TAIL : REST];
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    of[bin] = (of[bin] ?? 0) + 1;
  }
  return ([REST, TAIL] as const).flatMap((part) =>
    counts[part].flatMap((trials, bin) => {
      const [from, to] = [rounded(low + bin * width) ?? 0, rounded(low + (bin + 1 - GAP) * width) ?? 0];
      const bottom = part === TAIL ? (counts[REST][bin] ?? 0) : 0;
      return trials === 0 ? [] : [{ from, to, trials, part, bottom, top: bottom + trials }];
    }),
  );
}

/** Where most trials are alike, a square-root scale keeps a bar of a single one in sight. */
function countAxis(bins: readonly Bin[]): ChartSpec {
  const trials = bins.reduce((sum, bin) => sum + bin.trials, 0);
  const tallest = Math.max(...bins.map(({ top }) => top));
  const isUneven = tallest > trials / 2;
  return {
    title: isUneven ? 'Trials (square-root scale)' : 'Trials',
    axis: { format: '~s', tickMinStep: 1 },
    scale: { type: isUneven ? 'sqrt' : 'linear', domain: [0, tallest * HEADROOM], nice: false },
  };
}

/** The interval of ES, as far as the axis goes. */
function band(
  { es95 }: DistributionRecord,
  { low, high }: { readonly low: number; readonly high: number },
  x: ChartSpec,
): ChartSpec[] {
  if (es95.estimate === null || (es95.low === null && es95.high === null)) return [];
  const value = { from: rounded(es95.low ?? low), to: rounded(es95.high ?? high) };
  return [
    {
      data: { values: [value] },
      mark: { type: 'rect', color: colour('recovery') },
      encoding: { x: { field: 'from', ...x }, x2: { field: 'to' }, y: { value: 0 }, y2: { value: 'height' } },
    },
  ];
}

function mark(
  label: string,
  at: number | null,
  { dash, align, row, x }: { dash: readonly number[]; align: 'left' | 'right'; row: number; x: ChartSpec },
): ChartSpec[] {
  if (at === null) return [];
  const data = { values: [{ at: rounded(at), label }] };
  return [
    {
      data,
      mark: { type: 'rule', color: colour('ink'), strokeDash: dash, strokeWidth: 1.5 },
      encoding: { x: { field: 'at', ...x }, y: { value: 0 }, y2: { value: 'height' } },
    },
    {
      data,
      mark: {
        type: 'text',
        align,
        baseline: 'top',
        dx: align === 'left' ? 4 : -4,
        dy: 2,
        fontSize: 12,
        color: colour('ink'),
      },
      encoding: { x: { field: 'at', ...x }, y: { value: row * 15 }, text: { field: 'label' } },
    },
  ];
}
