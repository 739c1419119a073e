import { thinRows } from '../thin.ts';
import {
  type Chart,
  type ChartInput,
  type ChartSpec,
  column,
  milliseconds,
  rounded,
  rowsAroundLow,
  VEGA_LITE_SCHEMA,
} from './chart.ts';
import { hoverRule, seriesName, ZERO_LABEL } from './lineChart.ts';
import { CHART_CONFIG, colour } from './theme.ts';
import { timeEncoding, WINDOW_SELECTION } from './timeAxis.ts';

function draw(input: ChartInput): ChartSpec | null {
  const stable = column(input, 'backstop.stable');
  const held = column(input, 'backstop.collateral');
  const oracle = column(input, 'oracle.price');
  if (stable === undefined || held === undefined || oracle === undefined) return null;
  const { symbols } = input.record.scenario;
  const { time } = input.series.samples;
  const value = held.map((amount, row) => amount * (oracle[row] ?? Number.NaN));
  const share = value.map((collateral, row) => collateral / (collateral + (stable[row] ?? Number.NaN)));
  const rows = thinRows([stable, value, share], { focus: rowsAroundLow(input) }).map((row) => ({
    time: milliseconds(time[row] ?? 0),
    stable: rounded(stable[row]),
    collateral: rounded(value[row]),
    share: rounded(share[row]),
    total: rounded((stable[row] ?? 0) + (value[row] ?? 0)),
  }));
  const labels = [`${symbols.stable}, at 1 USD`, `${symbols.collateral}, at the oracle price`];
  const area = (field: string, below: string | null, label: string) => ({
    transform: [seriesName(label)],
    mark: { type: 'area', clip: true, strokeWidth: 0 },
    encoding: {
      y: {
        field,
        type: 'quantitative',
        title: 'USD',
        axis: { format: '~s', labelExpr: ZERO_LABEL },
        ...(below === null ? {} : { stack: null }),
      },
      y2: below === null ? { datum: 0 } : { field: below },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: labels, range: [colour('stableFill'), colour('collateralFill')] },
        legend: { symbolType: 'square', symbolStrokeWidth: 0, columns: { expr: 'width < 520 ? 1 : 2' } },
      },
    },
  });
  const edge = (field: string, name: 'blue' | 'orange', dash: number[]) => ({
    mark: { type: 'line', clip: true, strokeWidth: 1.25, color: colour(name), strokeDash: dash },
    encoding: { y: { field, type: 'quantitative' } },
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'What the backstop holds',
    description: `Stacked areas over time: ${symbols.stable} ready to absorb liquidations, and ${symbols.collateral} taken over and not yet sold, at the oracle price.`,
    width: 'container',
    height: 240,
    config: CHART_CONFIG,
    data: { name: 'samples', values: rows },
    encoding: { x: timeEncoding(input) },
    layer: [
      { params: [WINDOW_SELECTION], ...area('stable', null, labels[0] as string) },
      area('total', 'stable', labels[1] as string),
      edge('stable', 'blue', [1, 0]),
      edge('total', 'orange', [4, 2]),
      hoverRule([
        { field: 'stable', type: 'quantitative', title: `${symbols.stable} (USD)`, format: ',.0f' },
        { field: 'collateral', type: 'quantitative', title: `${symbols.collateral} (USD)`, format: ',.0f' },
        { field: 'share', type: 'quantitative', title: `${symbols.collateral} share`, format: '.1%' },
      ]),
    ],
  };
}

export const compositionChart: Chart = {
  id: 'composition',
  title: 'What the backstop holds',
  caption:
    'The lower area can absorb the next liquidation; the upper one is collateral still to be sold. Where the lower area is gone, liquidations fall on other borrowers.',
  timed: true,
  draw,
  absent: 'the scenario has no backstop, or it holds nothing',
};
