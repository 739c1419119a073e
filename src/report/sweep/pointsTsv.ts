import type { SweepRecord } from '../../metric/sweepRecord.ts';

/**
 * Design points as tab-separated lines with a header: parameters as written, trials, verdict, and each figure with its
 * interval in the metric's own unit (1 for 100 %); empty where there is none.
 */
export function pointsTsv({ parameters, figures, thresholds, points }: SweepRecord): string {
  const head = [
    ...['point', ...parameters.map(({ path }) => path), 'trials', 'failed', 'verdict'],
    ...thresholds.map((text) => `verdict: ${text}`),
    ...figures.flatMap(({ text }) => [text, `${text} low`, `${text} high`, `${text} n`]),
    ...['folder', 'result_hash'],
  ];
  const rows = points.map((point) => [
    ...[String(point.index), ...point.values.map((value, i) => value ?? parameters[i]?.base ?? 'default')],
    ...[String(point.counts.completed), String(point.counts.failed), point.verdict],
    ...thresholds.map((_, i) => point.thresholds[i]?.verdict ?? 'inconclusive'),
    ...point.figures.flatMap(({ estimate, low, high, samples }) => [
      ...[estimate, low, high].map((value) => (value === null ? '' : String(value))),
      String(samples),
    ]),
    ...[point.folder, point.resultHash],
  ]);
  return `${[head, ...rows].map((cells) => cells.map(oneCell).join('\t')).join('\n')}\n`;
}

function oneCell(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
