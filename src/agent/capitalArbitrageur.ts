import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maximise } from '../core/search.ts';
import { divWad, minBig, mulWad, toNumber, toWad } from '../core/units.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { Latency } from './latency.ts';
import { LEAST_SALE, worthOfStock } from './outsideMarket.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import type { CapitalArbitrageurSpec } from './schema.ts';

/**
 * A desk with stablecoin of its own: buys collateral at the backstop when it can sell it on the outside market for
 * more, after fees and gas, then sells it there and gets stablecoin back when that settles.
 */
export function createCapitalArbitrageur(spec: CapitalArbitrageurSpec, random: RandomStream): Policy {
  const latency = new Latency(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const { market, backstop, tick } = observation;
      const collateral = minBig(self.collateral - self.initial.collateral, worthOfStock(market));
      if (collateral > 0n && toNumber(collateral) * market.collateral.usd > LEAST_SALE) {
        return self.pending > 0 ? NOTHING : [{ kind: 'sellOnMarket', collateral, bid: bidder.next(observation) }];
      }
      const most = capitalOpportunity(observation, spec.marketFee);
      if (!latency.ready(tick, most > 0) || self.pending > 0 || backstop === undefined) return NOTHING;
      const stable = minBig(toWad(most, 2), self.stable);
      if (stable <= 0n) return NOTHING;
      const bought = backstop.quote(stable);
      const sale = market.worth(toNumber(bought), spec.marketFee);
      const gross = sale - toNumber(stable) * market.stable.usd;
      const bid = bidder.forProfit({ gas: TYPICAL_GAS.swap, profit: gross }, observation);
      if (bid === undefined) return NOTHING;
      const gas = toNumber(gasCost(TYPICAL_GAS.swap, bid.tip, observation)) * market.collateral.usd;
      if (gross - gas < minProfit) return NOTHING;
      // Below this the trade loses even before gas: somebody else was there first.
      const minCollateral = divWad(mulWad(stable, market.stable.wad), market.collateral.wad);
      return [{ kind: 'buyFromBackstop', stable, minCollateral, bid }];
    },
  };
}

/**
 * Stablecoin to spend at the backstop for most profit on the outside market, unlimited capital; 0 if none pays.
 * Profit rises up to it, so whoever has less spends all.
 */
function capitalOpportunity(observation: Observation, marketFee: number): number {
  return observation.shared(`capitalOpportunity ${marketFee}`, () => {
    const { backstop, market, oracle } = observation;
    if (backstop?.kind !== 'bamm' || backstop.collateral === 0n) return 0;
    const profit = (stable: number): number =>
      market.worth(backstop.estimate(stable), marketFee) - stable * market.stable.usd;
    const most = toNumber(backstop.collateral) * oracle.collateral.usd * 1.01;
    if (!(profit(most * 1e-4) > 0)) return 0;
    const best = maximise(profit, 0, most);
    return best.value > 0 ? best.x : 0;
  });
}
