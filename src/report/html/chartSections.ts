import type { RunRecord, TrialSeries } from '../../metric/runRecord.ts';
import { extremeRow } from '../charts/chart.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { NOT_DRAWN } from '../charts/index.ts';
import { formatDuration } from '../format.ts';
import { compileChart } from './compileChart.ts';
import { type Html, html, scriptJson } from './html.ts';

/** One chart with its heading and caption, or the reason why it is not there. */
export function chartFigure({ chart, spec }: DrawnChart): Html {
  const heading = html`<h3 id="chart-${chart.id}">${chart.title}</h3>`;
  if (spec === null && chart.rare === true) return html``;
  if (spec === null) return html`<div class="figure">${heading}<p class="absent">Not drawn: ${chart.absent}.</p></div>`;
  const panels = 'vconcat' in spec;
  return html`<figure class="figure" data-chart="${chart.id}" data-timed="${chart.timed ? 'yes' : 'no'}" data-fit="${panels ? 'panels' : 'width'}" aria-labelledby="chart-${chart.id}">
${heading}
<figcaption>${chart.caption}</figcaption>
<div class="chart"></div>
<script type="application/json">${scriptJson(compileChart(chart.id, spec))}</script>
</figure>`;
}

/** Buttons that move all time charts to a span worth a closer look. */
export function windowButtons(record: RunRecord, series: TrialSeries | undefined): Html {
  const spans = series === undefined ? [] : windows(record, series);
  if (spans.length === 0) return html``;
  return html`<div class="windows" role="group" aria-label="Time window of the charts">
<span>Time window</span>
<button type="button" aria-pressed="true">Whole run</button>
${spans.map(({ label, from, to }) => html`<button type="button" aria-pressed="false" data-from="${from}" data-to="${to}">${label}</button>`)}
<small>Drag to pan, Shift + wheel to zoom, double-click to reset.</small>
</div>`;
}

interface Window {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

function windows(record: RunRecord, { samples, events }: TrialSeries): Window[] {
  const start = samples.time[0] ?? 0;
  const end = samples.time.at(-1) ?? 0;
  const span = end - start;
  if (span <= 0) return [];
  const clamp = (label: string, from: number, to: number): Window => ({
    label,
    from: Math.round(Math.max(start, from)) * 1000,
    to: Math.round(Math.min(end, to)) * 1000,
  });
  const found: Window[] = [];
  const times = events.filter((event) => event.kind === 'liquidation').map((event) => event.time);
  if (times.length > 0) {
    const first = times.reduce((a, b) => Math.min(a, b));
    const last = times.reduce((a, b) => Math.max(a, b));
    const margin = Math.max(span * 0.01, (last - first) * 0.03);
    if (last - first + 2 * margin < 0.9 * span) found.push(clamp('Liquidations', first - margin, last + margin));
  }
  const price = samples.columns.get('market.price');
  const low = price === undefined ? -1 : extremeRow(price, 'min');
  if (low >= 0) {
    const at = samples.time[low] ?? start;
    const name = `Low of ${record.scenario.symbols.collateral}`;
    for (const half of [span / 8, span / 48]) {
      const round = half >= 3600 ? Math.round(half / 3600) * 3600 : Math.max(120, Math.round(half / 60) * 60);
      found.push(clamp(`${name} ± ${formatDuration(round)}`, at - round, at + round));
    }
  }
  return found;
}

/** Charts of the field that this record can't carry. */
export function notDrawn({ trials }: RunRecord): Html {
  return html`<p class="note">Not drawn, since this record holds ${trials.length === 1 ? 'a single trial' : 'a single design point'}: ${NOT_DRAWN.map(
    ({ title, why }, i) =>
      html`${i === 0 ? '' : '; '}<b>${title.charAt(0).toLowerCase() + title.slice(1)}</b> (${why})`,
  )}.</p>`;
}
