import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { minBig, toNumber } from '../core/units.ts';
import { Bidder } from './bidder.ts';
import { type Fundable, fundable } from './fundable.ts';
import { fundedGas, gasCost } from './gasCost.ts';
import type { KeeperSpec } from './keeperSchema.ts';
import { LEAST_SALE, worthOfStock } from './outsideMarket.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import { Sightings } from './sightings.ts';

/**
 * A keeper pays for liquidations with stablecoin of its own: the riskiest troves that it can pay for in full, when their
 * collateral brings more on the outside market than the stablecoin is worth there, after fees and gas. Then it sells the
 * collateral, and has nothing to pay with until that settles. One that is out of stablecoin can't act.
 */
export function createKeeper(spec: KeeperSpec, random: RandomStream): Policy {
  const sightings = new Sightings(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const { market, tick } = observation;
      const seen = sightings.ready(
        tick,
        observation.shared(`payable ${spec.marketFee}`, () =>
          fundable(observation, (trove) => profitOf([trove], observation, spec.marketFee) > 0),
        ),
      );
      const collateral = minBig(self.collateral - self.initial.collateral, worthOfStock(market));
      if (collateral > 0n && toNumber(collateral) * market.collateral.usd > LEAST_SALE) {
        return self.pending > 0 ? NOTHING : [{ kind: 'sellOnMarket', collateral, bid: bidder.next(observation) }];
      }
      if (seen.length === 0 || self.pending > 0 || self.stable <= 0n) return NOTHING;
      const batch = affordable(seen, self.stable, spec.batch, observation);
      if (batch.length === 0) return NOTHING;
      const profit = profitOf(batch, observation, spec.marketFee);
      const gas = fundedGas('wallet', batch.length);
      const bid = bidder.forProfit({ gas, profit }, observation);
      if (bid === undefined) return NOTHING;
      if (profit - toNumber(gasCost(gas, bid.tip, observation)) * market.collateral.usd < minProfit) return NOTHING;
      // It pays for what is still there when its turn comes, each trove at what it owes: no amount to insist on.
      const troves = batch.map(({ owner }) => owner);
      return [{ kind: 'liquidateFunded', troves, from: 'wallet', minProfit: 0n, bid }];
    },
  };
}

/** The riskiest of those seen whose whole debt is in the wallet, one after the other. */
function affordable(
  seen: readonly Fundable[],
  wallet: bigint,
  most: number,
  observation: Observation,
): readonly Fundable[] {
  const owners = new Set(seen.map(({ owner }) => owner));
  let left = wallet;
  let count = 0;
  return fundable(observation, ({ owner, debt }) => {
    if (count >= most || debt > left || !owners.has(owner)) return false;
    left -= debt;
    count++;
    return true;
  });
}

/** USD at market prices, before gas. @param marketFee ratio */
function profitOf(batch: readonly Fundable[], { market, lending }: Observation, marketFee: number): number {
  const collateral = batch.reduce((sum, { gain }) => sum + toNumber(gain), 0);
  const debt = batch.reduce((sum, trove) => sum + toNumber(trove.debt), 0);
  const compensation = batch.length * toNumber(lending.gasCompensation);
  return market.worth(collateral, marketFee) - (debt - compensation) * market.stable.usd;
}
