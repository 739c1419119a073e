import { type Chart, type ChartInput, type ChartSpec, column, extremeRow } from './chart.ts';
import { lineChart } from './lineChart.ts';

function draw(input: ChartInput): ChartSpec | null {
  const market = column(input, 'market.stable');
  if (market === undefined) return null;
  const [low, high] = [market[extremeRow(market, 'min')] ?? 1, market[extremeRow(market, 'max')] ?? 1];
  if (low === high) return null;
  const { stable } = input.record.scenario.symbols;
  const span = Math.max(Math.abs(high - 1), Math.abs(low - 1));
  return lineChart(input, {
    title: `Price of ${stable}`,
    description: `Market and oracle price of ${stable} over time. Lowest ${low.toFixed(4)} USD, highest ${high.toFixed(4)} USD, at the end ${market.at(-1)?.toFixed(4)} USD.`,
    y: `USD per ${stable}`,
    format: span < 0.02 ? '.3f' : '.2f',
    tooltipFormat: '.4f',
    unit: 'USD',
    height: 200,
    yScale: { zero: false },
    lines: [
      { metric: 'market.stable', label: 'Market', colour: 'ink', width: 1.75 },
      { metric: 'oracle.stable', label: 'Oracle', colour: 'blue', dash: [6, 3], interpolate: 'step-after' },
    ],
  });
}

export const pegChart: Chart = {
  id: 'peg',
  title: 'Price of the stablecoin',
  caption:
    'Above 1 USD, buyers pay the backstop in dearer coin than it counts: past the greatest discount that it offers, nobody buys.',
  timed: true,
  rare: true,
  draw,
  absent: 'its price stood still',
};
