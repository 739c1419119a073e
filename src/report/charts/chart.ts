import type { RunRecord, TrialRecord, TrialSeries } from '../../metric/runRecord.ts';

/** What a chart is drawn from: the record and the series of one of its trials. */
export interface ChartInput {
  readonly record: RunRecord;
  readonly trial: TrialRecord;
  readonly series: TrialSeries;
}

/** A Vega-Lite specification: plain data. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/** One chart of the report. */
export interface Chart {
  /** File name in `charts/`, without `.vl.json`. */
  readonly id: string;
  readonly title: string;
  /** One sentence on how to read it. */
  readonly caption: string;
  /** Shares the time axis, so that the page can move it with the others. */
  readonly timed: boolean;
  /** Half as wide as the page where there is room. */
  readonly narrow?: boolean;
  /** Of something that few scenarios have: without it the page says nothing. */
  readonly rare?: boolean;
  /** The spec, or null when the data hold nothing to show. */
  readonly draw: (input: ChartInput) => ChartSpec | null;
  /** Why `draw` gave null. */
  readonly absent: string;
}

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** A metric's samples, or undefined if the trial has none at all. */
export function column({ series }: ChartInput, metric: string): Float64Array | undefined {
  const values = series.samples.columns.get(metric);
  return values?.some((value) => !Number.isNaN(value)) ? values : undefined;
}

/** Seven significant digits are more than a chart can show; NaN becomes a gap. */
export function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(7));
}

/** Chart time: milliseconds, as Vega has it. */
export function milliseconds(unixSeconds: number): number {
  return Math.round(unixSeconds * 1000);
}

/** Rows around the market's low that the page offers a closer look at: a forty-eighth of the run to each side. */
export function rowsAroundLow({ series }: ChartInput): readonly [from: number, to: number] | undefined {
  const price = series.samples.columns.get('market.price');
  const low = price === undefined ? -1 : extremeRow(price, 'min');
  if (price === undefined || low < 0) return undefined;
  const half = Math.ceil(price.length / 48);
  return [low - half, low + half];
}

/** Row of the lowest or highest sample; -1 if there is none. */
export function extremeRow(values: ArrayLike<number>, which: 'min' | 'max'): number {
  let best = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    if (best < 0 || (which === 'min' ? value < (values[best] as number) : value > (values[best] as number))) best = row;
  }
  return best;
}
