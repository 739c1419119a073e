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
import { hoverRule, lineStyle, seriesName } from './lineChart.ts';
import { CHART_CONFIG, colour } from './theme.ts';
import { timeEncoding, timeSpan, WINDOW_SELECTION } from './timeAxis.ts';

/** Spans of time that delays are summed up in. */
const SPANS = 160;

function draw(input: ChartInput): ChartSpec | null {
  const fee = column(input, 'fee.base');
  const waits = input.series.trends.filter((sample) => sample.metric === 'tx.wait');
  if (fee === undefined || waits.length === 0) return null;
  const { time } = input.series.samples;
  const top = extremeRow(fee, 'max');
  const fees = thinRows([fee], { focus: rowsAroundLow(input) }).map((row) => ({
    time: milliseconds(time[row] ?? 0),
    fee: rounded(fee[row]),
  }));
  const panel = (y: string, format: string, values: readonly object[], layers: readonly object[], title: boolean) => ({
    width: 800,
    height: 130,
    data: { values },
    encoding: { x: timeEncoding(input, { title }) },
    layer: layers.map((layer, i) => withY(layer as ChartSpec, y, format, i === 0)),
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Base fee and inclusion delay',
    description: `Two panels over one time axis. Base fee: at most ${fee[top]?.toFixed(0)} gwei. Inclusion delay in blocks: median, 95th percentile and longest of the transactions included in each span of time.`,
    config: CHART_CONFIG,
    spacing: 34,
    params: [{ ...WINDOW_SELECTION, views: ['fee', 'delay'] }],
    resolve: { scale: { x: 'shared', color: 'independent', strokeDash: 'independent' } },
    vconcat: [
      panel(
        'Base fee (gwei)',
        '~s',
        fees,
        [
          {
            name: 'fee',
            mark: { type: 'line', clip: true, color: colour('ink'), strokeWidth: 1.5 },
            encoding: { y: { field: 'fee' } },
          },
          hoverRule([{ field: 'fee', type: 'quantitative', title: 'Base fee (gwei)', format: ',.1f' }]),
        ],
        false,
      ),
      panel('Inclusion delay (blocks)', '~s', delaySpans(input, waits), delayLayers(), true),
    ],
  };
}

function withY(layer: ChartSpec, title: string, format: string, first: boolean): ChartSpec {
  const encoding = layer['encoding'] as Record<string, Record<string, unknown>>;
  if (!first || encoding['y'] === undefined) return layer;
  return {
    ...layer,
    encoding: { ...encoding, y: { ...encoding['y'], type: 'quantitative', title, axis: { format, tickCount: 4 } } },
  };
}

function delayLayers(): ChartSpec[] {
  const styles = [
    { label: 'Median', colour: 'blue' },
    { label: '95th percentile', colour: 'orange', dash: [5, 3] },
    { label: 'Longest', colour: 'grey', dash: [1, 2] },
  ] as const;
  const line = (field: string, label: string, width: number) => ({
    transform: [seriesName(label)],
    mark: { type: 'line', clip: true, interpolate: 'step-after', strokeWidth: width },
    encoding: {
      y: { field, type: 'quantitative' },
      ...lineStyle(styles),
    },
  });
  return [
    { name: 'delay', ...line('p50', styles[0].label, 2) },
    line('p95', styles[1].label, 1.5),
    line('max', styles[2].label, 1.25),
    hoverRule([
      { field: 'p50', type: 'quantitative', title: 'Median (blocks)', format: ',.0f' },
      { field: 'p95', type: 'quantitative', title: '95th percentile (blocks)', format: ',.0f' },
      { field: 'max', type: 'quantitative', title: 'Longest (blocks)', format: ',.0f' },
      { field: 'count', type: 'quantitative', title: 'Transactions', format: ',.0f' },
    ]),
  ];
}

function delaySpans(input: ChartInput, waits: readonly { readonly time: number; readonly value: number }[]): object[] {
  const [from, to] = timeSpan(input);
  const groups = new Map<number, number[]>();
  for (const { time, value } of waits) {
    const span = Math.min(SPANS - 1, Math.floor((SPANS * (time * 1000 - from)) / Math.max(1, to - from)));
    const group = groups.get(span);
    if (group === undefined) groups.set(span, [value]);
    else group.push(value);
  }
  return Array.from({ length: SPANS }, (_, span) => {
    const values = (groups.get(span) ?? []).sort((a, b) => a - b);
    const at = (p: number) => values[Math.max(0, Math.ceil(p * values.length) - 1)] ?? null;
    const time = Math.round(from + (span * (to - from)) / SPANS);
    return { time, p50: at(0.5), p95: at(0.95), max: at(1), count: values.length };
  });
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
