import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { intervalText } from '../ensemble/ensembleText.ts';
import { formatInteger, plural } from '../format.ts';
import { escapeText, originLines, table, VERDICT_MARK } from '../markdown.ts';
import { changeName, rankedDifferences } from './charts/tornado.ts';
import {
  cliffText,
  correlationText,
  designText,
  missingTrials,
  shortPath,
  sweepHeadline,
  sweepHorizon,
} from './sweepText.ts';
import { differenceBounds, differenceText } from './tornadoText.ts';

const SHOWN_POINTS = 40;
const SHOWN_CLIFFS = 12;
const SHOWN_FIGURES = 4;
/** Changes of a figure that are listed. */
const SHOWN_CHANGES = 6;

/** The sweep in GitHub-flavoured Markdown, short enough to paste into a pull request. */
export function renderSweepSummary(record: SweepRecord): string {
  const { scenario, seed, counts } = record;
  const missing = missingTrials(record);
  const headline = sweepHeadline(record);
  const lines = [
    `## ${headline.charAt(0).toUpperCase() + headline.slice(1)}`,
    '',
    ...(missing === null ? [] : ['> [!CAUTION]', `> ${missing}`, '']),
    `**${escapeText(scenario.title)}** · ${designText(record)} · horizon ${sweepHorizon(record)} · seed ${seed} · all intervals 95 %`,
    '',
    ...(counts.failed === 0 ? [] : ['> [!WARNING]', `> ${plural(counts.failed, 'trial')} failed.`, '']),
    ...cliffLines(record),
    ...changeLines(record),
    ...correlationLines(record),
    ...pointLines(record),
    ...originLines(record, 'Reproduce:'),
  ];
  return `${lines.join('\n')}\n`;
}

function cliffLines(record: SweepRecord): string[] {
  const { cliffs } = record;
  if (cliffs.length === 0) return [];
  const hidden = cliffs.length - SHOWN_CLIFFS;
  return [
    ...table(
      ['Threshold', 'Verdict changes'],
      ['-', '-'],
      cliffs.slice(0, SHOWN_CLIFFS).map((cliff) => [`\`${cliff.text}\``, escapeText(cliffText(record, cliff))]),
    ),
    ...(hidden > 0 ? ['', `and ${formatInteger(hidden)} more in the report`] : []),
    '',
  ];
}

function changeLines(record: SweepRecord): string[] {
  if (record.design.kind !== 'one-at-a-time') return [];
  return record.figures.slice(0, SHOWN_FIGURES).flatMap(({ text, unit }, figure) => [
    ...table(
      [`Change of \`${text}\``, 'Change', '95 % interval'],
      ['-', '-:', '-:'],
      rankedDifferences(record, figure)
        .slice(0, SHOWN_CHANGES)
        .map((each) => [
          escapeText(changeName(record, each)),
          differenceText(each.estimate, unit),
          differenceBounds(each, unit),
        ]),
    ),
    '',
  ]);
}

function correlationLines(record: SweepRecord): string[] {
  const { correlations, figures, parameters } = record;
  if (correlations.length === 0) return [];
  return [
    ...table(
      ['Rank correlation', ...parameters.map((_, i) => escapeText(shortPath(record, i)))],
      ['-', ...parameters.map(() => '-:')],
      figures.map(({ text }, figure) => [
        `\`${text}\``,
        ...parameters.map((_, parameter) => {
          const found = correlations.find((each) => each.figure === figure && each.parameter === parameter);
          return found === undefined ? 'no order' : correlationText(found);
        }),
      ]),
    ),
    '',
  ];
}

function pointLines(record: SweepRecord): string[] {
  const { points, parameters, figures } = record;
  const shown = figures.slice(0, SHOWN_FIGURES);
  const hidden = points.length - SHOWN_POINTS;
  return [
    ...table(
      [
        '',
        ...parameters.map((_, i) => escapeText(shortPath(record, i))),
        'Trials',
        ...shown.map(({ text }) => `\`${text}\``),
      ],
      ['-', ...parameters.map(() => '-:'), '-:', ...shown.map(() => '-:')],
      points.slice(0, SHOWN_POINTS).map((point) => [
        VERDICT_MARK[point.verdict],
        ...point.values.map((value, i) => escapeText(value ?? parameters[i]?.base ?? 'default')),
        point.counts.failed === 0
          ? String(point.counts.completed)
          : `${point.counts.completed}, ${point.counts.failed} failed`,
        ...shown.map(({ unit }, i) => {
          const figure = point.figures[i];
          return figure === undefined ? '' : intervalText(figure, unit);
        }),
      ]),
    ),
    ...(hidden > 0 ? ['', `and ${formatInteger(hidden)} more points in \`points.tsv\``] : []),
    '',
  ];
}
