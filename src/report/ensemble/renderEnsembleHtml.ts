import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { plural } from '../format.ts';
import { actionList } from '../html/actions.ts';
import { chartFigure } from '../html/chartSections.ts';
import { type Html, html } from '../html/html.ts';
import { page, part, type Section, sectionLinks } from '../html/page.ts';
import { assumptions, command, contractTable, mono, row, scenarioSource, settingRows } from '../html/provenance.ts';
import { tableBox } from '../html/tableBox.ts';
import { leftOutText } from './ensembleText.ts';
import {
  distributionTable,
  ensembleBanner,
  ensembleThresholds,
  ensembleVerdict,
  failureTable,
  worstTables,
} from './htmlParts.ts';

/** The ensemble's report as one page that needs nothing else. @param charts distributions over trials */
export function renderEnsembleHtml(record: EnsembleRecord, charts: readonly DrawnChart[]): string {
  const { verdict, scenario, provenance, counts } = record;
  const sections: Section[] = [
    { id: 'thresholds', title: 'Thresholds', content: ensembleThresholds(record) },
    ...(provenance.actions.length === 0
      ? []
      : [{ id: 'actions', title: 'Actions before the first tick', content: actionList(record) }]),
    { id: 'tail', title: 'Tail and figures over trials', content: distributionTable(record) },
    { id: 'distributions', title: 'Distribution over trials', content: html`${charts.map(chartFigure)}` },
    { id: 'worst', title: 'Worst trials', content: worstTables(record) },
    ...(counts.failed === 0 ? [] : [{ id: 'failures', title: 'Failed trials', content: failureTable(record) }]),
    { id: 'assumptions', title: 'Assumptions and limits', content: assumptions(record) },
    { id: 'provenance', title: 'Provenance', content: ensembleProvenance(record) },
    { id: 'scenario', title: 'Scenario', content: scenarioSource(record) },
  ];
  return page({
    title: `${verdict.toUpperCase()}: ${scenario.title}, ${plural(counts.planned, 'trial')} | Breakwater`,
    main: html`${ensembleBanner(record)}
${ensembleVerdict(record)}
${sectionLinks(sections)}
${sections.map(part)}`,
    from: html`Breakwater ${provenance.versions['breakwater'] ?? ''}, from <code>run.json</code> and <code>trials.parquet</code> alone.`,
  });
}

function ensembleProvenance(record: EnsembleRecord): Html {
  const { provenance: from, plan, until } = record;
  const leftOut = leftOutText(record);
  return html`${command('reproduce', 'Run it again', from.reproduce)}
${command('replay', 'Run one of its trials into a full report', `${plan.replay} --trial 0`)}
${leftOut === null ? '' : html`<p class="note">${leftOut.text} <code>${leftOut.command}</code></p>`}
<p class="note">The same scenario, seed and versions give the same result hash on any machine, with any number of workers, in one go or in several. Each trial’s own hash stands in <code>run.json</code> and in <code>trials.parquet</code>, and is that of the trial run alone.</p>
${tableBox({
  label: 'Provenance',
  caption: 'What was run',
  head: [],
  className: 'pairs',
  rows: [
    row('Result hash', mono(record.resultHash)),
    ...(until === null
      ? []
      : [
          row(
            'Ends early when',
            `${until.text}${until.trials === null ? ': not reached' : `: after ${until.trials} trials`}`,
          ),
        ]),
    ...settingRows(record),
  ],
})}
${contractTable(from.contracts)}`;
}
