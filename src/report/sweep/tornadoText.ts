import type { IntervalRecord } from '../../metric/ensembleRecord.ts';
import { formatPoints, formatValue, NO_VALUE } from '../format.ts';

/**
 * A change of a figure with its sign; of shares in percentage points.
 *
 * @param isLevel a level rather than a change; default false
 */
export function differenceText(
  value: number | null,
  unit: string,
  { isLevel = false }: { readonly isLevel?: boolean } = {},
): string {
  if (value === null) return NO_VALUE;
  if (isLevel) return formatValue(value, unit);
  if (unit === 'ratio' || unit === 'boolean') return formatPoints(value, 2);
  return formatValue(value, unit, { sign: true });
}

/** `[−1.2 pp, +0.4 pp]`. */
export function differenceBounds({ low, high }: IntervalRecord, unit: string): string {
  if (low === null || high === null) return 'no interval';
  // The interval of nothing but zeros has no width, which is not to say that nothing could ever change.
  if (low === 0 && high === 0) return 'the same in every pair';
  return `[${differenceText(low, unit)}, ${differenceText(high, unit)}]`;
}
