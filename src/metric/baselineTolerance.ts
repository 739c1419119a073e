import { mismatch } from '../core/field.ts';
import type { MetricUnit } from './catalogue.ts';
import { parseThresholdValue } from './thresholdValue.ts';

/**
 * Reads a tolerance: an amount in the figure's unit, as the value of a threshold is written; of shares in percentage points.
 *
 * @param unit of the figure; the mean of what is true or false is a share
 * @returns the amount, or what was expected
 */
export function parseTolerance(text: string, unit: MetricUnit): { value: number } | { problem: string } {
  const parsed = parseThresholdValue(text, unit === 'boolean' ? 'ratio' : unit);
  if ('problem' in parsed || parsed.value >= 0) return parsed;
  return { problem: mismatch('a tolerance from 0 on: the bad way follows from the figure', text) };
}

/** The tolerance of a figure that nobody has set one for, as it is written: none. */
export function noTolerance(unit: MetricUnit): string | number {
  switch (unit) {
    case 'ratio':
    case 'boolean':
      return '0%';
    case 'seconds':
      return '0s';
    case 'count':
      return 0;
    default:
      return `0 ${unit}`;
  }
}
