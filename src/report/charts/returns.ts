import { formatRatio, plainText } from '../format.ts';
import { type Chart, type ChartInput, type ChartSpec, column } from './chart.ts';
import { levelRule, lineChart } from './lineChart.ts';

function draw(input: ChartInput): ChartSpec | null {
  const own = column(input, 'backstop.return');
  if (own === undefined) return null;
  const { collateral, stable } = input.record.scenario.symbols;
  const end = (metric: string) => plainText(formatRatio(column(input, metric)?.at(-1) ?? null, 1, { sign: true }));
  return lineChart(input, {
    title: 'Return of the backstop against its benchmarks',
    description: `Total return since the start at market prices. At the end: backstop ${end('backstop.return')}, holding ${stable} ${end('benchmark.holdStable')}, plain Stability Pool ${end('benchmark.stabilityPool')}, holding ${collateral} ${end('benchmark.holdCollateral')}.`,
    y: 'Return since the start',
    format: '+~%',
    tooltipFormat: '+.2%',
    height: 280,
    below: levelRule(0, '', 'grey').slice(0, 1),
    lines: [
      { metric: 'backstop.return', label: 'Backstop', colour: 'blue', width: 2.75 },
      { metric: 'benchmark.stabilityPool', label: 'Plain Stability Pool', colour: 'green', dash: [7, 3] },
      { metric: 'benchmark.holdStable', label: `Holding ${stable}`, colour: 'purple', dash: [2, 2] },
      { metric: 'benchmark.holdCollateral', label: `Holding ${collateral}`, colour: 'orange', dash: [8, 3, 2, 3] },
    ],
  });
}

export const returnsChart: Chart = {
  id: 'returns',
  title: 'Return of the backstop against its benchmarks',
  caption:
    'The thick line is one share of the backstop; its distance to the dashed lines is what a backstopper gained or lost by standing here rather than there.',
  timed: true,
  draw,
  absent: 'the scenario has no backstop, so there is no return to show',
};
