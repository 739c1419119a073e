import { formatTime } from '../format.ts';
import type { Chart, ChartInput, ChartSpec } from './chart.ts';
import { column, extremeRow, milliseconds, rounded } from './chart.ts';
import { eventMarks } from './eventMarks.ts';
import { lineChart } from './lineChart.ts';
import { colour } from './theme.ts';
import { IN_WINDOW, TIME_LABEL, TIME_TOOLTIP } from './timeAxis.ts';

/** Marks at most; liquidations closer together than that share one. */
const MARKS = 160;

function draw(input: ChartInput): ChartSpec | null {
  const market = column(input, 'market.price');
  if (market === undefined) return null;
  const { collateral, stable } = input.record.scenario.symbols;
  const { time } = input.series.samples;
  const low = extremeRow(market, 'min');
  const lowPrice = market[low] ?? 0;
  const highest = market[extremeRow(market, 'max')] ?? 0;
  const marks = liquidationMarks(input, market);
  const events = eventMarks(input);
  return lineChart(input, {
    // The legend of sizes stands beside it.
    narrowColumns: 1,
    title: `Price of ${collateral}, with liquidations`,
    description: `Market, oracle and DEX price of ${collateral} over time. The market starts at ${market[0]?.toFixed(2)} USD, is lowest at ${lowPrice.toFixed(2)} USD on ${formatTime(time[low] ?? null)} and ends at ${market.at(-1)?.toFixed(2)} USD. Triangles mark liquidations.${events.text}`,
    y: `USD per ${collateral} (DEX: ${stable})`,
    format: ',.2~f',
    tooltipFormat: ',.2f',
    unit: 'USD',
    yScale: { zero: false },
    height: 300,
    lines: [
      { metric: 'market.price', label: 'Market', colour: 'ink', width: 1.75 },
      { metric: 'oracle.price', label: 'Oracle', colour: 'blue', dash: [6, 3], interpolate: 'step-after' },
      { metric: 'dex.price', label: 'DEX', unit: stable, colour: 'orange', dash: [2, 2] },
    ],
    below: events.rules,
    above: [
      ...(marks.length === 0 ? [] : [markLayer(marks, stable)]),
      ...lowLayers(milliseconds(time[low] ?? 0), lowPrice, 0.08 * (highest - lowPrice)),
      ...events.labels,
    ],
  });
}

interface Mark {
  readonly time: number;
  readonly price: number | null;
  readonly debt: number | null;
  readonly count: number;
}

function liquidationMarks({ series }: ChartInput, market: Float64Array): Mark[] {
  const { samples, events } = series;
  const rows = samples.tick.length;
  const rowOf = new Map(Array.from(samples.tick, (tick, row) => [tick, row]));
  const groups = new Map<number, { row: number; largest: number; debt: number; count: number }>();
  for (const event of events) {
    const row = rowOf.get(event.tick);
    if (event.kind !== 'liquidation' || row === undefined) continue;
    const key = Math.floor((row * MARKS) / rows);
    const debt = event.debt ?? 0;
    const group = groups.get(key) ?? { row, largest: -1, debt: 0, count: 0 };
    if (debt > group.largest) Object.assign(group, { row, largest: debt });
    group.debt += debt;
    group.count++;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ row, debt, count }) => ({
    time: milliseconds(samples.time[row] ?? 0),
    price: rounded(market[row]),
    debt: rounded(debt),
    count,
  }));
}

function markLayer(marks: readonly Mark[], stable: string): ChartSpec {
  return {
    data: { name: 'liquidations', values: marks },
    transform: [IN_WINDOW, TIME_LABEL],
    mark: {
      type: 'point',
      shape: 'triangle-down',
      filled: true,
      color: colour('red'),
      opacity: 0.75,
      stroke: colour('paper'),
      strokeWidth: 0.75,
      yOffset: -9,
      clip: true,
    },
    encoding: {
      y: { field: 'price', type: 'quantitative' },
      size: {
        field: 'debt',
        type: 'quantitative',
        scale: { range: [30, 420], zero: true },
        legend: {
          // The em space keeps this legend apart from the lines'; the mark before it keeps the space from being trimmed.
          title: `\u200b\u2003Liquidated (${stable})`,
          titleOrient: 'left',
          format: '.2~s',
          values: legendValues(marks),
          symbolType: 'triangle-down',
          symbolFillColor: colour('red'),
          symbolStrokeWidth: 0,
        },
      },
      tooltip: [
        TIME_TOOLTIP,
        { field: 'count', type: 'quantitative', title: 'Liquidations' },
        { field: 'debt', type: 'quantitative', title: `Debt (${stable})`, format: ',.0f' },
        { field: 'price', type: 'quantitative', title: 'Market (USD)', format: ',.2f' },
      ],
    },
  };
}

/** Two round amounts that span the marks' sizes. */
function legendValues(marks: readonly Mark[]): number[] {
  const largest = Math.max(...marks.map((mark) => mark.debt ?? 0));
  const power = 10 ** Math.floor(Math.log10(Math.max(1, largest)));
  const top = [5, 2, 1].map((step) => step * power).find((value) => value <= largest) ?? power;
  return [top / 10, top];
}

/** Names the low, and keeps room for the name under it. */
function lowLayers(time: number, price: number, room: number): ChartSpec[] {
  const at = {
    time,
    price: rounded(price),
    under: rounded(Math.max(0, price - room)),
    label: `low ${price.toFixed(2)}`,
  };
  const data = { values: [at] };
  return [
    {
      data,
      transform: [IN_WINDOW],
      mark: { type: 'text', baseline: 'top', dy: 6, fontSize: 12, fontWeight: 600, color: colour('ink') },
      encoding: { y: { field: 'price', type: 'quantitative' }, text: { field: 'label' } },
    },
    {
      data,
      transform: [IN_WINDOW],
      mark: { type: 'point', opacity: 0 },
      encoding: { y: { field: 'under', type: 'quantitative' } },
    },
  ];
}

export const priceChart: Chart = {
  id: 'price',
  title: 'Price, with liquidations',
  caption:
    'Where the oracle (dashed) stands above the market (solid), troves look safer on chain than they are; triangles are liquidations, larger for more debt.',
  timed: true,
  draw,
  absent: 'no market price was sampled',
};
