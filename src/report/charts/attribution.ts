import { ATTRIBUTION_PARTS } from '../../metric/catalogue.ts';
import { formatMoney, plainText } from '../format.ts';
import { AMOUNT_AXIS, KIND_LEGEND, zeroRule } from './bars.ts';
import { type Chart, type ChartInput, type ChartSpec, VEGA_LITE_SCHEMA } from './chart.ts';
import { CHART_CONFIG, colour } from './theme.ts';

/** Letters of a name that fit one line. */
const ONE_LINE = 18;
/** Parts smaller than this share of the largest are left to the table. */
const SMALL = 1e-4;

function draw({ record }: ChartInput): ChartSpec | null {
  const total = record.metrics['backstop.profit.total'];
  if (total?.final === null || total === undefined) return null;
  const parts = ATTRIBUTION_PARTS.flatMap((part) => {
    const metric = record.metrics[`backstop.profit.${part}`];
    return metric === undefined || metric.final === null ? [] : [{ title: metric.title, amount: metric.final }];
  });
  const largest = Math.max(...parts.map((part) => Math.abs(part.amount)), Math.abs(total.final));
  if (parts.length === 0 || largest === 0) return null;
  let sum = 0;
  const bars = parts
    .map(({ title, amount }) => {
      const from = sum;
      sum += amount;
      return { part: title, from, to: sum, amount, kind: amount < 0 ? 'Loss' : 'Gain' };
    })
    .filter((bar) => Math.abs(bar.amount) >= SMALL * largest);
  const rows = [...bars, { part: 'Total', from: 0, to: total.final, amount: total.final, kind: 'Total' }].map(
    (bar) => ({
      ...bar,
      from: bar.from,
      to: bar.to,
      amount: bar.amount,
      end: Math.max(bar.from, bar.to),
      label: formatMoney(bar.amount, 'USD', { sign: true }).replace(/\u202fUSD$/, ''),
    }),
  );
  const order = rows.map((row) => row.part);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Backstoppers’ profit by cause',
    description: `Waterfall from zero to the total of ${plainText(formatMoney(total.final))}: ${rows.map((row) => `${row.part} ${plainText(row.label)}`).join(', ')}.`,
    width: 'container',
    height: 32 * rows.length,
    config: CHART_CONFIG,
    data: { name: 'parts', values: rows },
    encoding: {
      y: {
        field: 'part',
        type: 'nominal',
        sort: order,
        title: null,
        axis: {
          labelColor: colour('ink'),
          labelOffset: { condition: { test: `length(datum.label) > ${ONE_LINE}`, value: -7 }, value: 0 },
          labelExpr: `(${JSON.stringify(twoLines(order))})[datum.label]`,
          minExtent: 0,
          domain: false,
          titleX: 0,
        },
        scale: { paddingInner: 0.3 },
      },
    },
    layer: [
      zeroRule(),
      {
        mark: { type: 'bar', cornerRadius: 1.5 },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            title: 'USD, running sum',
            axis: AMOUNT_AXIS,
            scale: { padding: 48, nice: false },
          },
          x2: { field: 'to' },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: ['Gain', 'Loss', 'Total'], range: [colour('blue'), colour('red'), colour('ink')] },
            legend: KIND_LEGEND,
          },
          tooltip: [
            { field: 'part', type: 'nominal', title: 'title' },
            { field: 'amount', type: 'quantitative', title: 'Amount (USD)', format: '+,.2f' },
            { field: 'to', type: 'quantitative', title: 'Running sum (USD)', format: '+,.2f' },
          ],
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, fontSize: 12, color: colour('ink') },
        encoding: { x: { field: 'end', type: 'quantitative' }, text: { field: 'label' } },
      },
    ],
  };
}

/** Long names broken in two, so that a narrow page keeps room for the bars. */
function twoLines(names: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    names.map((name) => {
      if (name.length <= ONE_LINE) return [name, [name]];
      const gaps = [...name.matchAll(/ /g)].map((match) => match.index);
      const middle = gaps.sort((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2))[0];
      return [name, middle === undefined ? [name] : [name.slice(0, middle), name.slice(middle + 1)]];
    }),
  );
}

export const attributionChart: Chart = {
  id: 'attribution',
  title: 'Backstoppers’ profit by cause',
  caption:
    'Read from the top: each bar starts where the last one ended, and the last one is their sum. Parts too small to see are in the table.',
  timed: false,
  draw,
  absent: 'the scenario has no backstop, or it neither gained nor lost anything',
};
