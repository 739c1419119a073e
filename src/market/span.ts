import { tickAt } from './marketClock.ts';

/** Ticks from `first` to `end` − 1. */
export interface Span {
  readonly first: number;
  /** Infinity: to the end of the trial. */
  readonly end: number;
}

/**
 * The ticks that a scheduled event covers: from the first at or after its beginning to the last before its end, at least
 * one.
 *
 * @param event `at` and `for` in seconds; without `for` it lasts to the end
 * @param blockSeconds seconds from tick to tick
 */
export function spanOf(
  { at, for: length }: { readonly at: number; readonly for?: number | undefined },
  blockSeconds: number,
): Span {
  const first = tickAt(at, blockSeconds);
  if (length === undefined) return { first, end: Number.POSITIVE_INFINITY };
  return { first, end: Math.max(first + 1, tickAt(at + length, blockSeconds)) };
}

export function covers({ first, end }: Span, tick: number): boolean {
  return tick >= first && tick < end;
}
