import type { ChartSpec } from './chart.ts';
import { ZERO_LABEL } from './lineChart.ts';
import { colour } from './theme.ts';

/** Axis of amounts along the bars: as many ticks as the width has room for. */
export const AMOUNT_AXIS = {
  format: '~s',
  labelExpr: ZERO_LABEL,
  grid: true,
  tickCount: { expr: 'max(2, floor(width / 90))' },
  titleAnchor: 'end',
} as const;

/** Legend of the bars' kinds. */
export const KIND_LEGEND = { symbolType: 'square', symbolSize: 120, symbolStrokeWidth: 0, offset: 10 } as const;

/** Line at zero, behind the bars. */
export function zeroRule(): ChartSpec {
  return {
    mark: { type: 'rule', color: colour('axis') },
    encoding: { x: { datum: 0 }, y: { value: 0 }, y2: { value: 'height' } },
  };
}
