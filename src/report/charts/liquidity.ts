import { type Chart, type ChartInput, type ChartSpec, column, extremeRow } from './chart.ts';
import { lineChart } from './lineChart.ts';

/** Liquidity that never falls by more than this was not taken out: fees only add to it, rounding takes wei. */
const TAKEN_OUT = 0.01;

function draw(input: ChartInput): ChartSpec | null {
  const liquidity = column(input, 'dex.liquidity');
  if (liquidity === undefined) return null;
  const least = liquidity[extremeRow(liquidity, 'min')] ?? 1;
  if (least > 1 - TAKEN_OUT) return null;
  return lineChart(input, {
    title: 'Liquidity of the DEX pool',
    description: `Liquidity of the DEX pool over that of the opening. Least ${(100 * least).toFixed(1)} %, at the end ${(100 * (liquidity.at(-1) ?? Number.NaN)).toFixed(1)} %.`,
    y: "Share of the opening's",
    format: '~%',
    tooltipFormat: '.1%',
    height: 200,
    yScale: { domainMin: 0 },
    lines: [
      { metric: 'dex.liquidity', label: 'Liquidity of the DEX pool', colour: 'orange', interpolate: 'step-after' },
    ],
  });
}

export const liquidityChart: Chart = {
  id: 'liquidity',
  title: 'Liquidity of the DEX pool',
  caption:
    'Where the line falls, providers took liquidity out: at half of it, the same trade moves the price of the pool about twice as far.',
  timed: true,
  rare: true,
  draw,
  absent: "nobody took liquidity out of the DEX pool (a scenario's dex.liquidity)",
};
