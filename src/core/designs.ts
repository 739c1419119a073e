import type { RandomStream } from './random.ts';

/**
 * Every combination of choices, the last dimension running fastest.
 *
 * @param counts choices of each dimension, at least 1 each
 * @returns one list of positions a combination, each from 0
 */
export function gridDesign(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (rows, count) => rows.flatMap((row) => Array.from({ length: count }, (_, position) => [...row, position])),
    [[]],
  );
}

/**
 * Latin hypercube (McKay, Beckman and Conover 1979): in each dimension every one of n equal strata holds exactly one point,
 * anywhere in it.
 *
 * @param points n, at least 1
 * @param streams one a dimension: another dimension changes none of the others' draws
 * @returns one list of coordinates a point, each in [0, 1)
 */
export function latinHypercube(points: number, streams: readonly RandomStream[]): number[][] {
  const columns = streams.map((stream) => {
    const strata = shuffled(points, stream);
    // The sum may round up to the next stratum's edge, which is not in this one.
    return strata.map((stratum) => Math.min((stratum + stream.uniform()) / points, lastBefore((stratum + 1) / points)));
  });
  return Array.from({ length: points }, (_, row) => columns.map((column) => column[row] as number));
}

/** 0 to n − 1 in random order (Fisher and Yates). */
function shuffled(n: number, stream: RandomStream): number[] {
  const items = Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = stream.integer(0, last);
    [items[last], items[other]] = [items[other] as number, items[last] as number];
  }
  return items;
}

function lastBefore(edge: number): number {
  return edge - edge * Number.EPSILON;
}
