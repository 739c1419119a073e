import type { RandomStream } from '../core/random.ts';
import { exp, log } from '../core/randomMath.ts';
import { YEAR } from '../core/units.ts';
import type { PriceProcess } from './priceProcess.ts';
import type { PriceProcessSpec } from './schema.ts';

type GbmSpec = Extract<PriceProcessSpec, { kind: 'gbm' }>;

/**
 * Geometric Brownian motion, stepped by its exact law, so the block time brings no error:
 * ln S(t+dt) = ln S(t) + (μ − σ²/2)·dt + σ·√dt·Z, hence E[S(t)] = start·e^(μt) (Black and Scholes 1973).
 *
 * @param spec start in USD; drift μ and volatility σ per year of 365 days
 * @param context the stream gives one normal a tick
 */
export function gbmPrice(
  { start, drift, volatility }: Omit<GbmSpec, 'kind'>,
  { blockSeconds, random }: { readonly blockSeconds: number; readonly random: RandomStream },
): PriceProcess {
  const dt = blockSeconds / YEAR;
  const mean = (drift - (volatility * volatility) / 2) * dt;
  const deviation = volatility * Math.sqrt(dt);
  let logPrice = log(start);
  return {
    next(tick) {
      if (tick === 0) return start;
      logPrice += mean + deviation * random.normal();
      return exp(logPrice);
    },
  };
}
