import { thinRows } from '../thin.ts';
import {
  type Chart,
  type ChartInput,
  type ChartSpec,
  column,
  extremeRow,
  milliseconds,
  rounded,
  rowsAroundLow,
  VEGA_LITE_SCHEMA,
} from './chart.ts';
import { hoverRule, lineStyle, seriesName, ZERO_LABEL } from './lineChart.ts';
import { CHART_CONFIG, colour } from './theme.ts';
import { timeEncoding, timeSpan, WINDOW_SELECTION } from './timeAxis.ts';

/** Spans of time that delays are summed up in, at most; fewer where there are fewer than that many delays for each. */
const SPANS = 160;
const DELAYS_PER_SPAN = 12;

function draw(input: ChartInput): ChartSpec | null {
  const fee = column(input, 'fee.base');
  const waits = input.series.trends.filter((sample) => sample.metric === 'tx.wait');
  if (fee === undefined || waits.length === 0) return null;
  const { time } = input.series.samples;
  const clearing = column(input, 'fee.clearing');
  const price = clearing?.some((tip) => tip > 0) ? fee.map((base, row) => base + (clearing[row] as number)) : undefined;
  const highest = price ?? fee;
  const most = highest[extremeRow(highest, 'max')] ?? 0;
  const longest = waits.reduce((max, { value }) => Math.max(max, value), 0);
  const fees = thinRows(price === undefined ? [fee] : [fee, price], { focus: rowsAroundLow(input) }).map((row) => ({
    time: milliseconds(time[row] ?? 0),
    fee: rounded(fee[row]),
    ...(price === undefined ? {} : { price: rounded(price[row]) }),
  }));
  const panel = (values: readonly object[], layer: readonly ChartSpec[], title: boolean) => ({
    width: 800,
    height: 130,
    data: { values },
    encoding: { x: timeEncoding(input, { title }) },
    layer,
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Base fee and inclusion delay',
    description: `Two panels over one time axis. ${price === undefined ? 'Base fee' : 'Base fee, and gas price that gets in'}: at most ${most.toFixed(0)} gwei. Inclusion delay: median, 95th percentile and longest of the transactions included in each span of time; the longest of all is ${longest.toFixed(0)} blocks.`,
    config: CHART_CONFIG,
    spacing: 34,
    params: [{ ...WINDOW_SELECTION, views: ['fee', 'delay'] }],
    resolve: { scale: { x: 'shared', color: 'independent', strokeDash: 'independent' } },
    vconcat: [
      panel(fees, price === undefined ? feeLayers(most) : priceLayers(most), false),
      panel(delaySpans(input, waits), delayLayers(longest), true),
    ],
  };
}

/** The y axis of a panel. One that is zero throughout has no span of its own: it gets one. */
function yAxis(field: string, title: string, most: number): ChartSpec {
  const axis = { format: '~s', labelExpr: ZERO_LABEL, tickCount: 4, tickMinStep: 1 };
  return { field, type: 'quantitative', title, axis, scale: most === 0 ? { domain: [0, 1] } : {} };
}

function feeLayers(most: number): ChartSpec[] {
  return [
    {
      name: 'fee',
      mark: { type: 'line', clip: true, color: colour('ink'), strokeWidth: 1.5 },
      encoding: { y: yAxis('fee', 'Base fee (gwei)', most) },
    },
    hoverRule([{ field: 'fee', type: 'quantitative', title: 'Base fee (gwei)', format: ',.1f' }]),
  ];
}

/** Base fee, and with others' demand what a transaction has to pay in all to be next. */
function priceLayers(most: number): ChartSpec[] {
  const styles = [
    { field: 'price', label: 'Gas price that gets in', colour: 'orange', width: 1.5 },
    { field: 'fee', label: 'Base fee', colour: 'ink', width: 1.5, dash: [5, 3] },
  ] as const;
  const lines = styles.map(({ field, label, width }, i) => ({
    ...(i === 0 ? { name: 'fee' } : {}),
    transform: [seriesName(label)],
    mark: { type: 'line', clip: true, strokeWidth: width },
    encoding: { y: yAxis(field, 'Gas price (gwei)', most), ...lineStyle(styles) },
  }));
  const tooltips = styles.map(({ field, label }) => ({
    ...{ field, type: 'quantitative', title: `${label} (gwei)`, format: ',.1f' },
  }));
  return [...lines, hoverRule(tooltips)];
}

function delayLayers(longest: number): ChartSpec[] {
  const styles = [
    { field: 'p50', label: 'Median', colour: 'blue', width: 2 },
    { field: 'p95', label: '95th percentile', colour: 'orange', width: 1.5, dash: [5, 3] },
    { field: 'max', label: 'Longest', colour: 'grey', width: 1.25, dash: [1, 2] },
  ] as const;
  const lines = styles.map(({ field, label, width }, i) => ({
    ...(i === 0 ? { name: 'delay' } : {}),
    transform: [seriesName(label)],
    mark: { type: 'line', clip: true, interpolate: 'step-after', strokeWidth: width },
    encoding: { y: yAxis(field, 'Inclusion delay (blocks)', longest), ...lineStyle(styles) },
  }));
  return [
    ...lines,
    hoverRule([
      ...styles.map(({ field, label }) => ({
        field,
        type: 'quantitative',
        title: `${label} (blocks)`,
        format: ',.0f',
      })),
      { field: 'count', type: 'quantitative', title: 'Transactions', format: ',.0f' },
    ]),
  ];
}

function delaySpans(input: ChartInput, waits: readonly { readonly time: number; readonly value: number }[]): object[] {
  const [from, to] = timeSpan(input);
  const spans = Math.max(1, Math.min(SPANS, Math.ceil(waits.length / DELAYS_PER_SPAN)));
  const groups = Array.from({ length: spans }, (): number[] => []);
  for (const { time, value } of waits) {
    const span = Math.floor((spans * (time * 1000 - from)) / Math.max(1, to - from));
    groups[Math.min(spans - 1, Math.max(0, span))]?.push(value);
  }
  const rows = groups.map((group, span) => {
    const values = group.sort((a, b) => a - b);
    const at = (p: number) => values[Math.max(0, Math.ceil(p * values.length) - 1)] ?? null;
    const time = Math.round(from + (span * (to - from)) / spans);
    return { time, p50: at(0.5), p95: at(0.95), max: at(1), count: values.length };
  });
  // The last step would otherwise have no length.
  const last = rows.at(-1);
  return last === undefined ? rows : [...rows, { ...last, time: to }];
}

export const feesChart: Chart = {
  id: 'fees',
  title: 'Base fee and inclusion delay',
  caption:
    'When the base fee jumps, bids set before it wait: the lower panel shows by how many blocks, 0 being the very next one.',
  timed: true,
  draw,
  absent: 'no base fee or no transaction was recorded',
};
