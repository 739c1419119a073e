import type { ThresholdRecord } from '../metric/runRecord.ts';
import { formatNumber, NO_VALUE, THIN } from './format.ts';

const WORDS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '==': '=', '!=': '≠', '>': '>', '<': '<' };

/** What is judged and against what, split from a threshold's own words: `solvency.tcr.min` and `≥ 110 %`. */
export function thresholdParts({ text, metric }: Pick<ThresholdRecord, 'text' | 'metric'>): {
  subject: string;
  bound: string;
} {
  // What stands between brackets may compare something too.
  const match = /^((?:.*\))?[^<>=!]*?)\s*(>=|<=|==|!=|>|<)\s*(.+)$/.exec(text.trim());
  if (match === null) return { subject: metric, bound: text.trim() === '' ? NO_VALUE : text.trim() };
  const [, subject = metric, operator = '', value = ''] = match;
  return { subject: subject.trim(), bound: `${WORDS[operator] ?? operator} ${tidy(value.trim())}` };
}

/** `1000000USD` reads `1 000 000 USD`; anything but a number with a unit stays as written. */
function tidy(value: string): string {
  const match = /^(-?\d+)(\.\d+)?\s*(.*)$/.exec(value);
  if (match === null) return value;
  const [, whole = '', fraction = '', unit = ''] = match;
  const sign = whole.startsWith('-') && Number(whole) === 0 ? '−' : '';
  return `${sign}${formatNumber(Number(whole))}${fraction}${unit === '' ? '' : `${THIN}${unit}`}`;
}
