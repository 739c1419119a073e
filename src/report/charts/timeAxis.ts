import type { ChartInput } from './chart.ts';
import { milliseconds } from './chart.ts';

/** Name of the selection that holds the time window; the page links it across charts. */
const WINDOW_PARAM = 'window';

/** Dragging moves the window and Shift + wheel zooms it; a plain wheel stays with the page's scrolling. */
export const WINDOW_SELECTION = {
  name: WINDOW_PARAM,
  select: { type: 'interval', encodings: ['x'], zoom: 'wheel![event.shiftKey]' },
  bind: 'scales',
} as const;

/** Keeps the rows in the window and a little beyond, so that the y axis fits what is in sight and lines reach the edges. */
export const IN_WINDOW = {
  filter: `!${WINDOW_PARAM}.time || abs(datum.time - (+${WINDOW_PARAM}.time[0] + +${WINDOW_PARAM}.time[1]) / 2) <= 0.7 * (${WINDOW_PARAM}.time[1] - ${WINDOW_PARAM}.time[0])`,
} as const;

/** Spelled-out UTC time of a row, for tooltips. */
export const TIME_LABEL = {
  calculate: "utcFormat(datum.time, '%a %-d %b %H:%M:%S') + ' UTC'",
  as: 'when',
} as const;

/** First tooltip row: the time becomes the tooltip's heading. */
export const TIME_TOOLTIP = { field: 'when', type: 'nominal', title: 'title' } as const;

/** First and last sample's time in milliseconds. */
export function timeSpan({ series }: ChartInput): [from: number, to: number] {
  const { time } = series.samples;
  return [milliseconds(time[0] ?? 0), milliseconds(time[time.length - 1] ?? 0)];
}

/** Clock times, with the date under the first and every midnight. */
const TICK_LABEL =
  "datum.index == 0 || utchours(datum.value) + utcminutes(datum.value) == 0 ? [utcFormat(datum.value, '%H:%M'), utcFormat(datum.value, '%-d %b')] : utcFormat(datum.value, '%H:%M')";

/**
 * The time axis that all timed charts share.
 *
 * @param options.title whether the axis names itself; default true
 * @param options.ranged for a mark that spans from `x` to `x2`: it leaves the domain to the other layers, since Vega-Lite
 * reads it otherwise there and warns of a conflict
 */
export function timeEncoding(
  input: ChartInput,
  { title = true, ranged = false } = {},
): Readonly<Record<string, unknown>> {
  return {
    field: 'time',
    type: 'temporal',
    scale: ranged ? { type: 'utc' } : { type: 'utc', domain: timeSpan(input), nice: false },
    axis: {
      title: title ? 'Time (UTC)' : null,
      titleAnchor: 'end',
      labelExpr: TICK_LABEL,
      labelFlush: 20,
      labelOverlap: 'greedy',
      tickCount: { expr: 'max(3, floor(width / 80))' },
    },
  };
}
