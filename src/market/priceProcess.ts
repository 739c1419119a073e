import { UsageError } from '../core/errors.ts';
import type { RandomStream } from '../core/random.ts';
import { constantPrice } from './constantPrice.ts';
import { csvPrice } from './csvPrice.ts';
import { gbmPrice } from './gbmPrice.ts';
import { jumpDiffusionPrice } from './jumpDiffusionPrice.ts';
import { knotPrice } from './knotPrice.ts';
import type { MarketClock } from './marketClock.ts';
import type { PriceProcessSpec, ShockSpec } from './schema.ts';
import { shockFactor } from './shocks.ts';

/** A token's market price over time. */
export interface PriceProcess {
  /**
   * The market price at a tick.
   *
   * @param tick 0 to ticks − 1. The processes of one kind each (`gbmPrice` and the rest) are stepped: they want
   *   0, 1, 2 … in turn. What `createPriceProcess` returns may be asked for any tick, in any order, any number of times
   * @returns USD for one token
   * @throws RangeError if the clock has no such tick
   */
  next(tick: number): number;
}

export interface PriceProcessContext extends MarketClock {
  /** The process's own stream, e.g. `randomStream(seed, trial, 'market', 'collateral')`. */
  readonly random: RandomStream;
  /** Changes laid over the path; default none. */
  readonly shocks?: readonly ShockSpec[];
  /** Folder that a file named in the scenario is relative to; default the current one. */
  readonly baseDir?: string;
}

/** A price is a whole number of these parts: 8 decimals, as Chainlink's USD feeds have. */
const SCALE = 10 ** 8;

/**
 * The price process of a scenario: the generator of its kind, shocks multiplied over it, and as the last step each
 * price rounded to 8 decimals, so that `toWad(price)` and a feed's answer are exactly the price that agents see.
 *
 * The whole path is drawn here, at once: a bad file or an impossible price shows before the trial begins, and no
 * reader can disturb another's prices.
 *
 * @throws UsageError if a price is not positive, not finite or above 2^53 / 10^8 (about 90 million) USD; if a file is
 *   missing or malformed, see {@link csvPrice}
 */
export function createPriceProcess(spec: PriceProcessSpec, context: PriceProcessContext): PriceProcess {
  const { ticks, blockSeconds, startSeconds, shocks = [] } = context;
  const process = priceProcessOfKind(spec, context);
  const factor = shockFactor(shocks, { blockSeconds });
  const path = new Float64Array(ticks);
  for (let tick = 0; tick < ticks; tick += 1) {
    const raw = process.next(tick) * factor(tick);
    const units = Math.round(raw * SCALE);
    if (units <= 0 || !Number.isSafeInteger(units)) {
      throw new UsageError('the market price has left the range of prices', {
        facts: {
          process: spec.kind,
          tick,
          time: new Date((startSeconds + tick * blockSeconds) * 1000).toISOString(),
          price: `${raw} USD`,
          expected: '0.00000001 USD to 90 million USD',
        },
        remedy: 'Give the process a start, drift, volatility and shocks that keep the price in that range.',
      });
    }
    path[tick] = units / SCALE;
  }
  return {
    next(tick) {
      const price = path[tick];
      if (price === undefined) throw new RangeError(`no price at tick ${tick}: the clock has ticks 0 to ${ticks - 1}`);
      return price;
    },
  };
}

function priceProcessOfKind(spec: PriceProcessSpec, context: PriceProcessContext): PriceProcess {
  switch (spec.kind) {
    case 'constant':
      return constantPrice(spec);
    case 'knots':
      return knotPrice(spec, context);
    case 'csv':
      return csvPrice(spec, context);
    case 'gbm':
      return gbmPrice(spec, context);
    case 'jump-diffusion':
      return jumpDiffusionPrice(spec, context);
  }
}
