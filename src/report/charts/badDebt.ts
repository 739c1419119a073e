import { formatMoney, plainText } from '../format.ts';
import { type Chart, type ChartInput, type ChartSpec, column, extremeRow } from './chart.ts';
import { lineChart } from './lineChart.ts';

function draw(input: ChartInput): ChartSpec | null {
  const [latent, realised] = ['solvency.badDebtLatent', 'solvency.badDebtRealised'].map((metric) => {
    const values = column(input, metric);
    return values === undefined ? 0 : (values[extremeRow(values, 'max')] ?? 0);
  }) as [number, number];
  if (latent === 0 && realised === 0) return null;
  return lineChart(input, {
    title: 'Bad debt',
    description: `Bad debt at the market price: latent at most ${plainText(formatMoney(latent))}, realised in the end ${plainText(formatMoney(realised))}.`,
    y: 'USD',
    format: '~s',
    tooltipFormat: ',.0f',
    unit: 'USD',
    height: 200,
    lines: [
      {
        metric: 'solvency.badDebtRealised',
        label: 'Realised so far',
        colour: 'purple',
        width: 2.25,
        interpolate: 'step-after',
      },
      { metric: 'solvency.badDebtLatent', label: 'Latent', colour: 'red', dash: [2, 2] },
    ],
  });
}

export const badDebtChart: Chart = {
  id: 'bad-debt',
  title: 'Bad debt',
  caption:
    'Latent bad debt (dotted) is open debt above the market value of its collateral and can heal; realised (solid) was put on solvent borrowers and stays.',
  timed: true,
  draw,
  absent: 'there was none at any tick, realised or latent',
};
