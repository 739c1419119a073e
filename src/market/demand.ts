/** What one looks at to bid for the next block. Frozen. */
export interface Fees {
  /** Base fee of the block that is about to be made, wei per gas; 0 before London. */
  readonly baseFee: bigint;
  /** Gas that others want of the block over its gas limit, 1 is 100 %; 0 without competing demand. */
  readonly fullness: number;
  /** Gas that others want of the block at a higher tip than this one (wei per gas). */
  readonly outbidding: (tip: bigint) => bigint;
  /**
   * Tip under which this share of the gas that others want is bid, wei per gas, rounded up; 0 while others want none.
   *
   * @param share from 0 to below 1: 0.75 is the 75th percentile
   * @throws RangeError for another share
   */
  readonly percentile: (share: number) => bigint;
}

/** Percentiles of the tips that others pay, wei per gas, none less than the one before. */
export interface TipPercentiles {
  readonly p35: bigint;
  readonly p60: bigint;
  readonly p90: bigint;
}

/** Nobody else wants anything. @param baseFee wei per gas */
export function quietFees(baseFee: bigint): Fees {
  return Object.freeze({ baseFee, fullness: 0, outbidding: () => 0n, percentile: () => 0n });
}

/**
 * Others' demand for a block. With F(x) the share of the wanted gas that bids no more than a tip x, those who outbid x
 * want D(x) = wanted × (1 − F(x)). F is 0 at 0, 35 %, 60 % and 90 % at the percentiles, and straight between them.
 * Above the 90th the tail falls with the square of the tip: 1 − F(x) = 10 % × (p90 / x)², so that the 97.5th
 * percentile is twice the 90th. In integers, floored to a whole gas.
 *
 * @param options.wanted gas that others want at any tip
 * @param options.gasLimit of the block
 */
export function competingFees({
  baseFee,
  wanted,
  gasLimit,
  tips,
}: {
  readonly baseFee: bigint;
  readonly wanted: bigint;
  readonly gasLimit: bigint;
  readonly tips: TipPercentiles;
}): Fees {
  if (wanted === 0n) return quietFees(baseFee);
  const knots = [
    { share: 0n, tip: 0n },
    { share: 35n, tip: tips.p35 },
    { share: 60n, tip: tips.p60 },
    { share: 90n, tip: tips.p90 },
  ] as const;

  const outbidding = (tip: bigint): bigint => {
    if (tip >= tips.p90) return tip === 0n ? 0n : (wanted * tips.p90 * tips.p90) / (10n * tip * tip);
    // The last knot at or under the tip; several knots on one tip are a share that bids just that.
    const index = knots.findLastIndex((knot) => knot.tip <= tip);
    const [from, to] = [knots[index], knots[index + 1]] as [(typeof knots)[number], (typeof knots)[number]];
    const width = to.tip - from.tip;
    const above = (100n - from.share) * width - (to.share - from.share) * (tip - from.tip);
    return (wanted * above) / (100n * width);
  };

  const percentile = (share: number): bigint => {
    if (!(share >= 0 && share < 1)) throw new RangeError(`${share} is no percentile from 0 to below 1`);
    if (share > 0.9) return BigInt(Math.ceil(Number(tips.p90) * Math.sqrt(0.1 / (1 - share))));
    const parts = BigInt(Math.round(share * Number(PARTS)));
    const index = knots.findIndex((knot) => knot.share * (PARTS / 100n) >= parts);
    const to = knots[index] as (typeof knots)[number];
    const from = knots[index - 1] ?? to;
    const width = (to.share - from.share) * (PARTS / 100n);
    if (width === 0n) return to.tip;
    const rise = (to.tip - from.tip) * (parts - from.share * (PARTS / 100n));
    return from.tip + (rise + width - 1n) / width;
  };

  return Object.freeze({ baseFee, fullness: Number(wanted) / Number(gasLimit), outbidding, percentile });
}

/** Parts of one in which shares are counted, so that 75 % is exact. */
export const PARTS = 10n ** 12n;

/**
 * Tip at which others leave room for the first gas of ours: those who outbid it want no more than the block. 0 while the
 * block has room for all.
 *
 * @returns wei per gas
 */
export function clearingTip({ fullness, percentile }: Fees): bigint {
  return fullness <= 1 ? 0n : percentile(1 - 1 / fullness);
}
