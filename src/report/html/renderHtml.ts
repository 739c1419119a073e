import type { RunRecord, TrialSeries } from '../../metric/runRecord.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { colourDeclarations } from '../charts/theme.ts';
import { ablationTable, ablationTitle } from './ablation.ts';
import { actionList } from './actions.ts';
import { chartFigure, notDrawn, windowButtons } from './chartSections.ts';
import { Html, html } from './html.ts';
import { answerBlock, banner, figureStrip, thresholdTable, verdictBlock } from './overview.ts';
import { assumptions, provenance, scenarioSource } from './provenance.ts';
import { contentSecurityPolicy, pageScripts, pageStyle } from './runtime.ts';
import { agentTable, attributionTable, metricTable } from './tables.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/**
 * The report as one page that needs nothing else: no network, no file beside it.
 *
 * @param record the run
 * @param series series of its trials, as far as they were read; the first one is what the charts show
 * @param charts the charts, drawn from that first trial
 */
export function renderHtml(record: RunRecord, series: readonly TrialSeries[], charts: readonly DrawnChart[]): string {
  const first = series[0];
  const figures = (...ids: readonly string[]) =>
    ids.flatMap((id) => charts.filter(({ chart }) => chart.id === id)).map(chartFigure);
  const head: Section[] = [
    { id: 'thresholds', title: 'Thresholds', content: thresholdTable(record) },
    ...(record.ablation === undefined
      ? []
      : [{ id: 'ablation', title: ablationTitle(record), content: ablationTable(record) }]),
    ...(record.provenance.actions.length === 0
      ? []
      : [{ id: 'actions', title: 'Actions before the first tick', content: actionList(record) }]),
  ];
  // The time window's buttons stay in sight for as long as there are charts to move.
  const charted: Section[] = [
    {
      id: 'solvency',
      title: 'Solvency',
      content: html`${trialNote(record)}${figures('price', 'peg', 'liquidity', 'tcr', 'icr', 'debt', 'bad-debt')}`,
    },
    {
      id: 'backstop',
      title: 'Backstop',
      content: html`${figures('returns', 'composition')}<div class="pair">${figures('discount', 'attribution')}</div>${attributionTable(record)}`,
    },
    { id: 'agents', title: 'Agents', content: html`${figures('agents')}${agentTable(record)}` },
    { id: 'fees', title: 'Fees and blockspace', content: html`${figures('fees')}${notDrawn(record)}` },
  ];
  const rest: Section[] = [
    { id: 'metrics', title: 'Metrics', content: metricTable(record) },
    { id: 'assumptions', title: 'Assumptions and limits', content: assumptions(record) },
    { id: 'provenance', title: 'Provenance', content: provenance(record) },
    { id: 'scenario', title: 'Scenario', content: scenarioSource(record) },
  ];
  const scripts = pageScripts();
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${record.verdict.toUpperCase()}: ${record.scenario.title} | Breakwater</title>
<link rel="icon" href="data:,">
<style>${new Html(`${themeStyle()}\n${pageStyle()}`)}</style>
</head>
<body>
<a class="skip" href="#thresholds">Skip to the thresholds</a>
<main>
${banner(record)}
${verdictBlock(record)}
${answerBlock(record)}
${figureStrip(record, first)}
<nav aria-label="Sections"><ul class="links">${[...head, ...charted, ...rest].map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${head.map(part)}
<div>${windowButtons(record, first)}${charted.map(part)}</div>
${rest.map(part)}
</main>
<footer><p>Breakwater ${record.provenance.versions['breakwater'] ?? ''}, from <code>run.json</code> and <code>series/</code> alone. Each chart lies in <code>charts/</code> as Vega-Lite. A stress test shows what happens under its assumptions; it is not a forecast.</p></footer>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`;
  return page.text;
}

function part({ id, title, content }: Section): Html {
  return html`<section id="${id}" class="part"><h2 class="heading">${title}</h2>\n${content}</section>\n`;
}

function trialNote({ trials }: RunRecord): Html {
  return trials.length < 2 ? html`` : html`<p class="note">The charts show the first of ${trials.length} trials.</p>`;
}

/** Paper is always light; a screen follows the reader's choice. */
export function themeStyle(): string {
  return `:root{color-scheme:light;${colourDeclarations('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourDeclarations('dark')}}}`;
}
