import { formatMoney, plainText } from '../format.ts';
import { AMOUNT_AXIS, KIND_LEGEND, zeroRule } from './bars.ts';
import { type Chart, type ChartInput, type ChartSpec, VEGA_LITE_SCHEMA } from './chart.ts';
import { CHART_CONFIG, colour } from './theme.ts';

function draw({ record }: ChartInput): ChartSpec | null {
  const rows = Object.entries(record.metrics).flatMap(([name, metric]) => {
    const of = /^agent\.(.+)\.profit$/.exec(name)?.[1];
    if (of === undefined || metric.final === null) return [];
    return [
      {
        class: of,
        profit: metric.final,
        kind: metric.final < 0 ? 'Loss' : 'Gain',
        label: formatMoney(metric.final, '', { sign: true }).trim(),
        left: metric.final < 0,
      },
    ];
  });
  if (!rows.some((row) => row.profit !== 0)) return null;
  rows.sort((a, b) => b.profit - a.profit);
  const text = (left: boolean) => ({
    transform: [{ filter: `datum.left === ${left}` }],
    mark: {
      type: 'text',
      align: left ? 'right' : 'left',
      baseline: 'middle',
      dx: left ? -5 : 5,
      fontSize: 12,
      color: colour('ink'),
    },
    encoding: { text: { field: 'label' } },
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Profit by class of agent',
    description: `Bars, in USD: ${rows.map((row) => `${row.class} ${plainText(row.label)}`).join(', ')}.`,
    width: 'container',
    height: 36 * rows.length,
    config: CHART_CONFIG,
    data: { name: 'classes', values: rows },
    encoding: {
      y: {
        field: 'class',
        type: 'nominal',
        sort: rows.map((row) => row.class),
        title: null,
        axis: { labelColor: colour('ink'), minExtent: 0, domain: false, titleX: 0 },
        scale: { paddingInner: 0.35 },
      },
      x: {
        field: 'profit',
        type: 'quantitative',
        title: 'USD',
        axis: AMOUNT_AXIS,
        scale: { padding: 64, nice: false },
      },
    },
    layer: [
      zeroRule(),
      {
        mark: { type: 'bar', cornerRadius: 1.5 },
        encoding: {
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: ['Gain', 'Loss'], range: [colour('blue'), colour('red')] },
            legend: KIND_LEGEND,
          },
          tooltip: [
            { field: 'class', type: 'nominal', title: 'title' },
            { field: 'profit', type: 'quantitative', title: 'Profit (USD)', format: '+,.2f' },
          ],
        },
      },
      text(true),
      text(false),
    ],
  };
}

export const agentsChart: Chart = {
  id: 'agents',
  title: 'Profit by class of agent',
  caption:
    'Who gained and who paid, gas included. The bars need not cancel out: the outside market and the fee market stand on the other side.',
  timed: false,
  draw,
  absent: 'no class of agent gained or lost anything',
};
