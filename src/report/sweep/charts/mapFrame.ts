import { type ChartSpec, VEGA_LITE_SCHEMA } from '../../charts/chart.ts';
import { CHART_CONFIG, colour } from '../../charts/theme.ts';
import type { ParameterAxis } from './axisOf.ts';

/** A map of cells over two parameters. */
export interface MapFrame {
  readonly title: string;
  readonly description: string;
  readonly x: ParameterAxis;
  readonly y: ParameterAxis;
  /** Height of a row in pixels. */
  readonly row: number;
  /** With the fields `x` and `y`: values as they are written. */
  readonly cells: readonly { readonly x: string; readonly y: string }[];
  readonly layer: readonly ChartSpec[];
}

/** Draws it: the first parameter from left to right, the second from the bottom up. */
export function mapFrame({ title, description, x, y, row, cells, layer }: MapFrame): ChartSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    ...{ title, description, width: 'container', height: row * y.values.length, config: CHART_CONFIG },
    data: { name: 'cells', values: cells },
    encoding: {
      x: {
        ...{ field: 'x', type: 'ordinal', sort: x.values, title: x.title },
        axis: {
          labelAngle: 0,
          labelOverlap: 'greedy',
          ticks: false,
          domain: false,
          grid: false,
          labelColor: colour('ink'),
        },
        scale: { paddingInner: 0.05, paddingOuter: 0.02 },
      },
      y: {
        ...{ field: 'y', type: 'ordinal', sort: [...y.values].reverse(), title: y.title },
        axis: { labelColor: colour('ink'), grid: false },
        scale: { paddingInner: 0.09, paddingOuter: 0.04 },
      },
    },
    layer,
  };
}
