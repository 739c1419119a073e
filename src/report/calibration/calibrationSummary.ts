import type { CalibrationRecord, CaseRecord, FigureRecord } from '../../metric/calibrationRecord.ts';
import type { Closeness } from '../../metric/documented.ts';
import { plural } from '../format.ts';
import {
  differenceText,
  documentedText,
  headline,
  nearnessRule,
  nearnessText,
  observedText,
  orderingText,
  ratioText,
  spreadText,
} from './figureText.ts';

/** The calibration in GitHub-flavoured Markdown. */
export function renderCalibrationSummary(record: CalibrationRecord): string {
  const { title, cases, runs } = record;
  const lost = runs.flatMap((run) => run.bySeed.filter(({ failure }) => failure !== ''));
  const lines = [
    `## ${escapeText(title)}: ${headline(record)}`,
    '',
    ...(lost.length === 0 ? [] : ['> [!CAUTION]', `> ${plural(lost.length, 'run')} gave no record.`, '']),
    nearnessRule(record),
    '',
    ...cases.flatMap((each) => caseLines(each, record)),
  ];
  return `${lines.join('\n')}\n`;
}

function caseLines({ title, figures, orderings }: CaseRecord, { closeness }: CalibrationRecord): string[] {
  return [
    `### ${escapeText(title)}`,
    '',
    '| Figure | Role | Documented | Model | Difference | Ratio | Within |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...figures.map((figure) => figureLine(figure, closeness)),
    '',
    ...orderings.map((ordering) => `- ${escapeText(ordering.what)}: ${orderingText(ordering)}`),
    ...(orderings.length === 0 ? [] : ['']),
  ];
}

function figureLine(figure: FigureRecord, closeness: Closeness): string {
  const spread = spreadText(figure);
  const model = spread === '' ? observedText(figure) : `${observedText(figure)} (${spread})`;
  const cells = [
    ...[escapeText(figure.what), figure.role, documentedText(figure), model],
    ...[differenceText(figure), ratioText(figure), nearnessText(figure, closeness)],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Text of a suite must not turn into markup of where it is pasted. */
function escapeText(text: string): string {
  return text.replace(/[\\`*_[\]<>|#@]/g, '\\$&').replace(/\s+/g, ' ');
}
