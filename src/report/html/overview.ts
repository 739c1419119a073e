import type { RunRecord, ThresholdRecord, TrialSeries, Verdict } from '../../metric/runRecord.ts';
import { answers, incompleteness } from '../answers.ts';
import { groundText } from '../chainText.ts';
import { keyFigures } from '../figures.ts';
import { formatInteger, formatTime, formatValue, plural } from '../format.ts';
import { horizonSeconds, horizonText } from '../horizon.ts';
import { leftOutText } from '../leftOut.ts';
import { thresholdParts } from '../thresholdBound.ts';
import { type Html, html } from './html.ts';
import { dotted, tableBox } from './tableBox.ts';

/** Marks of verdicts. */
export const SIGN: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };

/** A verdict as sign and word, so that colour is never the only carrier. */
export function badge(verdict: Verdict): Html {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${SIGN[verdict]}</span> ${verdict}</span>`;
}

/** What went wrong with the run itself, loud and first. */
export function banner(record: RunRecord): Html {
  const text = incompleteness(record);
  if (text === null) return html``;
  return html`<div class="banner" role="alert"><p><strong>${text}</strong></p>
${record.trials.map(
  ({ index, failure }) =>
    failure &&
    html`<p>Trial ${index} failed in <b>${failure.stage}</b>${failure.tick === null ? '' : ` at tick ${formatInteger(failure.tick)}`}: ${failure.message}</p>
<p>Replay up to there: <code>${failure.replay}</code></p>`,
)}</div>`;
}

/** The verdict in words and what it rests on. */
export function verdictBlock(record: RunRecord): Html {
  const { headline } = answers(record);
  const { scenario } = record;
  const start = scenario.clock.start;
  const ground = groundText(record);
  const leftOut = leftOutText(record);
  return html`<header class="verdict ${record.verdict}">
<p class="kicker"><span>Breakwater</span> ${scenario.title}</p>
<h1><span class="word"><span aria-hidden="true">${SIGN[record.verdict]}</span> ${record.verdict.toUpperCase()}</span> <span class="visually-hidden">—</span> ${headline.charAt(0).toUpperCase() + headline.slice(1)}.</h1>
<p class="lede">${thresholdSentence(record)}</p>
<p class="meta">${formatTime(start)} to ${formatTime(start + horizonSeconds(record))} · ${plural(ticks(record), 'block')} of ${scenario.clock.blockSeconds} s · seed ${record.seed} · ${trialSentence(record)}</p>
${leftOut === null ? '' : html`<p class="meta">Run ${leftOut}: no agents of that kind took part.</p>`}
${ground === null ? '' : html`<p class="meta">On ${ground}</p>`}
</header>`;
}

function ticks({ trials, scenario }: RunRecord): number {
  return trials.length === 0 ? scenario.clock.ticks : Math.min(...trials.map((trial) => trial.ticks));
}

function trialSentence(record: RunRecord): string {
  const horizon = horizonText(record);
  return record.trials.length === 1
    ? `One trial: no interval can be given; the horizon is ${horizon}.`
    : `${record.trials.length} trials; the horizon is ${horizon}.`;
}

function thresholdSentence({ thresholds, verdict }: RunRecord): string {
  if (thresholds.length === 0) return 'The scenario sets no thresholds, so there is nothing to pass or fail.';
  const held = thresholds.filter((threshold) => threshold.verdict === 'pass').length;
  const count = `${held} of ${plural(thresholds.length, 'threshold')} held.`;
  if (verdict === 'pass') return count;
  const words: Readonly<Record<Verdict, string>> = { pass: 'Held', fail: 'Failed', inconclusive: 'No sample to judge' };
  const groups = (['fail', 'inconclusive'] as const).flatMap((kind) => {
    const of = thresholds.filter((threshold) => threshold.verdict === kind);
    return of.length === 0 ? [] : [`${words[kind]}: ${of.map(describe).join('; ')}.`];
  });
  return [count, ...groups].join(' ');
}

function describe(threshold: ThresholdRecord): string {
  const { subject, bound } = thresholdParts(threshold);
  const observed = threshold.observed === null ? '' : `, observed ${formatValue(threshold.observed, threshold.unit)}`;
  return `${subject} ${bound}${observed}`;
}

/** The two questions with their answers. */
export function answerBlock(record: RunRecord): Html {
  const { solvency, backstop } = answers(record);
  const one = (question: string, { short, sentences }: typeof solvency) =>
    html`<section><h2>${question}</h2><p class="short">${short}</p><ul>${sentences.filter((s) => s !== '').map((s) => html`<li>${s}</li>`)}</ul></section>`;
  return html`<div class="answers">${one('Did the system stay solvent?', solvency)}${one('What did the backstoppers earn?', backstop)}</div>`;
}

/** The key figures. */
export function figureStrip(record: RunRecord, series: TrialSeries | undefined): Html {
  return html`<dl class="figures">${keyFigures(record, series).map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>`,
  )}</dl>`;
}

/** The thresholds with what was observed. */
export function thresholdTable({ thresholds, metrics }: RunRecord): Html {
  if (thresholds.length === 0) return html`<p>The scenario sets none.</p>`;
  return tableBox({
    label: 'Thresholds',
    caption: 'As the scenario sets them; for “always” and “never” the observed figure is the worst one.',
    head: ['Verdict', 'Threshold', '#Observed', '#Bound'],
    rows: thresholds.map((threshold) => {
      const { subject, bound } = thresholdParts(threshold);
      const observed = threshold.observed === null ? 'no sample' : formatValue(threshold.observed, threshold.unit);
      return html`<tr><td>${badge(threshold.verdict)}</td><th scope="row">${dotted(subject)}<small>${metrics[threshold.metric]?.title ?? ''}</small></th><td class="number">${observed}</td><td class="number">${bound}</td></tr>`;
    }),
  });
}
