import { formatMoney, plainText } from '../format.ts';
import { type Chart, type ChartInput, type ChartSpec, column, extremeRow } from './chart.ts';
import { lineChart } from './lineChart.ts';

function draw(input: ChartInput): ChartSpec | null {
  const liquidated = column(input, 'liquidation.debt');
  const pending = column(input, 'solvency.pendingDebt');
  const most = (values: Float64Array | undefined) =>
    values === undefined ? 0 : (values[extremeRow(values, 'max')] ?? 0);
  if (most(liquidated) === 0 && most(pending) === 0) return null;
  const { stable } = input.record.scenario.symbols;
  const words = (value: number) => plainText(formatMoney(value, stable));
  return lineChart(input, {
    title: 'Liquidated and pending debt',
    description: `Debt liquidated so far, in the end ${words(liquidated?.at(-1) ?? 0)}; debt waiting for liquidation, at most ${words(most(pending))}; debt redistributed onto other borrowers, in the end ${words(most(column(input, 'solvency.redistributedDebt')))}.`,
    y: stable,
    format: '~s',
    tooltipFormat: ',.0f',
    unit: stable,
    lines: [
      {
        metric: 'liquidation.debt',
        label: 'Liquidated so far',
        colour: 'blue',
        width: 2.25,
        interpolate: 'step-after',
      },
      {
        metric: 'solvency.redistributedDebt',
        label: 'Redistributed so far',
        colour: 'purple',
        dash: [8, 3],
        interpolate: 'step-after',
      },
      { metric: 'solvency.pendingDebt', label: 'Pending', colour: 'red', dash: [2, 2] },
    ],
  });
}

export const debtChart: Chart = {
  id: 'debt',
  title: 'Liquidated and pending debt',
  caption:
    'Pending debt (dotted) is under the MCR and not yet liquidated: it should be short spikes, for what stays there is risk that nobody removes. Redistributed debt (dashed) found no stablecoin to absorb it.',
  timed: true,
  draw,
  absent: 'nothing was liquidated and no trove fell under the minimum collateral ratio',
};
