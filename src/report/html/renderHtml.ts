import type { RunRecord, TrialSeries } from '../../metric/runRecord.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { actionList } from './actions.ts';
import { chartFigure, notDrawn, windowButtons } from './chartSections.ts';
import { type Html, html } from './html.ts';
import { answerBlock, banner, figureStrip, thresholdTable, verdictBlock } from './overview.ts';
import { page, part, type Section, sectionLinks } from './page.ts';
import { assumptions, provenance, scenarioSource } from './provenance.ts';
import { agentTable, attributionTable, metricTable } from './tables.ts';

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
    ...(record.provenance.actions.length === 0
      ? []
      : [{ id: 'actions', title: 'Actions before the first tick', content: actionList(record) }]),
  ];
  // The time window's buttons stay in sight for as long as there are charts to move.
  const charted: Section[] = [
    {
      id: 'solvency',
      title: 'Solvency',
      content: html`${trialNote(record)}${figures('price', 'tcr', 'icr', 'debt', 'bad-debt')}`,
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
  return page({
    title: `${record.verdict.toUpperCase()}: ${record.scenario.title} | Breakwater`,
    main: html`${banner(record)}
${verdictBlock(record)}
${answerBlock(record)}
${figureStrip(record, first)}
${sectionLinks([...head, ...charted, ...rest])}
${head.map(part)}
<div>${windowButtons(record, first)}${charted.map(part)}</div>
${rest.map(part)}`,
    from: html`Breakwater ${record.provenance.versions['breakwater'] ?? ''}, from <code>run.json</code> and <code>series/</code> alone.`,
  });
}

function trialNote({ trials }: RunRecord): Html {
  return trials.length < 2 ? html`` : html`<p class="note">The charts show the first of ${trials.length} trials.</p>`;
}
