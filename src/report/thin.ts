/** Points that a chart's series may hold; beyond it they are no longer told apart on a screen. */
export const CHART_POINTS = 800;

/** How much finer the rows in focus are kept than all others. */
const FOCUS_WEIGHT = 8;

export interface ThinOptions {
  /** Rows at most; default {@link CHART_POINTS}. */
  readonly limit?: number;
  /** Rows `from` (inclusive) to `to` (exclusive) to keep finer than the rest, for those who look closer; default none. */
  readonly focus?: readonly [from: number, to: number];
}

/**
 * Picks the rows that a line chart needs. Time is cut into buckets; of each, every column keeps its lowest and its
 * highest row, and its first gap if it has one, so that no extreme is lost and no line runs over a gap. First and last
 * row always stay. All columns share the rows picked, so one table can feed one tooltip.
 *
 * @param columns series of equal length; NaN is a gap
 * @returns row numbers, ascending
 */
export function thinRows(
  columns: readonly ArrayLike<number>[],
  { limit = CHART_POINTS, focus }: ThinOptions = {},
): number[] {
  const length = columns[0]?.length ?? 0;
  if (length <= limit) return Array.from({ length }, (_, row) => row);
  const used = columns.filter((column) => hasValue(column));
  const perBucket = used.reduce((sum, column) => sum + (hasGap(column) ? 3 : 2), 0);
  const buckets = Math.max(1, Math.floor((limit - 2) / Math.max(1, perBucket)));
  const kept = new Set([0, length - 1]);
  let from = 0;
  for (const to of bucketEnds(length, buckets, focus)) {
    for (const column of used) keepExtremes(column, from, to, kept);
    from = to;
  }
  return [...kept].sort((a, b) => a - b);
}

/** Ends (exclusive) of buckets of equal weight; a row in focus weighs more, so its buckets are shorter. */
function bucketEnds(length: number, buckets: number, focus: ThinOptions['focus']): number[] {
  const [from, to] = focus === undefined ? [0, 0] : [Math.max(0, focus[0]), Math.min(length, focus[1])];
  const extra = Math.max(0, to - from) * (FOCUS_WEIGHT - 1);
  const share = (length + extra) / buckets;
  return Array.from({ length: buckets }, (_, bucket) => {
    if (bucket === buckets - 1) return length;
    const weight = (bucket + 1) * share;
    if (weight <= from) return Math.floor(weight);
    const inFocus = (weight - from) / FOCUS_WEIGHT;
    return from + inFocus <= to ? Math.floor(from + inFocus) : Math.floor(weight - extra);
  });
}

function keepExtremes(column: ArrayLike<number>, from: number, to: number, kept: Set<number>): void {
  let low = -1;
  let high = -1;
  let gap = -1;
  for (let row = from; row < to; row++) {
    const value = column[row] as number;
    if (Number.isNaN(value)) {
      if (gap < 0) gap = row;
      continue;
    }
    if (low < 0 || value < (column[low] as number)) low = row;
    if (high < 0 || value > (column[high] as number)) high = row;
  }
  for (const row of [low, high, gap]) if (row >= 0) kept.add(row);
}

function hasValue(column: ArrayLike<number>): boolean {
  for (let row = 0; row < column.length; row++) if (!Number.isNaN(column[row])) return true;
  return false;
}

function hasGap(column: ArrayLike<number>): boolean {
  for (let row = 0; row < column.length; row++) if (Number.isNaN(column[row])) return true;
  return false;
}
