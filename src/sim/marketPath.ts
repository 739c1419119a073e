import type { Price } from '../agent/policy.ts';
import { randomStream } from '../core/random.ts';
import { toWad } from '../core/units.ts';
import { createPriceProcess } from '../market/priceProcess.ts';
import type { Scenario } from '../scenario/schema.ts';
import { ticksOf } from '../scenario/sections.ts';

/** Exogenous figures of every tick: drawn before the trial starts, and never moved by agents. */
export interface MarketPath {
  readonly ticks: number;
  readonly collateral: (tick: number) => Price;
  readonly stable: (tick: number) => Price;
}

/**
 * Draws the market of one trial. Each process has its own stream.
 *
 * @throws UsageError for a price that leaves the range of prices, or a file that can't be used
 */
export function drawMarket(scenario: Scenario, seed: number, trial: number, baseDir: string): MarketPath {
  const { clock, market } = scenario;
  const ticks = ticksOf(clock);
  const path = (token: 'collateral' | 'stable') => {
    const process = createPriceProcess(market[token].process, {
      ticks,
      blockSeconds: clock.block,
      startSeconds: clock.start,
      random: randomStream(seed, trial, 'market', token),
      shocks: market[token].shocks,
      baseDir,
    });
    return (tick: number): Price => {
      const usd = process.next(tick);
      return Object.freeze({ usd, wad: toWad(usd) });
    };
  };
  return { ticks, collateral: path('collateral'), stable: path('stable') };
}
