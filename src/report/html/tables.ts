import { ATTRIBUTION_PARTS } from '../../metric/catalogue.ts';
import type { RunRecord } from '../../metric/runRecord.ts';
import { formatCompact, formatInteger, formatMoney, formatNumber, formatRatio, formatValue, NO_VALUE } from '../format.ts';
import { horizonText } from '../horizon.ts';
import { type Html, html } from './html.ts';

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
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Profit attribution"><table>
<caption>Backstoppers' profit by cause over ${horizonText(record)}, at market prices. ${
    closes ? 'The parts add up to the total measured on the holdings.' : `The parts miss the total by ${formatMoney(gap)}: read them with care.`
  }</caption>
<thead><tr><th scope="col">Cause</th><th scope="col" class="number">USD</th><th scope="col">What it is</th></tr></thead>
<tbody>${parts.map(
    ({ title, final, definition }) =>
      html`<tr><th scope="row">${title}</th><td class="number">${formatNumber(final, 2, { sign: true })}</td><td class="prose">${definition}</td></tr>`,
  )}</tbody>
<tfoot><tr><th scope="row">Total</th><td class="number">${formatNumber(total, 2, { sign: true })}</td><td class="prose">${
    record.metrics['backstop.profit.total']?.definition ?? ''
  }</td></tr></tfoot></table></div>`;
}

/** Who took part, and how each class fared. */
export function agentTable(record: RunRecord): Html {
  const { groups } = record.scenario;
  const profit = (name: string) => record.metrics[`agent.${name}.profit`]?.final ?? null;
  const taken = ['arbitrageur', 'liquidator'].map(profit).filter((value) => value !== null);
  return html`${
    taken.length === 0
      ? ''
      : html`<p class="note">Value leakage, the profit of arbitrageurs and liquidators together, over ${horizonText(record)}: <b>${formatMoney(taken.reduce((a, b) => a + b, 0))}</b>.</p>`
  }
<div class="scroll" tabindex="0" role="region" aria-label="Agents"><table>
<caption>Groups of agents as the scenario sets them; profit is that of the whole class.</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Class</th><th scope="col" class="number">Agents</th><th scope="col" class="number">Profit of the class, USD</th><th scope="col">How they act</th></tr></thead>
<tbody>${groups.map(
    (group) =>
      html`<tr><th scope="row">${group.name}</th><td>${group.class}</td><td class="number">${formatInteger(group.count)}</td><td class="number">${formatNumber(profit(group.class), 0, { sign: true })}</td><td class="prose">${group.note}</td></tr>`,
  )}</tbody></table></div>`;
}

const AGGREGATES = ['final', 'min', 'mean', 'max', 'p05', 'p95'] as const;

/** Every metric with what it means. */
export function metricTable(record: RunRecord): Html {
  const entries = Object.entries(record.metrics);
  return html`<details><summary>All ${entries.length} metrics, with definitions</summary>
<div class="scroll" tabindex="0" role="region" aria-label="All metrics"><table class="metrics">
<caption>Gauges and counters are sampled every block, trends with their events; mean and percentiles are over time. The horizon is ${horizonText(record)}.</caption>
<thead><tr><th scope="col">Metric</th><th scope="col">Unit</th><th scope="col">Kind</th>${AGGREGATES.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${entries.map(
    ([name, metric]) =>
      html`<tr><th scope="row">${metric.title} <code>${name}</code><small>${metric.definition}</small></th><td>${metric.unit}</td><td>${metric.kind}</td>${AGGREGATES.map(
        (aggregate) => html`<td class="number">${bare(metric[aggregate], metric.unit)}</td>`,
      )}</tr>`,
  )}</tbody></table></div></details>`;
}

/** A value without the unit that its table names already. */
function bare(value: number | null, unit: string): string {
  if (value === null) return NO_VALUE;
  if (unit === 'boolean') return value === 0 || value === 1 ? formatValue(value, unit) : formatRatio(value);
  return unit === 'ratio' || unit === 'seconds' ? formatValue(value, unit) : formatCompact(value);
}

/** One row a trial. */
export function trialTable({ trials }: RunRecord): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Trials"><table>
<caption>Trials</caption>
<thead><tr><th scope="col" class="number">Trial</th><th scope="col" class="number">Seed</th><th scope="col">Status</th><th scope="col" class="number">Blocks</th><th scope="col" class="number">Troves</th><th scope="col" class="number">Agents</th><th scope="col" class="number">Transactions</th><th scope="col" class="number">Reverted</th><th scope="col" class="number">Expired</th><th scope="col" class="number">Liquidations</th></tr></thead>
<tbody>${trials.map(
    (trial) =>
      html`<tr><th scope="row" class="number">${trial.index}</th><td class="number">${String(trial.seed)}</td><td>${trial.status}</td><td class="number">${formatInteger(trial.ticks)}${trial.ticks === trial.plannedTicks ? '' : ` of ${formatInteger(trial.plannedTicks)}`}</td>${[
        trial.troves,
        trial.agents,
        trial.transactions,
        trial.reverted,
        trial.expired,
        trial.liquidations,
      ].map((count) => html`<td class="number">${formatInteger(count)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
