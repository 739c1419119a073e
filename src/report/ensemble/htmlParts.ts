import type { EnsembleRecord, IntervalRecord, WorstTrials } from '../../metric/ensembleRecord.ts';
import type { Verdict } from '../../metric/runRecord.ts';
import { groundText } from '../chainText.ts';
import { formatInteger, formatTime, formatValue, plural } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { badge, SIGN } from '../html/overview.ts';
import { dotted, tableBox } from '../html/tableBox.ts';
import { thresholdParts } from '../thresholdBound.ts';
import {
  boundsText,
  countText,
  EVERY_TRIAL,
  ensembleHeadline,
  ensembleHorizon,
  FAILURE_RULE,
  figureTitle,
  missingText,
  observedText,
} from './ensembleText.ts';

/** What is missing, and that trials failed: loud and first. */
export function ensembleBanner(record: EnsembleRecord): Html {
  const missing = missingText(record);
  const { failed, planned } = record.counts;
  return html`${missing === null ? '' : html`<div class="banner" role="alert"><p><strong>${missing}</strong></p></div>`}
${
  failed === 0
    ? ''
    : html`<div class="banner" role="alert"><p><strong>${formatInteger(failed)} of ${plural(planned, 'trial')} failed.</strong></p><p>${FAILURE_RULE} They are listed <a href="#failures">below</a>.</p></div>`
}`;
}

/** The verdict in words and what it rests on. */
export function ensembleVerdict(record: EnsembleRecord): Html {
  const { scenario, verdict, seed, thresholds } = record;
  const headline = ensembleHeadline(record);
  const ground = groundText(record);
  const count = (kind: Verdict) => thresholds.filter((threshold) => threshold.verdict === kind).length;
  const lede =
    thresholds.length === 0
      ? 'The scenario sets no thresholds, so there is nothing to pass or fail.'
      : `${count('pass')} of ${plural(thresholds.length, 'threshold')} held, ${count('fail')} failed, ${count('inconclusive')} could not be decided.`;
  return html`<header class="verdict ${verdict}">
<p class="kicker"><span>Breakwater</span> ${scenario.title}</p>
<h1><span class="word"><span aria-hidden="true">${SIGN[verdict]}</span> ${verdict.toUpperCase()}</span> <span class="visually-hidden">—</span> ${headline.charAt(0).toUpperCase() + headline.slice(1)}.</h1>
<p class="lede">${lede}</p>
<p class="meta">${countText(record)} · from ${formatTime(scenario.clock.start)}, horizon ${ensembleHorizon(record)} · seed ${seed} · every interval holds with 95 % confidence</p>
${ground === null ? '' : html`<p class="meta">On ${ground}</p>`}
</header>`;
}

/** The thresholds with what was observed, and its interval. */
export function ensembleThresholds({ thresholds, metrics }: EnsembleRecord): Html {
  if (thresholds.length === 0) return html`<p>The scenario sets none.</p>`;
  return tableBox({
    label: 'Thresholds',
    caption: `${EVERY_TRIAL} One over all trials passes if the whole of its interval is on the right side of the bound, fails if the whole of it is on the wrong side, and is inconclusive where the interval straddles the bound.`,
    head: ['Verdict', 'Threshold', '#Observed', '#Bound'],
    rows: thresholds.map((threshold) => {
      const { subject, bound } = thresholdParts(threshold);
      return html`<tr><td>${badge(threshold.verdict)}</td><th scope="row">${dotted(subject)}<small>${metrics[threshold.metric]?.title ?? ''}</small></th><td class="number">${observedText(threshold)}</td><td class="number">${bound}</td></tr>`;
    }),
  });
}

/** Key figures over trials. */
export function distributionTable(record: EnsembleRecord): Html {
  return tableBox({
    label: 'Figures over trials',
    caption: `Each trial gives one value over its ${ensembleHorizon(record)}; the table is over trials. VaR 95 %: the value that 5 % of trials are beyond at the bad end. ES 95 %: the mean of those 5 %. Below each figure its 95 % interval: of median and VaR between two order statistics (exact whatever the distribution), of mean and ES by the studentised bootstrap. No interval: fewer than 5 trials are in the tail, or a failed one might be anything. ∞: too few trials to set a bound.`,
    head: ['Figure of a trial', '#Median', '#VaR 95 %', '#ES 95 %', '#Mean', '#Range'],
    rows: record.distributions.map((each) => {
      const cell = (interval: IntervalRecord) =>
        html`<td class="number">${formatValue(interval.estimate, each.unit)}<small>${boundsText(interval, each.unit)}</small></td>`;
      return html`<tr><th scope="row">${figureTitle(each)}<small>${dotted(`${each.metric}.${each.aggregate}`)}; bad where ${each.tail}${each.samples === record.trials.length ? '' : `; a value in ${formatInteger(each.samples)} of ${plural(record.trials.length, 'trial')}`}</small></th>${[each.median, each.var95, each.es95, each.mean].map(cell)}<td class="number">${formatValue(each.min, each.unit)}<small>to ${formatValue(each.max, each.unit)}</small></td></tr>`;
    }),
  });
}

/** The worst trials by each loss, with the command that makes a full report of each. */
export function worstTables({ worst }: EnsembleRecord): Html {
  if (worst.length === 0) return html`<p>No loss differs between trials, so none is the worst.</p>`;
  return html`${worst.map(worstTable)}`;
}

function worstTable({ metric, aggregate, unit, title, trials }: WorstTrials): Html {
  return tableBox({
    label: `Worst trials by ${title}`,
    caption: `Worst by ${metric}.${aggregate}. Each command runs that trial alone, with the same result, into a full report.`,
    head: ['Trial', '#Value', 'Command'],
    rows: trials.map(
      ({ index, value, replay }) =>
        html`<tr><th scope="row">${index}</th><td class="number">${formatValue(value, unit)}</td><td><code>${replay}</code></td></tr>`,
    ),
  });
}

/** Every failed trial. */
export function failureTable({ trials }: EnsembleRecord): Html {
  return tableBox({
    label: 'Failed trials',
    caption: FAILURE_RULE,
    head: ['Trial', 'Stage', '#Tick', 'Message and replay'],
    rows: trials.flatMap(({ index, failure }) =>
      failure === undefined
        ? []
        : [
            html`<tr><th scope="row">${index}</th><td>${failure.stage}</td><td class="number">${failure.tick === null ? '—' : formatInteger(failure.tick)}</td><td>${failure.message}<br><code>${failure.replay}</code></td></tr>`,
          ],
    ),
  });
}
