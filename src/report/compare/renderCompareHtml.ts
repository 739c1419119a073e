import type { CompareRecord } from '../../metric/compareRecord.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { formatTime, plural } from '../format.ts';
import { chartFigure } from '../html/chartSections.ts';
import { type Html, html } from '../html/html.ts';
import { part, type Section, sectionLinks } from '../html/page.ts';
import { command, mono, row } from '../html/provenance.ts';
import { dotted, tableBox } from '../html/tableBox.ts';
import { comparePage } from './comparePage.ts';
import { failedTable, keyTable, otherTable, parameterTable, ruledOutList } from './compareParts.ts';
import { caveats, compareHeadline, confidenceText, percentText, readFirst, VERDICT_WORDS } from './compareText.ts';
import { parameterText } from './parameterText.ts';

const SIGN: Readonly<Record<CompareRecord['verdict'], string>> = {
  better: '▲',
  worse: '▼',
  mixed: '▼',
  changed: '◆',
  undetected: '●',
  identical: '=',
  inconclusive: '?',
};

/** The comparison as one page that needs nothing else. */
export function renderCompareHtml(record: CompareRecord, charts: readonly DrawnChart[]): string {
  const { verdict, base, proposal, pairing } = record;
  const sections: Section[] = [
    { id: 'parameters', title: 'What the proposal changes', content: parameterTable(record) },
    { id: 'figures', title: 'Key figures', content: html`${keyTable(record)}${charts.map(chartFigure)}` },
    { id: 'ruled-out', title: 'What this shows, and what it rules out', content: ruledOutList(record) },
    ...(pairing.failed.length === 0 ? [] : [{ id: 'failed', title: 'Failed trials', content: failedTable(record) }]),
    { id: 'others', title: 'Other figures', content: otherTable(record) },
    { id: 'reading', title: 'How to read it', content: lines(caveats(record)) },
    { id: 'assumptions', title: 'Assumptions and limits', content: assumptionLists(record) },
    { id: 'provenance', title: 'Where it comes from', content: provenance(record) },
  ];
  const title = base.title === proposal.title ? base.title : `${proposal.title} against ${base.title}`;
  return comparePage({
    title: `${VERDICT_WORDS[verdict]}: ${title}, ${plural(pairing.pairs, 'pair')} | Breakwater`,
    main: html`${header(record, title)}
${sectionLinks(sections)}
${sections.map(part)}`,
    from: html`Breakwater ${proposal.versions['breakwater'] ?? ''}, from <code>compare.json</code> alone.`,
    first: 'figures',
  });
}

function header(record: CompareRecord, title: string): Html {
  const { verdict, pairing, clock, level, key } = record;
  const headline = compareHeadline(record);
  const notes = readFirst(record);
  return html`<header class="verdict ${verdict}">
<p class="kicker"><span>Breakwater</span> Proposal against base: ${title}</p>
<h1><span class="word"><span aria-hidden="true">${SIGN[verdict]}</span> ${VERDICT_WORDS[verdict].toUpperCase()}</span> <span class="visually-hidden">—</span> ${headline.charAt(0).toUpperCase() + headline.slice(1)}.</h1>
${changeLine(record)}
<p class="meta">${plural(pairing.pairs, 'pair')} of trials with the same draws · from ${formatTime(clock.start)}, ${plural(pairing.ticks, 'block')} of ${clock.blockSeconds} s · seed ${pairing.seed} · intervals of ${confidenceText(record)}, verdicts at ${percentText(level)} corrected for ${plural(key.length, 'figure')}</p>
${notes.length === 0 ? '' : html`<div class="notes" role="note">${notes.map((note) => html`<p>${note}</p>`)}</div>`}
</header>`;
}

/** Parameters that the head of the page has room for. */
const SHOWN = 3;

/** What the proposal changes, in a line. */
function changeLine({ parameters }: CompareRecord): Html {
  if (parameters === null || parameters.length === 0) return html``;
  const shown = parameters.slice(0, SHOWN);
  const hidden = parameters.length - shown.length;
  return html`<p class="lede">The proposal changes ${shown.map(
    (each, i) =>
      html`${i === 0 ? '' : i === shown.length - 1 && hidden === 0 ? ' and ' : ', '}${dotted(each.path)} from ${parameterText(each, 'base')} to <b>${parameterText(each, 'proposal')}</b>`,
  )}${hidden === 0 ? '' : html` and <a href="#parameters">${plural(hidden, 'more parameter')}</a>`}.</p>`;
}

function lines(items: readonly string[]): Html {
  return html`<ul class="lines">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function assumptionLists({ assumptions, notModelled }: CompareRecord): Html {
  const list = (items: readonly string[], none: string) =>
    items.length === 0 ? html`<p>${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return html`<div class="columns">
<section><h3>Assumed</h3>${list(assumptions, 'The scenarios state no assumptions.')}</section>
<section><h3>Not modelled</h3>${list(notModelled, 'The records name nothing.')}</section>
</div>`;
}

function provenance(record: CompareRecord): Html {
  const { base, proposal, pairing } = record;
  const side = (name: 'base' | 'proposal') => {
    const { file, trials, failed, scenarioHash, resultHash, chain, overrides, versions } = record[name];
    const label = name === 'base' ? 'Base' : 'Proposal';
    return [
      row(label, html`${file}, ${plural(trials, 'trial')}${failed === 0 ? '' : `, ${failed} failed`}, on ${chain}`),
      row(
        `${label}: overrides`,
        overrides.length === 0 ? 'none' : html`${overrides.map((text) => html`<code>${text}</code> `)}`,
      ),
      row(`${label}: scenario hash`, mono(scenarioHash)),
      row(`${label}: result hash`, mono(resultHash)),
      row(
        `${label}: versions`,
        Object.entries(versions)
          .map(([key, version]) => `${key} ${version}`)
          .join(' · '),
      ),
    ];
  };
  return html`${command('reproduce', 'Compare again', record.reproduce)}
${command('reproduce-base', 'Run the base alone', base.reproduce)}
${command('reproduce-proposal', 'Run the proposal alone', proposal.reproduce)}
<p class="note">The same scenarios, seed and versions give the same result hashes, and with them the same comparison, on any machine.</p>
${tableBox({
  label: 'Where it comes from',
  caption: 'What was compared',
  head: [],
  className: 'pairs',
  rows: [
    row('Pairs', `${pairing.pairs}; the market’s prices are the same on both sides in ${pairing.sameMarket}`),
    row('Seed', String(pairing.seed)),
    ...side('base'),
    ...side('proposal'),
  ],
})}`;
}
