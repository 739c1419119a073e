import pc from 'picocolors';
import type { BaselineOutcome } from '../../metric/baselineOutcome.ts';
import type { JudgedFigure } from '../../metric/judgeBaseline.ts';
import { percentText } from '../compare/compareText.ts';
import { formatValue, plainText } from '../format.ts';
import { clipped, MARK, verdictTints, wrapped } from '../terminal.ts';
import { amountText, changeText, figureDetail, outcomeHeadline, outcomeNotes, shownMeans } from './baselineText.ts';

export interface BaselineConsoleOptions {
  readonly color: boolean;
  /** Columns of the terminal; default as wide as it comes, so that a log has all of it. */
  readonly width?: number;
}

/** How a run stands to its baseline, below the run's own summary. Ends without a newline. */
export function renderBaselineConsole(
  outcome: BaselineOutcome,
  { color, width = Number.POSITIVE_INFINITY }: BaselineConsoleOptions,
): string {
  const paint = pc.createColors(color);
  const tint = verdictTints(color);
  const { verdict, figures, level, trials } = outcome;
  const folded = (text: string) => wrapped(plainText(text), width);
  const rows = figures.flatMap((figure) => {
    const own = figure.kind === 'judged' ? figure.verdict : 'inconclusive';
    const isTold = own !== 'pass' || (figure.kind === 'judged' && figure.isBetter);
    const detail = isTold ? figureDetail(figure, { isBesideTable: true }) : '';
    const cells = figure.kind === 'judged' ? cellsOf(figure) : [];
    return [
      tint[own](clipped(row(`${MARK[own]} ${figure.name}`, cells), width)),
      ...(detail === '' ? [] : [paint.dim(clipped(plainText(`    ${detail}`), width))]),
    ];
  });
  // Above it the ensemble's own summary has medians.
  const head =
    trials === 1
      ? ['baseline', 'now', 'tolerance', 'difference']
      : ['baseline mean', 'mean now', 'tolerance', `mean difference, ${percentText(1 - level)} interval`];
  return [
    ...folded(`${MARK[verdict]} BASELINE: ${outcomeHeadline(outcome)}`).map((line) => paint.bold(tint[verdict](line))),
    ...outcomeNotes(outcome).flatMap((note) => folded(note).map((line) => paint.yellow(line))),
    ...(rows.length === 0 ? [] : [paint.dim(clipped(row('', head), width))]),
    ...rows,
  ].join('\n');
}

/** Every figure, one a line, tab-separated, with a header; empty where there is no value. */
export function renderBaselineTsv({ figures }: BaselineOutcome): string {
  const head = [
    ...['figure', 'unit', 'verdict', 'why', 'baseline', 'now', 'difference', 'low', 'high', 'tolerance'],
    ...['p_adjusted', 'pairs', 'beyond', 'failed', 'line'],
  ];
  const rows = figures.map((figure) => {
    if (figure.kind !== 'judged') {
      return [figure.name, '', 'inconclusive', figure.kind, ...new Array(head.length - 5).fill(''), figure.line];
    }
    const { name, unit, verdict, reason, difference, low, high } = figure;
    const { base, now } = shownMeans(figure);
    return [
      ...[name, unit, verdict, reason, base, now, difference, finite(low), finite(high), figure.tolerance],
      ...[figure.trials === 1 ? '' : figure.adjusted, figure.base.length, figure.beyond, figure.failed.length],
      figure.line,
    ];
  });
  return `${[head, ...rows].map((cells) => cells.map((value) => value ?? '').join('\t')).join('\n')}\n`;
}

function cellsOf(figure: JudgedFigure): string[] {
  const { unit, tolerance } = figure;
  const { base, now } = shownMeans(figure);
  return [formatValue(base, unit), formatValue(now, unit), amountText(tolerance, unit), changeText(figure)];
}

function finite(value: number): number | '' {
  return Number.isFinite(value) ? value : '';
}

function row(name: string, [base = '', now = '', tolerance = '', change = '']: readonly string[]): string {
  const cells = [base, now, tolerance].map((text) => plainText(text).padStart(13)).join('');
  return `${name.padEnd(34)}${cells}  ${plainText(change)}`.trimEnd();
}
