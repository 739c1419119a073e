import { type Interval, UNBOUNDED } from './intervals.ts';
import { exp, log } from './randomMath.ts';
import { studentQuantile } from './specialFunctions.ts';

/** Pairs below which no interval is given: the approximation is not made for them. */
const LEAST_PAIRS = 10;

/**
 * Spearman's rank correlation, ties at their mean rank, with the interval of Bonett and Wright (2000): Fisher's z with
 * variance (1 + r² / 2) / (n − 3), here with Student's quantile, which is a little wider for few pairs.
 *
 * @param pairs finite values
 * @param level of confidence, e.g. 0.95
 * @returns null where one side does not vary; no bounds of fewer than {@link LEAST_PAIRS} pairs
 */
export function rankCorrelation(pairs: readonly (readonly [x: number, y: number])[], level: number): Interval {
  const n = pairs.length;
  const [xs, ys] = [ranks(pairs.map(([x]) => x)), ranks(pairs.map(([, y]) => y))];
  const centre = (n + 1) / 2;
  let [covariance, varianceX, varianceY] = [0, 0, 0];
  xs.forEach((x, i) => {
    const [dx, dy] = [x - centre, (ys[i] as number) - centre];
    covariance += dx * dy;
    varianceX += dx * dx;
    varianceY += dy * dy;
  });
  if (varianceX === 0 || varianceY === 0) return { ...UNBOUNDED, low: -1, high: 1 };
  const estimate = Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceX * varianceY)));
  if (n < LEAST_PAIRS) return { estimate, low: -1, high: 1 };
  if (Math.abs(estimate) === 1) return { estimate, low: estimate, high: estimate };
  const half = studentQuantile((1 + level) / 2, n - 3) * Math.sqrt((1 + (estimate * estimate) / 2) / (n - 3));
  const z = 0.5 * log((1 + estimate) / (1 - estimate));
  return { estimate, low: tanh(z - half), high: tanh(z + half) };
}

/** Rank of each value from 1; equal ones share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (order[last + 1]?.value === order[first]?.value && last + 1 < order.length) last++;
    for (let i = first; i <= last; i++) result[order[i]?.index as number] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return result;
}

function tanh(x: number): number {
  const square = exp(2 * x);
  return square === Number.POSITIVE_INFINITY ? 1 : (square - 1) / (square + 1);
}
