import { thinRows } from '../thin.ts';
import {
  type ChartInput,
  type ChartSpec,
  column,
  milliseconds,
  rounded,
  rowsAroundLow,
  VEGA_LITE_SCHEMA,
} from './chart.ts';
import { CHART_CONFIG, type ColourName, colour } from './theme.ts';
import { IN_WINDOW, TIME_LABEL, TIME_TOOLTIP, timeEncoding, WINDOW_SELECTION } from './timeAxis.ts';

export interface Line {
  readonly metric: string;
  /** In legend and tooltip. */
  readonly label: string;
  readonly colour: ColourName;
  /** Dash pattern, so that colour is never the only difference; default solid. */
  readonly dash?: readonly number[];
  readonly width?: number;
  /** Unit behind the tooltip label; default the chart's. */
  readonly unit?: string;
  /** `step-after` for what holds until it is replaced; default straight. */
  readonly interpolate?: 'linear' | 'step-after';
}

export interface LineChart {
  readonly title: string;
  readonly description: string;
  readonly lines: readonly Line[];
  /** Title of the y axis, unit included. */
  readonly y: string;
  /** d3 format of axis labels. */
  readonly format: string;
  /** d3 format of tooltip values; default that of the axis. */
  readonly tooltipFormat?: string;
  /** Unit behind each tooltip label, e.g. `USD`; none where the format says it. */
  readonly unit?: string;
  readonly yScale?: Readonly<Record<string, unknown>>;
  readonly height?: number;
  /** Columns of the legend on a small screen; default 2. */
  readonly narrowColumns?: number;
  /** Layers under the lines, e.g. bands. */
  readonly below?: readonly ChartSpec[];
  /** Layers over the lines, e.g. marks. */
  readonly above?: readonly ChartSpec[];
}

/** Rows that all lines share: `time` in milliseconds and one field a line, named `v0`, `v1` … */
function lineRows(input: ChartInput, lines: readonly Line[]): Record<string, number | null>[] {
  const { time } = input.series.samples;
  const columns = lines.map(
    (line) => input.series.samples.columns.get(line.metric) ?? new Float64Array(time.length).fill(Number.NaN),
  );
  return thinRows(columns, { focus: rowsAroundLow(input) }).map((row) => ({
    time: milliseconds(time[row] ?? 0),
    ...Object.fromEntries(columns.map((values, i) => [`v${i}`, rounded(values[row])])),
  }));
}

/** Lines over time with a shared tooltip, a window that can be moved, and a legend; null if no line has a sample. */
export function lineChart(input: ChartInput, chart: LineChart): ChartSpec | null {
  const lines = chart.lines.filter((line) => column(input, line.metric) !== undefined);
  if (lines.length === 0) return null;
  const y = {
    type: 'quantitative',
    title: chart.y,
    axis: { format: chart.format, labelExpr: ZERO_LABEL },
    scale: chart.yScale ?? {},
  };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: chart.title,
    description: chart.description,
    width: 'container',
    height: chart.height ?? 260,
    config: CHART_CONFIG,
    data: { name: 'samples', values: lineRows(input, lines) },
    encoding: { x: timeEncoding(input) },
    layer: [
      ...(chart.below ?? []),
      ...lines.map((line, i) => ({
        ...(i === 0 ? { params: [WINDOW_SELECTION] } : {}),
        transform: [IN_WINDOW, seriesName(line.label)],
        mark: {
          type: 'line',
          clip: true,
          interpolate: line.interpolate ?? 'linear',
          strokeWidth: line.width ?? 1.75,
          strokeJoin: 'round',
        },
        encoding: {
          y: { field: `v${i}`, ...y },
          ...lineStyle(lines, chart),
        },
      })),
      ...(chart.above ?? []),
      hoverRule(
        lines.map((line, i) => ({
          field: `v${i}`,
          type: 'quantitative',
          title: withUnit(line.label, line.unit ?? chart.unit),
          format: chart.tooltipFormat ?? chart.format,
        })),
      ),
    ],
  };
}

function withUnit(label: string, unit: string | undefined): string {
  return unit === undefined ? label : `${label} (${unit})`;
}

/** Names a layer's line in a field: only a field makes one legend of colour and dashes. */
export function seriesName(label: string): ChartSpec {
  return { calculate: JSON.stringify(label), as: 'series' };
}

/**
 * Colour and dashes by the field that {@link seriesName} sets.
 *
 * @param narrowColumns columns of the legend on a small screen; default 2, fewer where another legend stands beside it
 */
export function lineStyle(
  lines: readonly Pick<Line, 'label' | 'colour' | 'dash'>[],
  { narrowColumns = 2 }: { readonly narrowColumns?: number } = {},
): ChartSpec {
  const domain = lines.map((line) => line.label);
  const legend =
    lines.length < 2
      ? null
      : { symbolType: 'stroke', columns: { expr: `width < 520 ? ${narrowColumns} : ${lines.length}` } };
  return {
    color: {
      field: 'series',
      type: 'nominal',
      scale: { domain, range: lines.map((line) => colour(line.colour)) },
      legend,
    },
    strokeDash: {
      field: 'series',
      type: 'nominal',
      scale: { domain, range: lines.map((line) => line.dash ?? [1, 0]) },
      legend,
    },
  };
}

/** Axis labels at zero carry no prefix or sign, nor d3's `NaN` for the SI prefix of an axis that is zero throughout. */
export const ZERO_LABEL =
  "datum.value == 0 ? replace(datum.label, /^[+−]?(0(\\.0+)?[a-zA-Zµ]*|NaN)/, '0') : datum.label";

/** A vertical line at the nearest sample that carries one tooltip for all series. */
export function hoverRule(tooltip: readonly ChartSpec[]): ChartSpec {
  return {
    transform: [TIME_LABEL],
    params: [
      {
        name: 'hover',
        select: { type: 'point', fields: ['time'], nearest: true, on: 'pointerover', clear: 'pointerout' },
      },
    ],
    mark: { type: 'rule', color: colour('muted'), strokeWidth: 1, clip: true },
    encoding: {
      opacity: { condition: { param: 'hover', empty: false, value: 0.8 }, value: 0 },
      tooltip: [TIME_TOOLTIP, ...tooltip],
    },
  };
}

/** A labelled horizontal line at a level that matters. */
export function levelRule(level: number, label: string, name: ColourName, format = ''): ChartSpec[] {
  const data = { values: [{ level, label: format === '' ? label : `${label} ${format}` }] };
  return [
    {
      data,
      mark: { type: 'rule', color: colour(name), strokeDash: [5, 4], strokeWidth: 1.25 },
      encoding: { x: { value: 0 }, x2: { value: 'width' }, y: { field: 'level', type: 'quantitative' } },
    },
    ...haloText({ data, color: colour(name), align: 'right', dx: -2 }),
  ];
}

/** Text that stays legible over marks: the same text behind it in the colour of the paper. */
function haloText({
  data,
  color,
  align,
  dx,
}: {
  data: ChartSpec;
  color: string;
  align: string;
  dx: number;
}): ChartSpec[] {
  const encoding = { x: { value: 'width' }, y: { field: 'level', type: 'quantitative' }, text: { field: 'label' } };
  const mark = { type: 'text', align, baseline: 'bottom', dy: -4, dx, fontSize: 12 };
  return [
    {
      data,
      mark: { ...mark, color: colour('paper'), stroke: colour('paper'), strokeWidth: 5, strokeJoin: 'round' },
      encoding,
    },
    { data, mark: { ...mark, color }, encoding },
  ];
}
