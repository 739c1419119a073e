interface Knot {
  /** Microseconds since the start. */
  readonly time: bigint;
  readonly value: bigint;
}

/**
 * An amount over time: straight lines between the points, flat after the last, in integers (floored), hence exact.
 *
 * @param points seconds since the start and value; rising times from 0
 * @param options.blockSeconds seconds from tick to tick
 * @returns the value at any tick from 0 on, in the unit of the points; no state
 * @throws RangeError if there is no point, the first is not at 0, or times do not rise
 */
export function linearPath(
  points: readonly (readonly [seconds: number, value: bigint])[],
  { blockSeconds }: { readonly blockSeconds: number },
): (tick: number) => bigint {
  // A time may have a fraction of a second; microseconds keep it whole.
  const knots = points.map(([offset, value]): Knot => ({ time: BigInt(Math.round(offset * 1e6)), value }));
  if (knots[0]?.time !== 0n) throw new RangeError('the first point of a path is at 0 seconds');
  if (knots.some(({ time }, index) => index > 0 && time <= (knots[index - 1]?.time ?? 0n))) {
    throw new RangeError('times of a path rise from point to point');
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
    if (to === undefined) return from.value;
    return (from.value * (to.time - time) + to.value * (time - from.time)) / (to.time - from.time);
  };
}
