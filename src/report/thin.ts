/** Points that a chart's series may hold; beyond it they are no longer told apart on a screen. */
export const CHART_POINTS = 800;

export interface ThinOptions {
  /** Rows at most; default {@link CHART_POINTS}. */
  readonly limit?: number;
  /** Rows `from` (inclusive) to `to` (exclusive) that readers will look at closer than at the rest; default none. */
  readonly focus?: readonly [from: number, to: number] | undefined;
}

/**
 * Picks the rows that a line chart needs. Time is cut into buckets, shorter where the columns move more and in focus; of
 * each bucket, every column keeps its lowest and its highest row, and its first gap if it has one, so that no extreme is
 * lost and no line runs over a gap. First and last row always stay. All columns share the rows picked, so one table can
 * feed one tooltip.
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
  let buckets = Math.max(1, Math.floor((limit - 2) / Math.max(1, perBucket)));
  let picked = pick(used, length, buckets, focus);
  // Columns often share their extremes, and then there is room for more buckets.
  for (;;) {
    buckets = Math.ceil(buckets * 1.1);
    const finer = pick(used, length, buckets, focus);
    if (finer.length > limit || buckets >= length) return picked;
    picked = finer;
  }
}

function pick(
  columns: readonly ArrayLike<number>[],
  length: number,
  buckets: number,
  focus: ThinOptions['focus'],
): number[] {
  const kept = new Set([0, length - 1]);
  let from = 0;
  for (const to of bucketEnds(columns, length, buckets, focus)) {
    for (const column of columns) keepExtremes(column, from, to, kept);
    from = to;
  }
  return [...kept].sort((a, b) => a - b);
}

/** Cells that movement is measured in, for each bucket to come. */
const CELLS_PER_BUCKET = 4;

/**
 * Ends (exclusive) of the buckets: a third of them spread evenly over time, a third by how far the columns move, a third
 * over the focus. Equal buckets would show a crash by a handful of points and make what lags behind it look later than
 * it is.
 */
function bucketEnds(
  columns: readonly ArrayLike<number>[],
  length: number,
  buckets: number,
  focus: ThinOptions['focus'],
): number[] {
  const cells = Math.min(length, buckets * CELLS_PER_BUCKET);
  const edge = (cell: number) => Math.floor((cell * length) / cells);
  const even = new Array<number>(cells).fill(1 / cells);
  const overlap = even.map((_, cell) =>
    focus === undefined ? 0 : Math.max(0, Math.min(edge(cell + 1), focus[1]) - Math.max(edge(cell), focus[0])),
  );
  const shares = [even, movement(columns, cells, edge), overlap].map(normalised).filter((share) => share.length > 0);
  const ends: number[] = [];
  let weight = 0;
  for (let cell = 0; cell < cells; cell++) {
    const own = shares.reduce((sum, share) => sum + (share[cell] ?? 0), 0) / shares.length;
    while (ends.length < buckets - 1 && weight + own >= (ends.length + 1) / buckets) {
      const part = ((ends.length + 1) / buckets - weight) / own;
      ends.push(Math.floor(edge(cell) + part * (edge(cell + 1) - edge(cell))));
    }
    weight += own;
  }
  return [...ends, length];
}

/** How far all columns move within each cell, every column counting the same. */
function movement(columns: readonly ArrayLike<number>[], cells: number, edge: (cell: number) => number): number[] {
  const moves = new Array<number>(cells).fill(0);
  for (const column of columns) {
    const ranges = normalised(moves.map((_, cell) => rangeOf(column, edge(cell), edge(cell + 1))));
    for (const [cell, range] of ranges.entries()) moves[cell] = (moves[cell] ?? 0) + range;
  }
  return moves;
}

/** The same weights with a sum of one; empty if they are all zero. */
function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return sum === 0 ? [] : weights.map((weight) => weight / sum);
}

function rangeOf(column: ArrayLike<number>, from: number, to: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = from; row < to; row++) {
    const value = column[row] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
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
