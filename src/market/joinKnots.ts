import type { RandomStream } from '../core/random.ts';
import { exp, log } from '../core/randomMath.ts';
import { YEAR } from '../core/units.ts';
import type { PriceProcess } from './priceProcess.ts';

/** A price that the path passes through. */
export interface Knot {
  /** May be negative: before the clock's start. */
  readonly tick: number;
  /** USD. */
  readonly price: number;
}

export interface JoinOptions {
  readonly interpolation: 'bridge' | 'straight';
  /** Standard deviation of the logarithm of the free price over a year; needed by `bridge`. 1 is 100 %. */
  readonly volatility?: number | undefined;
  readonly blockSeconds: number;
  /** Gives a bridge one normal a tick, also where there is nothing to draw, so that a moved knot moves no draw. */
  readonly random: RandomStream;
}

/**
 * The price path through knots, each met exactly; flat after the last one.
 *
 * - `straight`: linear in the price.
 * - `bridge`: a Brownian bridge in x = ln price. From x(s) to the next knot x(T), the value at t is normal with mean
 *   x(s) + (x(T) − x(s))·(t − s)/(T − s) and variance σ²·(t − s)·(T − t)/(T − s) (Glasserman 2004, 3.1.1): the exact
 *   law of a geometric Brownian motion of that volatility, given its prices at the knots. The drift falls out.
 *
 * @param allKnots by rising tick, the first at or before tick 0; of several in one tick the last counts
 * @throws RangeError if there is no knot at or before tick 0, or a bridge has no volatility
 */
export function joinKnots(
  allKnots: readonly Knot[],
  { interpolation, volatility, blockSeconds, random }: JoinOptions,
): PriceProcess {
  const knots = allKnots.filter(({ tick }, index) => tick !== allKnots[index + 1]?.tick);
  const first = knots[0];
  if (first === undefined || first.tick > 0) throw new RangeError('no price is known at the start');
  if (interpolation === 'bridge' && volatility === undefined) throw new RangeError('a bridge needs a volatility');
  const sigma = volatility ?? 0;
  const variance = (sigma * sigma * blockSeconds) / YEAR;
  let index = 0;
  let last = { tick: first.tick, x: log(first.price) };
  return {
    next(tick) {
      const normal = interpolation === 'bridge' ? random.normal() : 0;
      for (let ahead = knots[index + 1]; ahead !== undefined && ahead.tick <= tick; ahead = knots[index + 1]) {
        index += 1;
        last = { tick: ahead.tick, x: log(ahead.price) };
      }
      const from = knots[index] as Knot;
      const to = knots[index + 1];
      if (to === undefined || from.tick === tick) return from.price;
      if (interpolation === 'straight') {
        return from.price + ((to.price - from.price) * (tick - from.tick)) / (to.tick - from.tick);
      }
      const done = (tick - last.tick) / (to.tick - last.tick);
      const mean = last.x + (log(to.price) - last.x) * done;
      const x = mean + Math.sqrt(variance * done * (to.tick - tick)) * normal;
      last = { tick, x };
      return exp(x);
    },
  };
}
