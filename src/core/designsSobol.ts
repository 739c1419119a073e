/** Bits of a coordinate. */
const BITS = 32;
const SCALE = 2 ** BITS;

/**
 * Primitive polynomials and initial direction numbers of Joe and Kuo (2008), `new-joe-kuo-6.21201`, dimensions 2 to 16:
 * degree, coefficients between the first and the last as bits, initial numbers. The first dimension has none.
 */
const JOE_KUO: readonly (readonly [degree: number, coefficients: number, initial: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
];

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * The first points of Sobol's sequence in Gray-code order (Antonov and Saleev 1979), shifted by a random number of 32 bits
 * in each dimension (exclusive or), which keeps its evenness: of 2^k points each dimension's 2^k strata hold one each.
 *
 * @param shifts one a dimension, whole numbers from 0 to 2^32 − 1; all 0 is the sequence as it was published
 * @returns one list of coordinates a point, each in [0, 1)
 * @throws RangeError for more than {@link SOBOL_DIMENSIONS} dimensions
 */
export function sobolDesign(points: number, shifts: readonly number[]): number[][] {
  if (shifts.length > SOBOL_DIMENSIONS) throw new RangeError(`no direction numbers for ${shifts.length} dimensions`);
  const directions = shifts.map((_, dimension) => directionNumbers(dimension));
  const state = shifts.map(() => 0);
  return Array.from({ length: points }, (_, index) => {
    const point = state.map((value, dimension) => unsigned(value ^ (shifts[dimension] as number)) / SCALE);
    const changed = trailingOnes(index);
    directions.forEach((numbers, dimension) => {
      state[dimension] = (state[dimension] as number) ^ (numbers[changed] as number);
    });
    return point;
  });
}

function directionNumbers(dimension: number): number[] {
  const row = JOE_KUO[dimension - 1];
  if (row === undefined) return Array.from({ length: BITS }, (_, i) => 1 << (BITS - 1 - i));
  const [degree, coefficients, initial] = row;
  const numbers = initial.map((value, i) => value << (BITS - 1 - i));
  for (let i = degree; i < BITS; i++) {
    const before = numbers[i - degree] as number;
    let value = before ^ (before >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((coefficients >> (degree - 1 - k)) & 1) value ^= numbers[i - k] as number;
    }
    numbers.push(value);
  }
  return numbers;
}

function trailingOnes(index: number): number {
  let count = 0;
  for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) count++;
  return count;
}

function unsigned(value: number): number {
  return value >>> 0;
}
