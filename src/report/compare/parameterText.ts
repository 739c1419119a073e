import type { ParameterDifference } from '../../metric/compareRecord.ts';

/** Longer values, a list of prices say, are cut short: the record has them whole. */
const MOST = 90;

/** One side of a parameter that differs. */
export function parameterText({ defaults, ...values }: ParameterDifference, side: 'base' | 'proposal'): string {
  const value = values[side];
  if (value === null) return 'not there';
  const text = value.length <= MOST ? value : `${value.slice(0, MOST - 1)}…`;
  return defaults.includes(side) ? `${text} (default)` : text;
}
