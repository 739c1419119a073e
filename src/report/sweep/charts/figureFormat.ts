import type { IntervalRecord } from '../../../metric/ensembleRecord.ts';
import type { Verdict } from '../../../metric/runRecord.ts';
import type { SweepFigure, SweepPointRecord } from '../../../metric/sweepRecord.ts';
import { formatRatio, formatValue } from '../../format.ts';

/** Sign of what a threshold came to; nothing where it holds, so that what does not stands out. */
export const CELL_MARK: Readonly<Record<Verdict, string>> = { pass: '', fail: '✕ ', inconclusive: '? ' };

/** Whether a figure is shown in percent. */
export function isShare(unit: string): boolean {
  return unit === 'ratio' || unit === 'boolean';
}

/** d3 format of an axis of a figure. */
export function axisFormat(unit: string): string {
  return isShare(unit) ? '~%' : '~s';
}

/** A figure as short as a cell has room for. */
export function cellValue(value: number | null, unit: string): string {
  if (value === null) return 'no value';
  if (unit === 'ratio') return formatRatio(value, Math.abs(value) >= 0.1 ? 1 : 2);
  // The unit stands in the chart's title.
  return formatValue(value, unit).replace(/^(−?[\d.\u202f]+[kMB]?)\u202f[A-Za-z]+$/, '$1');
}

/** `3.5 to 11.9 %`, or that there is none. */
export function cellBounds({ low, high }: IntervalRecord, unit: string): string {
  if (low === null || high === null) return 'no interval';
  return `${cellValue(low, unit).replace(/\u202f%$/, '')} to ${cellValue(high, unit)}`;
}

/** The gravest verdict, at a point, of the thresholds that are about a figure; undefined if none is. */
export function verdictAt({ thresholds }: SweepFigure, point: SweepPointRecord): Verdict | undefined {
  const verdicts = thresholds.map((at) => point.thresholds[at]?.verdict ?? 'inconclusive');
  return (['fail', 'inconclusive', 'pass'] as const).find((verdict) => verdicts.includes(verdict));
}

/** Text that may stand in a file's name. */
export function idOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
