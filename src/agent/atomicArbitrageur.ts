import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maximise } from '../core/search.ts';
import { toNumber, toWad } from '../core/units.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { Latency } from './latency.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import type { AtomicArbitrageurSpec } from './schema.ts';

/** Uniswap v2's fee on what comes in: it counts 997 of 1000. */
const KEPT = 0.997;

export interface AtomicOpportunity {
  /** Stablecoin to borrow from the DEX, whole. */
  readonly stable: number;
  /** Collateral left over, before gas, whole. */
  readonly profit: number;
}

/**
 * Takes stablecoin from the DEX in a flash swap, buys collateral at the backstop, repays in collateral and keeps the
 * rest: needs no capital but gas, and takes nothing if it does not pay.
 */
export function createAtomicArbitrageur(spec: AtomicArbitrageurSpec, random: RandomStream): Policy {
  const latency = new Latency(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const found = atomicOpportunity(observation);
      const gross = found.profit * observation.market.collateral.usd;
      if (!latency.ready(observation.tick, gross > minProfit) || self.pending > 0) return NOTHING;
      const bid = bidder.forProfit({ gas: TYPICAL_GAS.arbitrage, profit: gross }, observation);
      if (bid === undefined) return NOTHING;
      const cost = gasCost(TYPICAL_GAS.arbitrage, bid.tip, observation);
      if (gross - toNumber(cost) * observation.market.collateral.usd < minProfit) return NOTHING;
      return [{ kind: 'arbitrage', stable: toWad(found.stable, 2), minProfit: cost, bid }];
    },
  };
}

/** The size at which a flash swap between DEX and backstop leaves most; profit 0 if none does. */
export function atomicOpportunity(observation: Observation): AtomicOpportunity {
  return observation.shared('atomicOpportunity', () => {
    const { backstop, dex, oracle } = observation;
    const none = { stable: 0, profit: 0 };
    if (backstop?.kind !== 'bamm' || backstop.collateral === 0n || dex.stable === 0n) return none;
    const reserve = toNumber(dex.stable);
    const collateralReserve = toNumber(dex.collateral);
    const profit = (stable: number): number =>
      backstop.estimate(stable) - (collateralReserve * stable) / ((reserve - stable) * KEPT);
    const most = Math.min(reserve * 0.9, toNumber(backstop.collateral) * oracle.collateral.usd * 1.01);
    if (!(profit(most * 1e-4) > 0)) return none;
    const best = maximise(profit, 0, most);
    return best.value > 0 ? { stable: best.x, profit: best.value } : none;
  });
}
