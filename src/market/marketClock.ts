/** The trial's time as the market sees it: tick t is at `startSeconds + t × blockSeconds`. */
export interface MarketClock {
  /** Number of ticks; they are 0 to ticks − 1. */
  readonly ticks: number;
  /** Time from tick to tick, whole seconds. */
  readonly blockSeconds: number;
  /** Time of tick 0, Unix seconds. */
  readonly startSeconds: number;
}

/**
 * The first tick at or after a time: the first block that can show what happened then.
 *
 * @param offset seconds since the clock's start; may be negative
 * @param blockSeconds seconds from tick to tick
 */
export function tickAt(offset: number, blockSeconds: number): number {
  return Math.ceil(offset / blockSeconds);
}
