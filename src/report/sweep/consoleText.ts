import pc from 'picocolors';
import type { Verdict } from '../../metric/runRecord.ts';
import type { SweepPointRecord, SweepRecord } from '../../metric/sweepRecord.ts';
import { clipped } from '../consoleLines.ts';
import { intervalText } from '../ensemble/ensembleText.ts';
import { formatInteger, plainText, plural } from '../format.ts';
import { cliffText, designText, missingTrials, pointName, sweepHeadline, sweepHorizon } from './sweepText.ts';

export interface SweepConsoleOptions {
  readonly color: boolean;
  /** Columns of the terminal; default 100. */
  readonly width?: number;
  /** Where the report lies. */
  readonly path: string;
}

const MARK: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };
/** Points and cliffs that the screen has room for; the report has them all. */
const SHOWN_POINTS = 16;
const SHOWN_CLIFFS = 8;
const SHOWN_FIGURES = 2;

/** The sweep on one screen: where the thresholds hold, the points, and where the verdict changes. Ends without a newline. */
export function renderSweepConsole(record: SweepRecord, { color, width = 100, path }: SweepConsoleOptions): string {
  const paint = pc.createColors(color);
  const tint: Readonly<Record<Verdict, (text: string) => string>> = {
    pass: paint.green,
    fail: paint.red,
    inconclusive: paint.yellow,
  };
  const clip = (text: string) => clipped(plainText(text), width);
  const missing = missingTrials(record);
  const { points, counts, cliffs, scenario, seed } = record;
  const headline = sweepHeadline(record);
  return [
    ...(missing === null ? [] : [paint.inverse(paint.red(clip(missing)))]),
    paint.bold(clip(headline.charAt(0).toUpperCase() + headline.slice(1))),
    paint.dim(clip(`${scenario.title} | ${designText(record)} | horizon ${sweepHorizon(record)} | seed ${seed}`)),
    ...(counts.failed === 0
      ? []
      : [paint.yellow(clip(`${plural(counts.failed, 'trial')} failed: see the points' failures in the report`))]),
    '',
    ...points.slice(0, SHOWN_POINTS).map((point) => tint[point.verdict](clip(pointLine(record, point)))),
    ...(points.length > SHOWN_POINTS
      ? [paint.dim(`and ${formatInteger(points.length - SHOWN_POINTS)} more points`)]
      : []),
    ...(cliffs.length === 0 ? [] : ['', 'Where a verdict changes:']),
    ...cliffs.slice(0, SHOWN_CLIFFS).map((cliff) => clip(`  ${cliff.text} ${cliffText(record, cliff)}`)),
    ...(cliffs.length > SHOWN_CLIFFS ? [paint.dim(`  and ${formatInteger(cliffs.length - SHOWN_CLIFFS)} more`)] : []),
    '',
    `Report  ${path}`,
  ].join('\n');
}

function pointLine(record: SweepRecord, point: SweepPointRecord): string {
  const figures = record.figures.slice(0, SHOWN_FIGURES).map(({ text, unit }, i) => {
    const figure = point.figures[i];
    return `${text} ${figure === undefined ? 'no value' : intervalText(figure, unit)}`;
  });
  return `${MARK[point.verdict]} ${pointName(record, point)}  |  ${figures.join('  |  ')}`;
}
