import pc from 'picocolors';
import type { ComparedFigure, CompareRecord, CompareVerdict, FigureVerdict } from '../../metric/compareRecord.ts';
import { clipped, wrapped } from '../consoleLines.ts';
import { formatValue, plainText, plural } from '../format.ts';
import {
  compareHeadline,
  confidenceText,
  differenceText,
  FIGURE_WORDS,
  figureNote,
  intervalBounds,
  percentText,
  readFirst,
  VERDICT_WORDS,
} from './compareText.ts';
import { parameterText } from './parameterText.ts';

export interface CompareConsoleOptions {
  readonly color: boolean;
  /** Columns of the terminal; default 100. */
  readonly width?: number;
  /** Where the report lies. */
  readonly path: string;
}

type Tint = 'green' | 'red' | 'yellow' | 'dim' | 'cyan';

const MARK: Readonly<Record<FigureVerdict, readonly [mark: string, tint: Tint]>> = {
  better: ['✓', 'green'],
  worse: ['✗', 'red'],
  changed: ['~', 'cyan'],
  undetected: ['·', 'dim'],
  identical: ['=', 'dim'],
  unknown: ['?', 'yellow'],
};
const OVERALL: Readonly<Record<CompareVerdict, Tint>> = {
  better: 'green',
  worse: 'red',
  mixed: 'red',
  changed: 'cyan',
  undetected: 'dim',
  identical: 'dim',
  inconclusive: 'yellow',
};
/** Parameters that the screen has room for. */
const SHOWN = 8;

/** The comparison on one screen. Ends without a newline. */
export function renderCompareConsole(
  record: CompareRecord,
  { color, width = 100, path }: CompareConsoleOptions,
): string {
  const paint = pc.createColors(color);
  const clip = (text: string) => clipped(plainText(text), width);
  const { verdict, pairing, key, level } = record;
  return [
    ...parameterLines(record).map(clip),
    '',
    ...wrapped(plainText(`${VERDICT_WORDS[verdict].toUpperCase()}: ${compareHeadline(record)}`), width).map((line) =>
      paint.bold(paint[OVERALL[verdict]](line)),
    ),
    paint.dim(
      clip(
        `${plural(pairing.pairs, 'pair')} | seed ${pairing.seed} | ${confidenceText(record)} intervals | verdicts at ${percentText(level)}, corrected for ${plural(key.length, 'figure')}`,
      ),
    ),
    ...readFirst(record).flatMap((note) => wrapped(plainText(note), width).map((line) => paint.yellow(line))),
    '',
    paint.dim(clip(row('', 'base', 'proposal', 'difference, interval'))),
    ...key.flatMap((figure) => {
      const [, tint] = MARK[figure.verdict];
      const note = figureNote(figure);
      return [paint[tint](clip(figureRow(figure))), ...(note === null ? [] : [paint.dim(clip(`    ${note}`))])];
    }),
    paint.dim(clip(legend(key))),
    '',
    `Report  ${path}`,
  ].join('\n');
}

/** Every figure, key and other, one a line, tab-separated, with a header; empty where there is no value. */
export function renderCompareTsv({ key, others, unchanged }: CompareRecord): string {
  const head = [
    ...['figure', 'family', 'unit', 'verdict', 'base', 'proposal', 'difference', 'low', 'high'],
    ...['effect', 'p', 'p_adjusted', 'pairs', 'higher', 'lower', 'same'],
  ];
  const line = (figure: ComparedFigure, family: string) =>
    [
      ...[`${figure.metric}.${figure.aggregate}`, family, figure.unit, figure.verdict, figure.base, figure.proposal],
      ...[figure.estimate, figure.low, figure.high, figure.effect, figure.pValue, figure.adjusted],
      ...[figure.pairs, figure.higher, figure.lower, figure.same],
    ]
      .map((value) => value ?? '')
      .join('\t');
  const rows = [
    ...key.map((figure) => line(figure, 'key')),
    ...others.map((figure) => line(figure, 'other')),
    ...unchanged.map((name) => [name, 'other', '', 'identical', ...new Array(head.length - 4).fill('')].join('\t')),
  ];
  return `${[head.join('\t'), ...rows].join('\n')}\n`;
}

function parameterLines({ parameters, parametersLack }: CompareRecord): string[] {
  if (parameters === null) return [`What the proposal changes is not known: ${parametersLack}`];
  if (parameters.length === 0) return ['The proposal changes no parameter.'];
  const hidden = parameters.length - SHOWN;
  return [
    ...parameters
      .slice(0, SHOWN)
      .map((each) => `${each.path}: ${parameterText(each, 'base')} -> ${parameterText(each, 'proposal')}`),
    ...(hidden > 0 ? [`and ${plural(hidden, 'more parameter')} in the report`] : []),
  ];
}

function figureRow(figure: ComparedFigure): string {
  const { unit, verdict, metric, aggregate, base, proposal, estimate } = figure;
  const change =
    verdict === 'identical' ? FIGURE_WORDS.identical : `${differenceText(estimate, unit)} ${intervalBounds(figure)}`;
  const name = `${MARK[verdict][0]} ${metric}.${aggregate}`;
  return row(name, formatValue(base, unit), formatValue(proposal, unit), change);
}

/** The marks that stand above, in words. */
function legend(key: readonly ComparedFigure[]): string {
  const verdicts = (Object.keys(MARK) as FigureVerdict[]).filter((verdict) =>
    key.some((each) => each.verdict === verdict),
  );
  return verdicts.map((verdict) => `${MARK[verdict][0]} ${FIGURE_WORDS[verdict]}`).join('   ');
}

function row(name: string, base: string, proposal: string, change: string): string {
  return `${name.padEnd(34)}${plainText(base).padStart(13)}${plainText(proposal).padStart(13)}  ${change}`;
}
