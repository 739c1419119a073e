import { tickAt } from './marketClock.ts';
import type { ShockSpec } from './schema.ts';

/**
 * The factor that shocks lay over a price path: the product of one factor each.
 *
 * A shock's factor is 1 before it, falls (or rises) in equal steps a tick to 1 + change, and goes back by `share` of
 * the change in equal steps over `recover.over`. The first step shows at the first tick at or after `at`. `over`
 * counts in whole ticks, rounded up, at least one: 0 s is the full change in that first tick; so is one block. The
 * recovery begins with the tick after the full change; 0 s is all of it in that tick.
 *
 * @param shocks `at`, `over`, `recover.over` in seconds; `change` above −1, −0.3 for a fall of 30 %; `share` 0 to 1
 * @returns the factor of a tick; no state, any order
 */
export function shockFactor(
  shocks: readonly ShockSpec[],
  { blockSeconds }: { readonly blockSeconds: number },
): (tick: number) => number {
  const span = (seconds: number) => Math.max(1, tickAt(seconds, blockSeconds));
  const factors = shocks.map(({ at, change, over, recover }) => {
    const firstTick = tickAt(at, blockSeconds);
    const fallTicks = span(over);
    const fullTick = firstTick + fallTicks - 1;
    const recoverTicks = span(recover?.over ?? 0);
    const share = recover?.share ?? 0;
    return (tick: number) => {
      const fallen = clamp01((tick - firstTick + 1) / fallTicks);
      const recovered = share * clamp01((tick - fullTick) / recoverTicks);
      return 1 + change * fallen * (1 - recovered);
    };
  });
  return (tick) => factors.reduce((product, factor) => product * factor(tick), 1);
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
