import type { IcrCell } from '../../metric/runRecord.ts';
import { formatRatio, plainText } from '../format.ts';
import { type Chart, type ChartInput, type ChartSpec, milliseconds, rounded, VEGA_LITE_SCHEMA } from './chart.ts';
import { levelRule } from './lineChart.ts';
import { CHART_CONFIG, colour } from './theme.ts';
import { TIME_LABEL, TIME_TOOLTIP, timeEncoding, WINDOW_SELECTION } from './timeAxis.ts';

/** Columns of the heat map at most; within each, the first tick recorded stands for the rest. */
const COLUMNS = 96;
/** Share of all debt that may lie above the top of the chart at any one time. */
const CUT = 0.03;
/** Shares of all debt at which a darker colour begins, in percent. */
const STEPS = [1, 3, 7, 15, 30];
const HEAT = ['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'] as const;
const CLASSES = [
  `< ${STEPS[0]} %`,
  ...STEPS.map((step, i) => (STEPS[i + 1] === undefined ? `≥ ${step} %` : `${step}–${STEPS[i + 1]} %`)),
];

function draw(input: ChartInput): ChartSpec | null {
  const { icr } = input.series;
  if (icr.length === 0) return null;
  const { mcr, ccr } = input.record.scenario.lending;
  const { stable } = input.record.scenario.symbols;
  const top = chartTop(icr, ccr);
  const percent = (value: number) => plainText(formatRatio(value, 0));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Distribution of debt over collateral ratios (ICR)',
    description: `Heat map over time: the share of all debt that stands in troves of each collateral ratio at the oracle price, from 100 % to ${percent(top)}. Minimum ratio ${percent(mcr)}, critical ratio ${percent(ccr)}.`,
    width: 'container',
    height: 280,
    config: CHART_CONFIG,
    data: { name: 'cells', values: heatCells(input, top) },
    encoding: { x: timeEncoding(input) },
    layer: [
      {
        params: [WINDOW_SELECTION],
        transform: [
          TIME_LABEL,
          { calculate: STEPS.map((step) => `(datum.share >= ${step / 100})`).join(' + '), as: 'class' },
          {
            calculate:
              "datum.open ? '≥ ' + round(100 * datum.low) + ' %' : round(100 * datum.low) + '–' + round(100 * datum.high) + ' %'",
            as: 'band',
          },
        ],
        mark: { type: 'rect', clip: true, strokeWidth: 0 },
        encoding: {
          x: timeEncoding(input, { ranged: true }),
          x2: { field: 'end' },
          y: {
            field: 'low',
            type: 'quantitative',
            title: 'ICR at the oracle price',
            axis: { format: '.0%', grid: false, tickCount: 7 },
            scale: { domain: [chartBottom(icr), top], nice: false, zero: false },
          },
          y2: { field: 'high' },
          color: {
            field: 'class',
            type: 'ordinal',
            scale: { domain: CLASSES.map((_, i) => i), range: HEAT.map(colour) },
            legend: {
              title: 'Share of all debt',
              labelExpr: `${JSON.stringify(CLASSES)}[datum.value]`,
              symbolType: 'square',
              symbolSize: 160,
              symbolStrokeWidth: 0,
              columns: { expr: 'width < 520 ? 3 : 6' },
            },
          },
          tooltip: [
            TIME_TOOLTIP,
            { field: 'band', type: 'nominal', title: 'ICR' },
            { field: 'share', type: 'quantitative', title: 'Share of all debt', format: '.1%' },
            { field: 'debt', type: 'quantitative', title: `Debt (${stable})`, format: ',.0f' },
            { field: 'troves', type: 'quantitative', title: 'Troves', format: ',.0f' },
          ],
        },
      },
      ...levelRule(mcr, `MCR ${percent(mcr)}`, 'red'),
      ...levelRule(ccr, `CCR ${percent(ccr)}`, 'orange'),
    ],
  };
}

/** Bottom of the axis: 100 %, or a little less where debt sank under it. Bins that reach down to zero are cut there. */
function chartBottom(cells: readonly IcrCell[]): number {
  const sunk = cells.filter((cell) => cell.low < 1 && cell.debt > 0);
  return Math.min(1, ...sunk.map((cell) => Math.max(0.8, cell.low)));
}

/**
 * Top of the axis: well over the CCR, and at no time more than {@link CUT} of the debt above it. What lies in an open last
 * bin is drawn as a row of its own on top.
 */
function chartTop(cells: readonly IcrCell[], ccr: number): number {
  let top = ccr + 0.5;
  const byTime = new Map<number, IcrCell[]>();
  for (const cell of cells) {
    const at = byTime.get(cell.time);
    if (at === undefined) byTime.set(cell.time, [cell]);
    else at.push(cell);
  }
  for (const at of byTime.values()) {
    let above = at.reduce((sum, cell) => sum + cell.debt, 0);
    const most = CUT * above;
    for (const cell of at.toSorted((a, b) => a.low - b.low)) {
      if (above <= most) break;
      above -= cell.debt;
      top = Math.max(top, shownHigh(cell));
    }
  }
  return top;
}

/** Height in ICR that an open last bin is drawn with. */
const OPEN_BIN = 0.25;

function shownHigh(cell: IcrCell): number {
  return Number.isFinite(cell.high) ? cell.high : cell.low + OPEN_BIN;
}

interface HeatCell {
  readonly time: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
  /** The bin has no upper end. */
  readonly open?: boolean;
  readonly share: number;
  readonly debt: number;
  readonly troves: number;
}

function heatCells({ series }: ChartInput, top: number): HeatCell[] {
  const times = [...new Set(series.icr.map((cell) => cell.time))].sort((a, b) => a - b);
  const stride = Math.ceil(times.length / COLUMNS);
  const kept = times.filter((_, i) => i % stride === 0);
  const end = series.samples.time.at(-1) ?? times.at(-1) ?? 0;
  const endOf = new Map(kept.map((time, i) => [time, kept[i + 1] ?? Math.max(end, time)]));
  const total = new Map<number, number>();
  for (const cell of series.icr) total.set(cell.time, (total.get(cell.time) ?? 0) + cell.debt);
  return series.icr
    .filter((cell) => endOf.has(cell.time) && cell.low < top && cell.debt > 0)
    .map((cell) => ({
      time: milliseconds(cell.time),
      end: milliseconds(endOf.get(cell.time) ?? cell.time),
      low: rounded(cell.low) ?? 0,
      high: Math.min(top, rounded(shownHigh(cell)) ?? top),
      ...(Number.isFinite(cell.high) ? {} : { open: true }),
      share: Number((cell.debt / (total.get(cell.time) ?? 1)).toPrecision(3)),
      debt: Math.round(cell.debt),
      troves: cell.troves,
    }));
}

export const icrChart: Chart = {
  id: 'icr',
  title: 'Distribution of debt over collateral ratios (ICR)',
  caption:
    'Darker (in dark mode, brighter) cells hold more of the debt; debt that sinks to the MCR line is liquidated and leaves the map.',
  timed: true,
  draw,
  absent: 'no distribution of collateral ratios was recorded',
};
