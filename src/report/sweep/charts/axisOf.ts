import type { SweepRecord } from '../../../metric/sweepRecord.ts';
import type { ChartSpec } from '../../charts/chart.ts';
import { shortPath } from '../sweepText.ts';

/** A greatest over a least value from which an axis is logarithmic. */
const LOG_FROM = 20;

/** The values of a parameter along an axis. */
export interface ParameterAxis {
  /** Written values in order: by their numbers, or as the points have them. */
  readonly values: readonly string[];
  /** Whether they are quantities, to be placed by their numbers. */
  readonly isNumeric: boolean;
  readonly title: string;
  readonly isLog: boolean;
}

export function parameterAxis(record: SweepRecord, parameter: number): ParameterAxis {
  const numbers = new Map<string, number>();
  const values: string[] = [];
  for (const point of record.points) {
    const text = point.values[parameter];
    if (text === null || text === undefined || values.includes(text)) continue;
    values.push(text);
    numbers.set(text, point.numbers[parameter] ?? 0);
  }
  const isNumeric = record.parameters[parameter]?.unit !== null;
  if (isNumeric) values.sort((a, b) => (numbers.get(a) ?? 0) - (numbers.get(b) ?? 0));
  const [low, high] = [numbers.get(values[0] ?? '') ?? 0, numbers.get(values.at(-1) ?? '') ?? 0];
  return {
    values,
    isNumeric,
    title: shortPath(record, parameter),
    isLog: isNumeric && low > 0 && high / low >= LOG_FROM,
  };
}

/** An axis of numbers that is labelled with values as they are written. @param labels number → text */
export function writtenLabels(labels: readonly (readonly [number, string])[]): ChartSpec {
  const texts = Object.fromEntries(labels);
  return {
    values: labels.map(([number]) => number),
    labelExpr: `${JSON.stringify(texts)}[datum.value] || datum.label`,
  };
}
