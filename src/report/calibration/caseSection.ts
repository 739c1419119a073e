import type { CalibrationRecord, CaseRecord, FigureRecord, OrderingRecord } from '../../metric/calibrationRecord.ts';
import { distanceOf } from '../../metric/documented.ts';
import { NO_VALUE } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { tableBox } from '../html/tableBox.ts';
import {
  differenceText,
  documentedText,
  listedFigures,
  nearnessText,
  observedText,
  orderingText,
  ratioText,
  spreadText,
} from './figureText.ts';
import { ratioStrip } from './ratioStrip.ts';

/** One case: what it is, what it assumes, and its figures beside the documented ones. */
export function caseSection(each: CaseRecord, record: CalibrationRecord): Html {
  return html`<section id="case-${each.name}" class="part"><h2 class="heading">${each.title}</h2>
<p class="about">${each.about}</p>
${assumed(each)}
${crossTable(each, record)}
${figureTable(each, record)}
${orderingTable(each)}
</section>`;
}

function assumed({ assumed: sentences }: CaseRecord): Html {
  if (sentences.length === 0) return html``;
  return html`<details open><summary>What is assumed, and by what</summary><ul class="assumed">${sentences.map((text) => html`<li>${text}</li>`)}</ul></details>`;
}

function figureTable(each: CaseRecord, record: CalibrationRecord): Html {
  const figures = listedFigures(each);
  if (figures.length === 0) return html``;
  return tableBox({
    label: `Figures: ${each.title}`,
    caption: `Difference: model less documented; of a range, from its nearer end.${hasSeeds(figures) ? ' The model’s figure is the median of the seeds, below it their lowest and highest.' : ''}`,
    head: ['Figure', '#Documented', '#Model', '#Difference', '#Ratio', '×0.1 to ×10', 'Within'],
    className: 'calibration',
    rows: figures.map((figure) => figureRow(figure, record)),
  });
}

function hasSeeds(figures: readonly FigureRecord[]): boolean {
  return figures.some(({ bySeed }) => bySeed.length > 1);
}

/** The figures in one row, what to think of them in the next, across the table. */
function figureRow(figure: FigureRecord, record: CalibrationRecord): Html {
  const { what, role, source, measure, word, missing } = figure;
  const spread = spreadText(figure);
  return html`<tr class="values"><th scope="row">${what}</th>
<td data-label="Documented" class="figure-value">${documentedText(figure)}</td>
<td data-label="Model" class="figure-value"><b>${observedText(figure)}</b>${spread === '' ? '' : html`<small>${spread}</small>`}${missing === '' ? '' : html`<small class="missing">${missing}</small>`}</td>
<td data-label="Difference" class="figure-value">${differenceText(figure)}</td>
<td data-label="Ratio" class="figure-value">${ratioText(figure)}</td>
<td data-label="×0.1 to ×10">${strip(figure, record)}</td>
<td data-label="Within">${nearnessMark(figure, record)}</td></tr>
<tr class="words"><td colspan="7"><span class="role ${role}">${role}</span> ${word}${word === '' ? '' : ' '}<small>Documented: ${source}. Measured: <code>${measure}</code> in ${runLink(figure, record)}.</small></td></tr>`;
}

/** Said in words, so that weight is never the only carrier. */
function nearnessMark(figure: FigureRecord, { closeness }: CalibrationRecord): Html {
  const text = nearnessText(figure, closeness);
  return figure.distance?.within === 'neither' ? html`<b>${text}</b>` : html`${text}`;
}

function strip({ distance, bySeed, documented, unit }: FigureRecord, { closeness }: CalibrationRecord): Html {
  if (distance === null || distance.ratio === null) return html`${NO_VALUE}`;
  const ratios = bySeed.flatMap((value) => (value === null ? [] : (distanceOf(value, documented, unit)?.ratio ?? [])));
  return ratioStrip({ ratio: distance.ratio, bySeed: ratios, closeness });
}

/** Leads to the run's report; of several seeds to the first that has one. */
function runLink({ run: name }: Pick<FigureRecord, 'run'>, { runs }: CalibrationRecord): Html {
  const done = runs.find((run) => run.name === name)?.bySeed.find(({ failure }) => failure === '');
  return done === undefined ? html`${name}` : html`<a href="${done.dir}/index.html">${name}</a>`;
}

/** Rows by columns: in each cell the model over what is documented. */
function crossTable(each: CaseRecord, record: CalibrationRecord): Html {
  const { table, figures } = each;
  if (table === null) return html``;
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  const first = byName.get(table.figures[0]?.[0] ?? '');
  const box = tableBox({
    label: table.what,
    caption: `${table.what}, by ${table.rows.title} and ${table.columns.title}. In each cell the model’s figure, below it the documented one, the difference, and how near it is; bold where within neither factor. Cells marked chosen had an assumption set by them.`,
    head: [table.rows.title, ...table.columns.names.map((name) => `#${name}`)],
    className: 'cross',
    rows: table.figures.map(
      (row, r) =>
        html`<tr><th scope="row">${table.rows.names[r]}</th>${row.map((name) => crossCell(byName.get(name), record))}</tr>`,
    ),
  });
  if (first === undefined) return box;
  return html`${box}<p class="note about">${first.word} Documented: ${first.source}. Measured: <code>${first.measure}</code>.</p>`;
}

function crossCell(figure: FigureRecord | undefined, record: CalibrationRecord): Html {
  if (figure === undefined) return html`<td class="number">${NO_VALUE}</td>`;
  const { missing } = figure;
  const spread = spreadText(figure);
  const link = record.runs.find((run) => run.name === figure.run)?.bySeed.find(({ failure }) => failure === '');
  const value = html`<b>${observedText(figure)}</b>`;
  return html`<td class="number">${link === undefined ? value : html`<a href="${link.dir}/index.html">${value}</a>`}<small>${documentedText(figure)}</small><small>${differenceText(figure)}</small><small>${nearnessMark(figure, record)}</small>${figure.role === 'chosen' ? html`<small><span class="role">chosen</span></small>` : ''}${spread === '' ? '' : html`<small>${spread}</small>`}${missing === '' ? '' : html`<small class="missing">${missing}</small>`}</td>`;
}

function orderingTable(each: CaseRecord): Html {
  const { orderings, figures } = each;
  if (orderings.length === 0) return html``;
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return tableBox({
    label: `Orders: ${each.title}`,
    caption: 'Orders that the model must keep whatever its figures are; equal figures keep it.',
    head: ['Order', 'Model, in that order', 'Kept'],
    rows: orderings.map(
      (ordering) =>
        html`<tr><th scope="row">${ordering.what}<small>must ${ordering.must}</small></th><td>${values(ordering, byName)}</td><td>${orderingText(ordering)}</td></tr>`,
    ),
  });
}

function values({ figures }: OrderingRecord, byName: ReadonlyMap<string, FigureRecord>): Html {
  return html`${figures.map((name, index) => {
    const figure = byName.get(name);
    return html`${index === 0 ? '' : ' → '}${figure === undefined ? NO_VALUE : observedText(figure)}`;
  })}`;
}
