/**
 * `log` and `exp` in plain IEEE-754 additions, multiplications and divisions. `Math.log` and `Math.exp` may differ in
 * the last bit between machines (the language leaves their precision open, and a C++ compiler may fuse operations),
 * and one bit is enough to change a result hash. Everything that ends in a simulated figure uses these instead,
 * and a product for a square (`**` is open in the same way); `Math.sqrt` is exact everywhere.
 */

/** ln 2 in two parts: the first has 21 trailing zero bits, so that `k * LN2_HIGH` is exact for every exponent k. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = Math.SQRT1_2;
const scratch = new DataView(new ArrayBuffer(8));

/** 2^k for integers -1022 ≤ k ≤ 1023, exact. */
function powerOfTwo(k: number): number {
  scratch.setUint32(0, (k + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}

/**
 * Natural logarithm, the same to the last bit on every machine; within 2 units in the last place of the true value.
 * x = m·2^k with m in [√½, √2), then ln m = 2 atanh(s), s = (m − 1)/(m + 1), as a series in s².
 *
 * @param x any number; 0 gives -Infinity, a negative one NaN
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  let m = x;
  if (m < 2.2250738585072014e-308) {
    m *= 18014398509481984; // subnormal: times 2^54
    k = -54;
  }
  scratch.setFloat64(0, m);
  const high = scratch.getUint32(0);
  k += (high >>> 20) - 1022;
  scratch.setUint32(0, (high & 0x000fffff) | 0x3fe00000);
  m = scratch.getFloat64(0); // [0.5, 1)
  if (m < SQRT_HALF) {
    m *= 2;
    k -= 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let series = 0;
  for (let n = 25; n >= 3; n -= 2) series = z * (1 / n + series);
  // 2·atanh(s) = f − s·(f − 2·series): the large part f is exact, only the small one is rounded.
  const small = s * (f - 2 * series);
  return k * LN2_HIGH - (small - k * LN2_LOW - f);
}

/**
 * e^x, the same to the last bit on every machine; within 2 units in the last place of the true value.
 * x = k·ln 2 + r with |r| ≤ ½ ln 2, then the Taylor polynomial of e^r.
 *
 * @param x any number; above 709.78 the result is Infinity, below -745.2 it is 0
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  const lost = high - r - k * LN2_LOW;
  let tail = 0;
  for (let n = 14; n >= 2; n -= 1) tail = (r * (1 + tail)) / n;
  // e^r = 1 + r·(1 + tail); `lost` is what rounding took from r.
  const value = 1 + (r + (r * tail + lost));
  // Two factors, because 2^1024 and 2^-1074 have no exponent of their own.
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}
