import type { BaseFeeSpec } from './schema.ts';

interface Knot {
  /** Microseconds since the start. */
  readonly time: bigint;
  /** Wei. */
  readonly fee: bigint;
}

/**
 * The base fee of a tick's block: straight lines between the points, flat after the last, in integers (floored to a
 * whole wei), hence exact.
 *
 * @param spec points of seconds since the start and wei; rising times from 0
 * @param options.blockSeconds seconds from tick to tick
 * @returns wei a unit of gas, for any tick from 0 on; no state
 * @throws RangeError if there is no point, the first is not at 0, or times do not rise
 */
export function baseFeePath(
  { points }: Pick<BaseFeeSpec, 'points'>,
  { blockSeconds }: { readonly blockSeconds: number },
): (tick: number) => bigint {
  // A time may have a fraction of a second; microseconds keep it whole.
  const knots = points.map(([offset, fee]): Knot => ({ time: BigInt(Math.round(offset * 1e6)), fee }));
  if (knots[0]?.time !== 0n) throw new RangeError('the first point of a base fee path is at 0 seconds');
  if (knots.some(({ time }, index) => index > 0 && time <= (knots[index - 1]?.time ?? 0n))) {
    throw new RangeError('times of a base fee path rise from point to point');
  }
  return (tick) => {
    const time = BigInt(Math.round(tick * blockSeconds * 1e6));
    let low = 0;
    for (let high = knots.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((knots[middle] as Knot).time <= time) low = middle;
      else high = middle;
    }
    const from = knots[low] as Knot;
    const to = knots[low + 1];
    if (to === undefined) return from.fee;
    return (from.fee * (to.time - time) + to.fee * (time - from.time)) / (to.time - from.time);
  };
}
