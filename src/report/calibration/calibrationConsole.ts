import pc from 'picocolors';
import type { CalibrationRecord, FigureRecord } from '../../metric/calibrationRecord.ts';
import { plainText } from '../format.ts';
import { documentedText, headline, nearnessText, observedText, orderingText, ratioText } from './figureText.ts';

const NAME_WIDTH = 34;

/** The calibration on a screen: a line a figure. Ends without a newline. */
export function renderCalibrationConsole(record: CalibrationRecord, { color }: { readonly color: boolean }): string {
  const paint = pc.createColors(color);
  const lines = record.cases.flatMap(({ title, figures, orderings }) => [
    '',
    paint.bold(title),
    ...figures.map((figure) => figureLine(figure, record, (text) => paint.dim(text))),
    ...orderings.map((ordering) => paint.dim(`  ${ordering.what}: ${orderingText(ordering)}`)),
  ]);
  const head = `${column('', NAME_WIDTH)}${column('documented', 28)}${column('model', 16)}${column('ratio', 10)}within`;
  return [paint.bold(plainText(headline(record))), ...lines.slice(0, 1), paint.dim(head), ...lines.slice(1)].join('\n');
}

function figureLine(figure: FigureRecord, { closeness }: CalibrationRecord, dim: (text: string) => string): string {
  const { what, role } = figure;
  const name = column(`${what}${role === 'chosen' ? ' (chosen)' : ''}`, NAME_WIDTH);
  const values = [
    column(documentedText(figure), 28),
    column(observedText(figure), 16),
    column(ratioText(figure), 10),
    plainText(nearnessText(figure, closeness)),
  ];
  return `${dim(name)}${values.join('')}`;
}

/** Padded; what is longer is cut, two spaces stay. */
function column(text: string, width: number): string {
  const plain = plainText(text);
  const room = width - 2;
  return (plain.length > room ? `${plain.slice(0, room - 1)}…` : plain).padEnd(width);
}
