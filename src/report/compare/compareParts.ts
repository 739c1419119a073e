import type { ComparedFigure, CompareRecord, FigureVerdict } from '../../metric/compareRecord.ts';
import { formatNumber, formatValue, plural } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { dotted, tableBox } from '../html/tableBox.ts';
import {
  confidenceText,
  differenceText,
  effectText,
  FIGURE_WORDS,
  figureNote,
  identicalText,
  intervalBounds,
  nameOf,
  percentText,
  ruledOutText,
  shareText,
} from './compareText.ts';
import { parameterText } from './parameterText.ts';

const SIGN: Readonly<Record<FigureVerdict, string>> = {
  better: '▲',
  worse: '▼',
  changed: '◆',
  undetected: '●',
  identical: '=',
  unknown: '?',
};

/** A verdict as sign and words, so that colour is never the only carrier. */
function badge(verdict: FigureVerdict): Html {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${SIGN[verdict]}</span> ${FIGURE_WORDS[verdict]}</span>`;
}

/** The parameters that differ, both values as written. */
export function parameterTable({ parameters, parametersLack }: CompareRecord): Html {
  if (parameters === null) return html`<p>Not known: ${parametersLack}</p>`;
  if (parameters.length === 0) return html`<p>No parameter: both sides say the same.</p>`;
  return tableBox({
    label: 'Parameters',
    caption: `${plural(parameters.length, 'parameter')} of the validated scenarios ${parameters.length === 1 ? 'differs' : 'differ'}; all others are the same. How a value is spelt is no difference.`,
    head: ['Parameter', 'Base', 'Proposal'],
    className: 'parameters',
    rows: parameters.map(
      (parameter) =>
        html`<tr><th scope="row">${dotted(parameter.path)}</th><td>${parameterText(parameter, 'base')}</td><td class="to">${parameterText(parameter, 'proposal')}</td></tr>`,
    ),
  });
}

/** The family that the verdict speaks of. */
export function keyTable(record: CompareRecord): Html {
  const { key, level, pairing, unmeasured } = record;
  const confidence = confidenceText(record);
  const table = tableBox({
    label: 'Key figures',
    caption: `Means over ${plural(pairing.pairs, 'pair')}, with the worst trial of each side below; the difference is proposal less base, with its ${confidence} interval. “Paired ×8”: without pairing it would take 8 times as many trials to know as much. Verdicts: sign-flip test at ${percentText(level)} after Holm’s correction for ${plural(key.length, 'figure')}.`,
    head: ['Figure of a trial and verdict', '#Difference', '#Base', '#Proposal', 'Trials', '#Effect size'],
    className: 'key',
    rows: key.map((figure) => keyRow(figure)),
  });
  return html`${table}${unmeasured.length === 0 ? '' : html`<p class="note">Not measured on both sides, so not compared: ${unmeasured.join(', ')}.</p>`}`;
}

function keyRow(figure: ComparedFigure): Html {
  const { unit, base, proposal, estimate, verdict, worst, good, metric, aggregate, effect, adjusted, gain } = figure;
  const note = figureNote(figure);
  const end = good === null ? 'highest' : 'worst';
  const worstText = (value: number | null) =>
    value === null ? '' : html`<small>${end} ${formatValue(value, unit)}</small>`;
  const isSame = verdict === 'identical';
  return html`<tr><th scope="row">${nameOf(figure)}<br>${badge(verdict)}<small>${dotted(`${metric}.${aggregate}`)}; ${good === null ? 'neither way is good' : `${good} is better`}</small></th>
<td class="number">${differenceText(estimate, unit)}${isSame ? '' : html`<small class="bounds">${intervalBounds(figure)}</small>`}</td>
<td class="number">${formatValue(base, unit)}${worstText(worst.base)}</td>
<td class="number">${formatValue(proposal, unit)}${worstText(worst.proposal)}</td>
<td>${shareText(figure)}</td>
<td class="number">${isSame ? '—' : html`${effectText(effect)}<small>p ${pText(adjusted)}${gain === null ? '' : `, paired ×${formatNumber(gain, gain < 10 ? 1 : 0)}`}</small>`}</td></tr>${note === null ? '' : html`<tr class=\"aside\"><td colspan="6"><span>${note}</span></td></tr>`}`;
}

/** What each key figure's interval says in words. */
export function ruledOutList(record: CompareRecord): Html {
  const confidence = confidenceText(record);
  const listed = record.key.filter(({ verdict }) => verdict !== 'identical');
  const same = identicalText(record);
  return html`<ul class="lines">${listed.map(
    (figure) =>
      html`<li><b>${nameOf(figure)}</b> ${badge(figure.verdict)}: ${ruledOutText(figure, confidence)}${figure.good === null ? '' : html` <span class="note">${capital(figure.good)} is better: ${figure.reason}.</span>`}</li>`,
  )}${same === null ? '' : html`<li>${same}</li>`}</ul>`;
}

/** Pairs that are left out because a trial failed. */
export function failedTable({ pairing }: CompareRecord): Html {
  return tableBox({
    label: 'Failed trials',
    head: ['Trial', 'Side', 'Message and replay'],
    rows: pairing.failed.map(
      ({ trial, side, message, replay }) =>
        html`<tr><th scope="row">${trial}</th><td>${side}</td><td>${message}<br><code>${replay}</code></td></tr>`,
    ),
  });
}

/** All other figures that differ: exploratory. */
export function otherTable({ others, unchanged, level }: CompareRecord): Html {
  const total = others.length + unchanged.length;
  const intro = html`<p class="note">Exploratory: no part of the verdict. Corrected among themselves, for ${plural(total, 'figure')} at ${percentText(level)}. ${plural(unchanged.length, 'figure')} ${unchanged.length === 1 ? 'is' : 'are'} the same in every pair.</p>`;
  if (others.length === 0) return intro;
  const found = others.filter(({ verdict }) => verdict !== 'undetected');
  const rest = others.filter(({ verdict }) => verdict === 'undetected');
  const table = (label: string, figures: readonly ComparedFigure[]) =>
    tableBox({
      label,
      head: ['Figure of a trial', 'Verdict', '#Base', '#Proposal', '#Difference'],
      className: 'metrics',
      rows: figures.map(otherRow),
    });
  return html`${intro}
${found.length === 0 ? html`<p>None of them differs detectably.</p>` : table('Other figures that differ detectably', found)}
${rest.length === 0 ? '' : html`<details><summary>${plural(rest.length, 'figure')} without a detectable difference</summary>${table('Other figures without a detectable difference', rest)}</details>`}
${unchanged.length === 0 ? '' : html`<details><summary>${plural(unchanged.length, 'identical figure')}</summary><p class="note">${unchanged.join(', ')}</p></details>`}`;
}

function otherRow(figure: ComparedFigure): Html {
  const { metric, aggregate, title, unit, base, proposal, estimate, verdict } = figure;
  return html`<tr><th scope="row">${title}<small>${dotted(`${metric}.${aggregate}`)}</small></th><td>${badge(verdict)}</td><td class="number">${formatValue(base, unit)}</td><td class="number">${formatValue(proposal, unit)}</td><td class="number">${differenceText(estimate, unit)}<small>${intervalBounds(figure)}</small></td></tr>`;
}

function pText(value: number): string {
  return value < 0.001 ? '< 0.001' : formatNumber(value, value < 0.1 ? 3 : 2);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
