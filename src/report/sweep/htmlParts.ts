import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { groundText } from '../chainText.ts';
import { intervalText } from '../ensemble/ensembleText.ts';
import { formatInteger, formatTime, plural } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { badge } from '../html/overview.ts';
import { dotted, tableBox } from '../html/tableBox.ts';
import { changeName, rankedDifferences } from './charts/tornado.ts';
import {
  COMMON_DRAWS,
  cliffEnds,
  cliffPlace,
  cliffSurety,
  correlationText,
  designText,
  isToldApart,
  missingTrials,
  POINT_VERDICT,
  pointName,
  shortPath,
  sweepHeadline,
  sweepHorizon,
} from './sweepText.ts';
import { differenceBounds, differenceText } from './tornadoText.ts';

/** Rows of a table of points; `points.tsv` has them all. */
const MOST_ROWS = 300;

/** What is missing, and that trials failed: loud and first. */
export function sweepBanner(record: SweepRecord): Html {
  const missing = missingTrials(record);
  const { failed, planned } = record.counts;
  return html`${missing === null ? '' : html`<div class="banner" role="alert"><p><strong>${missing}</strong></p></div>`}
${
  failed === 0
    ? ''
    : html`<div class="banner" role="alert"><p><strong>${formatInteger(failed)} of ${plural(planned, 'trial')} failed.</strong></p><p>A failed trial may have come out anyhow: its point has no interval of a mean, and can not pass a threshold of every trial. The points are listed <a href="#failures">below</a>.</p></div>`
}`;
}

/** What was swept and what came out, in words. */
export function sweepHeader(record: SweepRecord): Html {
  const { scenario, seed, parameters } = record;
  const headline = sweepHeadline(record);
  const ground = groundText(record);
  return html`<header class="verdict">
<p class="kicker"><span>Breakwater</span> ${scenario.title}, swept</p>
<h1>${headline.charAt(0).toUpperCase() + headline.slice(1)}.</h1>
<p class="lede">${designText(record)}. ${COMMON_DRAWS}</p>
<p class="meta">From ${formatTime(scenario.clock.start)}, horizon ${sweepHorizon(record)} · seed ${seed} · every interval holds with 95 % confidence, each by itself</p>
${ground === null ? '' : html`<p class="meta">On ${ground}</p>`}
</header>
${tableBox({
  label: 'Parameters',
  head: ['Swept', 'Scenario has', 'Values'],
  rows: parameters.map(
    ({ path, base, values }) =>
      html`<tr><th scope="row">${dotted(path)}</th><td>${base ?? 'its default'}</td><td>${values}</td></tr>`,
  ),
})}`;
}

/** Where each threshold holds, and between which neighbours its verdict changes. */
export function thresholdPart(record: SweepRecord): Html {
  const { thresholds, points } = record;
  if (thresholds.length === 0) return html`<p>The scenario sets none.</p>`;
  const count = (at: number, verdict: string) =>
    formatInteger(points.filter((point) => (point.thresholds[at]?.verdict ?? 'inconclusive') === verdict).length);
  return html`${tableBox({
    label: 'Thresholds',
    caption: `${POINT_VERDICT} Counted are design points.`,
    head: ['Threshold', '#Holds', '#Fails', '#Undecided'],
    rows: thresholds.map(
      (text, at) =>
        html`<tr><th scope="row"><code>${text}</code></th><td class="number">${count(at, 'pass')}</td><td class="number">${count(at, 'fail')}</td><td class="number">${count(at, 'inconclusive')}</td></tr>`,
    ),
  })}`;
}

/** Pairs of neighbouring points between which a verdict changes. */
export function cliffTable(record: SweepRecord): Html {
  const { cliffs, design } = record;
  if (design.kind !== 'grid' && design.kind !== 'list') return html``;
  if (cliffs.length === 0)
    return html`<p class="note">No threshold’s verdict changes along a parameter with an order.</p>`;
  return tableBox({
    label: 'Where a verdict changes',
    caption:
      'Between neighbouring points along each parameter, all others equal. The true edge lies somewhere between the two values; a verdict is given only where the sample decides it. The chance that a trial breaks the threshold, and its change from one end to the other, are 95 % intervals.',
    head: ['Threshold', 'Along', 'Between', 'How sure'],
    rows: cliffs.map(
      (cliff) =>
        html`<tr><th scope="row"><code>${cliff.text}</code></th><td>${cliffPlace(record, cliff)}</td><td>${cliffEnds(cliff)}</td><td>${cliffSurety(record, cliff).map((text) => html`<div>${text}</div>`)}</td></tr>`,
    ),
  });
}

/** Every design point with its figures. */
export function pointTable(record: SweepRecord): Html {
  const { parameters, figures, points, thresholds, baseIndex } = record;
  const hidden = points.length - MOST_ROWS;
  return html`${tableBox({
    label: 'Design points',
    caption: `Estimate and 95 % interval of each figure over the trials of a point. Full figures stand in points.tsv${hidden > 0 ? `, ${formatInteger(hidden)} more points among them` : ''}.`,
    head: [
      ...['Point', ...parameters.map((_, i) => shortPath(record, i)), '#Trials'],
      ...(thresholds.length === 0 ? [] : ['Thresholds']),
      ...figures.map(({ text }) => `#${text}`),
    ],
    rows: points.slice(0, MOST_ROWS).map((point) => {
      const { completed, planned, failed } = point.counts;
      const trials = completed === planned ? formatInteger(planned) : `${completed} of ${planned}`;
      return html`<tr><th scope="row">${point.index}${point.index === baseIndex ? html` <small>as it is</small>` : ''}</th>${point.values.map(
        (value, i) => html`<td>${value ?? html`<small>${parameters[i]?.base ?? 'default'}</small>`}</td>`,
      )}<td class="number">${trials}${failed === 0 ? '' : html`<small>${failed} failed</small>`}</td>${thresholds.length === 0 ? '' : html`<td>${badge(point.verdict)}</td>`}${figures.map(
        ({ unit }, i) => {
          const figure = point.figures[i];
          return html`<td class="number">${figure === undefined ? '—' : intervalText(figure, unit)}</td>`;
        },
      )}</tr>`;
    }),
  })}`;
}

/** What each value changes, the greatest first; for each figure. */
export function differenceTable(record: SweepRecord): Html {
  const { figures } = record;
  return html`${figures.map(({ text, title, unit }, figure) => {
    const rows = rankedDifferences(record, figure);
    if (rows.length === 0) return '';
    return tableBox({
      label: `Changes of ${text}`,
      caption: title,
      head: ['Value', '#Change', '#95 % interval', '#Pairs', 'Told apart'],
      rows: rows.map((each) => {
        const { estimate, pairs, method } = each;
        const name = changeName(record, each);
        return html`<tr><th scope="row">${name}</th><td class="number">${differenceText(estimate, unit)}</td><td class="number">${differenceBounds(each, unit)}</td><td class="number">${method === 'pairs' ? formatInteger(pairs) : 'not used'}</td><td>${isToldApart(each) ? 'yes' : 'no'}</td></tr>`;
      }),
    });
  })}`;
}

/** How each figure goes with each parameter over the points. */
export function correlationTable(record: SweepRecord): Html {
  const { parameters, figures, correlations } = record;
  return tableBox({
    label: 'Rank correlations',
    caption:
      'Spearman’s rank correlation of the parameter with the figure over the design points, with its 95 % interval: 1 or −1 where one always rises or falls with the other, near 0 where nothing monotone joins them. It does not tell how much a figure changes.',
    head: ['Figure', ...parameters.map((_, i) => `#${shortPath(record, i)}`)],
    rows: figures.map(
      ({ text, title }, figure) =>
        html`<tr><th scope="row"><code>${text}</code><small>${title}</small></th>${parameters.map((_, parameter) => {
          const found = correlations.find((each) => each.figure === figure && each.parameter === parameter);
          return html`<td class="number">${found === undefined ? 'no order' : correlationText(found)}</td>`;
        })}</tr>`,
    ),
  });
}

/** Points with failed trials, and the first of each. */
export function sweepFailures(record: SweepRecord): Html {
  return tableBox({
    label: 'Failed trials',
    head: ['Point', '#Failed', 'First failure'],
    rows: record.points.flatMap((point) =>
      point.counts.failed === 0
        ? []
        : html`<tr><th scope="row">${point.index}: ${pointName(record, point)}</th><td class="number">${formatInteger(point.counts.failed)} of ${point.counts.planned}</td><td>${point.failure ?? ''}<br><code>${point.reproduce}</code></td></tr>`,
    ),
  });
}
