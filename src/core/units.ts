/** One whole token, one USD or a ratio of 1 in 18-decimal fixed point ("wad"). */
export const WAD = 10n ** 18n;

/** Wei in one gwei. */
export const GWEI = 10n ** 9n;

/** Seconds in the units that scenario files use. */
export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;
export const YEAR = 365 * DAY;

/**
 * An 18-decimal amount as a number, for decisions, statistics and display; never for an amount that goes on chain.
 *
 * @param amount 18-decimal fixed point
 * @returns the value in whole units; relative error below 2^-52
 */
export function toNumber(amount: bigint): number {
  return Number(amount) / 1e18;
}

/**
 * The one edge where a drawn or scripted number becomes an on-chain amount: rounded to `decimals` places first,
 * so that the result is a short decimal that reads the same everywhere.
 *
 * @param value whole units, finite
 * @param decimals places kept, default 8 (Chainlink's USD feeds)
 * @returns 18-decimal fixed point
 * @throws RangeError if `value` is not finite or its rounded digits exceed 2^53
 */
export function toWad(value: number, decimals = 8): bigint {
  const scaled = Math.round(value * 10 ** decimals);
  if (!Number.isSafeInteger(scaled)) throw new RangeError(`${value} has no exact amount at ${decimals} decimals`);
  return BigInt(scaled) * 10n ** BigInt(18 - decimals);
}

/** Product of two 18-decimal figures, floored to 18 decimals. */
export function mulWad(a: bigint, b: bigint): bigint {
  return (a * b) / WAD;
}

/** Quotient of two 18-decimal figures, floored to 18 decimals. @throws RangeError on division by zero */
export function divWad(a: bigint, b: bigint): bigint {
  return (a * WAD) / b;
}

/** The smaller of two amounts. */
export function minBig(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The larger of two amounts. */
export function maxBig(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
