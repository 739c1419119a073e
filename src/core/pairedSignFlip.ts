import type { RandomStream } from './random.ts';

/** Differences up to which all signs are tried: 2^14 cases, the mirrored half left out. */
const MOST_EXACT = 15;
/** Draws of signs beyond that. */
const DRAWS = 9999;
/** Signs that one random integer gives. */
const BITS = 30;
/** Sums of the same values in another order differ by less. */
const SLACK = 1e-12;

export interface SignFlipTest {
  /** Share of signs under which the sum is as far from zero as it was seen, or farther; both sides. */
  readonly pValue: number;
  /** The least that it could have been, from so many differences that are not zero. */
  readonly leastPValue: number;
  /** Whether all signs were tried; else 9 999 were drawn, and the p-value counts what was seen as one more. */
  readonly isExact: boolean;
}

/**
 * Test of no difference by flipping the signs of paired differences: if base and proposal were alike, each difference could
 * as well have been its opposite. It assumes that trials are independent and, to hold its level exactly, that differences are
 * symmetric about zero when there is no effect; for a mean of zero without symmetry it holds its level closely from some
 * twenty differences on. With k differences that are not zero no p-value is under 2 / 2^k: fewer than six can't reach 5 %.
 *
 * @param differences finite; zeros say nothing and are left out
 * @param random the test's own stream, drawn from where there are more than 15
 */
export function signFlipTest(differences: Float64Array, random: RandomStream): SignFlipTest {
  const values = differences.filter((value) => value !== 0);
  const observed = Math.abs(values.reduce((sum, value) => sum + value, 0)) * (1 - SLACK);
  const leastPValue = leastSignFlip(values.length);
  if (values.length === 0) return { pValue: 1, leastPValue, isExact: true };
  if (values.length <= MOST_EXACT) return { pValue: exactShare(values, observed), leastPValue, isExact: true };
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw++) if (Math.abs(flippedSum(values, random)) >= observed) hits++;
  return { pValue: (1 + hits) / (1 + DRAWS), leastPValue, isExact: false };
}

/** The least p-value that so many differences can give. @param count of those that are not zero */
export function leastSignFlip(count: number): number {
  return count > MOST_EXACT ? 1 / (1 + DRAWS) : Math.min(1, 2 / 2 ** count);
}

/** The first keeps its sign: the other half of all cases mirrors this one. */
function exactShare(values: Float64Array, observed: number): number {
  const cases = 2 ** (values.length - 1);
  let hits = 0;
  for (let signs = 0; signs < cases; signs++) {
    let sum = values[0] as number;
    for (let i = 1; i < values.length; i++) {
      const value = values[i] as number;
      sum += (signs >> (i - 1)) & 1 ? -value : value;
    }
    if (Math.abs(sum) >= observed) hits++;
  }
  return hits / cases;
}

function flippedSum(values: Float64Array, random: RandomStream): number {
  let [sum, signs] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (i % BITS === 0) signs = random.integer(0, 2 ** BITS - 1);
    const value = values[i] as number;
    sum += (signs >> (i % BITS)) & 1 ? -value : value;
  }
  return sum;
}
