import { ATTRIBUTION_PARTS } from '../../metric/catalogue.ts';
import type { RunRecord, TrialRecord } from '../../metric/runRecord.ts';
import {
  formatCompact,
  formatInteger,
  formatMoney,
  formatNumber,
  formatRatio,
  formatValue,
  NO_VALUE,
} from '../format.ts';
import { horizonText } from '../horizon.ts';
import { type Html, html } from './html.ts';
import { dotted, tableBox } from './tableBox.ts';

/** The parts of the backstoppers' profit and their sum. */
export function attributionTable(record: RunRecord): Html {
  const total = record.metrics['backstop.profit.total']?.final ?? null;
  if (total === null) return html``;
  const parts = ATTRIBUTION_PARTS.flatMap((part) => {
    const metric = record.metrics[`backstop.profit.${part}`];
    return metric === undefined || metric.final === null ? [] : [metric];
  });
  const sum = parts.reduce((all, part) => all + (part.final ?? 0), 0);
  const gap = Math.abs(sum - total);
  const closes = gap <= 1e-9 * Math.max(1, Math.abs(total), ...parts.map((part) => Math.abs(part.final ?? 0)));
  const row = (title: string, amount: number, definition: string) =>
    html`<tr><th scope="row">${title}<small>${definition}</small></th><td class="number">${formatNumber(amount, 2, { sign: true })}</td></tr>`;
  return tableBox({
    label: 'Profit attribution',
    caption: `Backstoppers’ profit by cause over ${horizonText(record)}, at market prices. ${
      closes
        ? 'The parts add up to the total measured on the holdings.'
        : `The parts miss the total by ${formatMoney(gap)}: read them with care.`
    }`,
    head: ['Cause', '#USD'],
    rows: parts.map(({ title, final, definition }) => row(title, final ?? 0, definition)),
    foot: row('Total', total, record.metrics['backstop.profit.total']?.definition ?? ''),
  });
}

/** Who took part, and how each class fared. */
export function agentTable(record: RunRecord): Html {
  const { groups } = record.scenario;
  const profit = (name: string) => record.metrics[`agent.${name}.profit`]?.final ?? null;
  const classes = [...new Set(groups.map((group) => group.class))].filter((name) =>
    /arbitrageur|liquidator|jit-depositor/.test(name),
  );
  const taken = classes.map(profit).filter((value) => value !== null);
  const leakage = formatMoney(taken.reduce((a, b) => a + b, 0));
  const table = tableBox({
    label: 'Agents',
    caption: 'Groups of agents as the scenario sets them; the profit is that of the whole class.',
    head: ['Group', 'Class', '#Agents', '#Profit, USD'],
    rows: groups.map(
      (group) =>
        html`<tr><th scope="row">${group.name}<small>${group.note}</small></th><td class="name">${group.class}</td><td class="number">${formatInteger(group.count)}</td><td class="number">${formatNumber(profit(group.class), 0, { sign: true })}</td></tr>`,
    ),
  });
  if (taken.length === 0) return table;
  return html`<p class="note">Value leakage, the profit of arbitrageurs${classes.includes('jit-depositor') ? ', depositors for one block' : ''} and liquidators together, over ${horizonText(record)}: <b>${leakage}</b>.</p>${table}`;
}

const AGGREGATES = ['final', 'min', 'mean', 'max', 'p05', 'p95'] as const;

/** Every metric with what it means. */
export function metricTable(record: RunRecord): Html {
  const entries = Object.entries(record.metrics);
  const table = tableBox({
    label: 'All metrics',
    caption: `Gauges and counters are sampled every block, trends with their events; mean and percentiles are over time. The horizon is ${horizonText(record)}.`,
    head: ['Metric', 'Unit', 'Kind', ...AGGREGATES.map((name) => `#${name}`)],
    className: 'metrics',
    rows: entries.map(
      ([name, metric]) =>
        html`<tr><th scope="row">${metric.title} ${dotted(name)}<small>${metric.definition}</small></th><td>${metric.unit}</td><td>${metric.kind}</td>${AGGREGATES.map(
          (aggregate) => html`<td class="number">${bare(metric[aggregate], metric.unit)}</td>`,
        )}</tr>`,
    ),
  });
  return html`<details><summary>All ${entries.length} metrics, with definitions</summary>${table}</details>`;
}

/** A value without the unit that its table names already. */
function bare(value: number | null, unit: string): string {
  if (value === null) return NO_VALUE;
  if (unit === 'boolean') return value === 0 || value === 1 ? formatValue(value, unit) : formatRatio(value);
  return unit === 'ratio' || unit === 'seconds' ? formatValue(value, unit) : formatCompact(value);
}

/** One row a trial. */
export function trialTable({ trials }: RunRecord): Html {
  const counts = (trial: TrialRecord) => [
    trial.troves,
    trial.agents,
    trial.transactions,
    trial.reverted,
    trial.expired,
    trial.liquidations,
  ];
  const blocks = ({ ticks, plannedTicks }: TrialRecord) =>
    ticks === plannedTicks ? formatInteger(ticks) : `${formatInteger(ticks)} of ${formatInteger(plannedTicks)}`;
  return tableBox({
    label: 'Trials',
    caption: 'Trials',
    head: [
      'Trial',
      '#Seed',
      'Status',
      '#Blocks',
      '#Troves',
      '#Agents',
      '#Transactions',
      '#Reverted',
      '#Expired',
      '#Liquidations',
    ],
    rows: trials.map(
      (trial) =>
        html`<tr><th scope="row">${trial.index}</th><td class="number">${String(trial.seed)}</td><td>${trial.status}</td><td class="number">${blocks(trial)}</td>${counts(
          trial,
        ).map((count) => html`<td class="number">${formatInteger(count)}</td>`)}</tr>`,
    ),
  });
}
