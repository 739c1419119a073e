import type { RandomStream } from '../core/random.ts';
import { joinKnots } from './joinKnots.ts';
import type { MarketClock } from './marketClock.ts';
import { tickAt } from './marketClock.ts';
import type { PriceProcess } from './priceProcess.ts';
import type { PriceProcessSpec } from './schema.ts';

type KnotsSpec = Extract<PriceProcessSpec, { kind: 'knots' }>;

/**
 * A table of time and price, passed through exactly; see {@link joinKnots} for what lies between.
 *
 * A knot is the price of the first tick at or after its time, so a low written in the table is a price of the path.
 * Of several knots in one tick the last counts: it is the price when that block is mined. A scenario that needs each
 * of its knots keeps them at least one block apart.
 *
 * @param spec points: seconds since the start, and USD; rising times from 0
 * @throws RangeError if a bridge has no volatility
 */
export function knotPrice(
  { points, interpolation, volatility }: Omit<KnotsSpec, 'kind' | 'source'>,
  { blockSeconds, random }: Pick<MarketClock, 'blockSeconds'> & { readonly random: RandomStream },
): PriceProcess {
  const knots = points.map(([offset, price]) => ({ tick: tickAt(offset, blockSeconds), price }));
  return joinKnots(knots, { interpolation, volatility, blockSeconds, random });
}
