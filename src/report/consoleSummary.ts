import pc from 'picocolors';
import type { RunRecord, Verdict } from '../metric/runRecord.ts';
import { ablationRows, leftOutClasses } from './ablation.ts';
import { answers, incompleteness } from './answers.ts';
import { groundText, upstreamText } from './chainText.ts';
import { keyFigures } from './figures.ts';
import { formatValue, plainText } from './format.ts';
import { leftOutText } from './leftOut.ts';
import { trialsText } from './summary.ts';
import { clipped, MARK, verdictTints, wrapped } from './terminal.ts';
import { thresholdParts } from './thresholdBound.ts';

export interface ConsoleOptions {
  /** Whether the terminal shows colours. */
  readonly color: boolean;
  /** Columns of the terminal; default 80. */
  readonly width?: number;
  /** Lines of the terminal; default 24. */
  readonly height?: number;
  /** Where the report lies, as the user may open it. */
  readonly path?: string;
}

/** The run on one screen: verdict, answers, key figures, thresholds, where the report lies. Ends without a newline. */
export function renderConsoleSummary(
  record: RunRecord,
  { color, width = 80, height = 24, path }: ConsoleOptions,
): string {
  const paint = pc.createColors(color);
  const tint = verdictTints(color);
  const { verdict, headline } = answers(record);
  const head = wrap(`${MARK[record.verdict]} ${verdict}: ${headline}`, width).slice(0, 3);
  const warning = incompleteness(record);
  const top = [
    ...(warning === null
      ? []
      : wrap(warning, width)
          .slice(0, 3)
          .map((line) => paint.inverse(paint.red(line)))),
    ...head.map((line) => paint.bold(tint[record.verdict](line))),
    paint.dim(clip(`${record.scenario.title} | seed ${record.seed} | ${trialsText(record)}`, width)),
    ...groundLines(record).map((line) => paint.dim(clip(line, width))),
    '',
  ];
  const bottom = [...ablationLines(record, width), ...(path === undefined ? [] : ['', `Report  ${path}`])];
  const figures = figureLines(record, width).map((line) => paint.dim(line.label) + line.rest);
  // Thresholds decide the exit code, so they are the last to be cut; the report has them all.
  const room = height - 1 - top.length - bottom.length - 1;
  const thresholds = thresholdLines(record, width, Math.max(2, Math.min(room - 4, record.thresholds.length)));
  const shown = figures.slice(0, Math.max(0, room - thresholds.length));
  return [
    ...top,
    ...shown,
    '',
    ...thresholds.map(({ text, verdict: is }) => (is === null ? text : tint[is](text))),
    ...bottom,
  ].join('\n');
}

/** Who was left out; what the system stood on, unless it is our own, and what that took. */
function groundLines(record: RunRecord): string[] {
  const upstream = upstreamText(record.provenance.chain);
  return [leftOutText(record), groundText(record), upstream === null ? null : `upstream: ${upstream}`].filter(
    (line) => line !== null,
  );
}

/** What leaving somebody out changed, in a few lines; the report has all. */
function ablationLines(record: RunRecord, width: number): string[] {
  if (record.ablation === undefined) return [];
  const rows = ablationRows(record).filter(({ isKey }) => isKey);
  const lines = rows.map((row) => {
    const [before, without] = [row.with, row.without].map((text) => plainText(text).padStart(14));
    return `${row.label.padEnd(27).slice(0, 27)}${before} ->${without}  ${row.difference}`;
  });
  const head = `With -> without ${leftOutClasses(record)}; one seed${record.trials.length === 1 ? ', one path' : ''}`;
  return ['', ...[head, ...lines].map((line) => clip(line, width))];
}

function figureLines(record: RunRecord, width: number): { label: string; rest: string }[] {
  return keyFigures(record).map(({ label, value, note }) => {
    const rest = `${plainText(value).padStart(14)}  ${plainText(note)}`;
    return { label: label.padEnd(27).slice(0, 27), rest: clip(rest, Math.max(0, width - 27)) };
  });
}

function thresholdLines(
  { thresholds }: RunRecord,
  width: number,
  limit: number,
): { text: string; verdict: Verdict | null }[] {
  if (thresholds.length === 0) return [{ text: 'No thresholds are set.', verdict: null }];
  // Failures first, so that a short screen never hides one.
  const rank: Readonly<Record<Verdict, number>> = { fail: 0, inconclusive: 1, pass: 2 };
  const sorted =
    thresholds.length > limit ? [...thresholds].sort((a, b) => rank[a.verdict] - rank[b.verdict]) : thresholds;
  const shown = thresholds.length > limit ? sorted.slice(0, limit - 1) : sorted;
  const lines: { text: string; verdict: Verdict | null }[] = shown.map((threshold) => {
    const { subject, bound } = thresholdParts(threshold);
    const observed = threshold.observed === null ? 'no sample' : formatValue(threshold.observed, threshold.unit);
    const text = `${MARK[threshold.verdict]} ${subject} ${plainText(bound)}  (${plainText(observed)})`;
    return { text: clip(text, width), verdict: threshold.verdict };
  });
  const hidden = thresholds.length - shown.length;
  return hidden === 0 ? lines : [...lines, { text: `  and ${hidden} more in the report`, verdict: null }];
}

function wrap(text: string, width: number): string[] {
  return wrapped(plainText(text), width).map((line) => clipped(line, width));
}

function clip(text: string, width: number): string {
  return clipped(plainText(text), width);
}
