import { gammaln } from 'simple-statistics';
import { exp, log } from './randomMath.ts';

/** Terms of the continued fraction; some hundreds do for samples of a million. */
const MAX_TERMS = 10_000;
const TINY = 1e-300;
const RELATIVE_ERROR = 1e-14;
/** Halvings of [0, 1]: all that a double can tell apart. */
const HALVINGS = 200;

/**
 * Regularised incomplete beta function I_x(a, b), by the continued fraction of the modified Lentz method.
 *
 * @param x 0 to 1
 * @param a above 0
 * @param b above 0
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on one side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * log(x) + b * log(1 - x)) / a;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < RELATIVE_ERROR) break;
  }
  return front * fraction;
}

/** Inverse of {@link incompleteBeta} in x: the quantile of a beta distribution. @param p 0 to 1 */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Quantile of Student's t distribution.
 *
 * @param p 0 to 1, both left out
 * @param degrees of freedom, above 0
 */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  const x = betaQuantile(2 * (1 - p), degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** P(B ≤ k) for a binomial B of n draws with chance p each. @param k a whole number; below 0 gives 0 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
