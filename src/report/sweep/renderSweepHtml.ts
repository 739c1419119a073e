import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { plural } from '../format.ts';
import { actionList } from '../html/actions.ts';
import { chartFigure } from '../html/chartSections.ts';
import { type Html, html } from '../html/html.ts';
import { page, part, type Section, sectionLinks } from '../html/page.ts';
import { assumptions, command, contractTable, mono, row, scenarioSource, settingRows } from '../html/provenance.ts';
import { tableBox } from '../html/tableBox.ts';
import { hiddenSlices } from './charts/heatMap.ts';
import {
  cliffTable,
  correlationTable,
  differenceTable,
  pointTable,
  sweepBanner,
  sweepFailures,
  sweepHeader,
  thresholdPart,
} from './htmlParts.ts';
import type { SweepCharts } from './sweepCharts.ts';

/** The sweep's report as one page that needs nothing else. */
export function renderSweepHtml(record: SweepRecord, charts: SweepCharts): string {
  const { scenario, provenance, counts, differences, correlations, design } = record;
  const isSingle = design.kind === 'one-at-a-time';
  const sections: Section[] = [
    {
      id: 'thresholds',
      title: 'Where the thresholds hold',
      content: html`${thresholdPart(record)}${pairs(charts.verdicts.length > 1, charts.verdicts.map(chartFigure))}${cliffTable(record)}`,
    },
    {
      id: 'figures',
      title: isSingle ? 'What each assumption changes' : 'Figures over the design',
      content: html`${slicesNote(record)}${charts.figures.map((each) => pairs(each.isNarrow, each.charts.map(chartFigure)))}`,
    },
    ...(correlations.length === 0
      ? []
      : [{ id: 'correlations', title: 'Which parameters matter', content: correlationTable(record) }]),
    { id: 'points', title: 'Design points', content: pointTable(record) },
    ...(differences.length === 0 || !isSingle
      ? []
      : [
          {
            id: 'differences',
            title: 'Changes against the scenario as it is',
            content: html`<p class="note">Of means and probabilities from pairs of trials with the same draws. Intervals are not corrected for their number: of twenty without any effect one is told apart by chance.</p>${differenceTable(record)}`,
          },
        ]),
    ...(counts.failed === 0 ? [] : [{ id: 'failures', title: 'Failed trials', content: sweepFailures(record) }]),
    ...(provenance.actions.length === 0
      ? []
      : [{ id: 'actions', title: 'Actions before the first tick', content: actionList(record) }]),
    { id: 'assumptions', title: 'Assumptions and limits', content: assumptions(record) },
    { id: 'provenance', title: 'Provenance', content: sweepProvenance(record) },
    { id: 'scenario', title: 'Scenario', content: scenarioSource(record) },
  ];
  return page({
    title: `${scenario.title}, ${plural(design.points, 'design point')} | Breakwater`,
    main: html`${sweepBanner(record)}
${sweepHeader(record)}
${sectionLinks(sections)}
${sections.map(part)}`,
    from: html`Breakwater ${provenance.versions['breakwater'] ?? ''}, from <code>sweep.json</code> alone.`,
  });
}

function pairs(isNarrow: boolean, figures: readonly Html[]): Html {
  return isNarrow ? html`<div class="pair">${figures}</div>` : html`${figures}`;
}

function slicesNote(record: SweepRecord): Html {
  const hidden = record.design.kind === 'grid' && record.parameters.length > 2 ? hiddenSlices(record) : 0;
  return hidden === 0
    ? html``
    : html`<p class="note">Heat maps of ${plural(hidden, 'more combination')} of the other parameters are not drawn; the table has all points.</p>`;
}

function sweepProvenance(record: SweepRecord): Html {
  const { provenance: from, points } = record;
  const [first] = points;
  return html`${command('reproduce', 'Run it again', from.reproduce)}
${first === undefined ? '' : command('replay', 'Run the trials of its first point alone', first.reproduce)}
<p class="note">Each point is the scenario with <code>--set</code>: its trials lie below <code>points/</code> as an ensemble of their own (<code>breakwater report &lt;folder&gt;</code> builds its page), and have the hashes that they have when run alone. The same scenario, seed and versions give the same result hash on any machine, with any number of workers.</p>
${tableBox({
  label: 'Provenance',
  caption: 'What was run; lending core and backstop as the first point has them',
  head: [],
  className: 'pairs',
  rows: [row('Result hash', mono(record.resultHash)), ...settingRows(record)],
})}
${contractTable(from.contracts)}`;
}
