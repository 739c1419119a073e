import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maximise } from '../core/search.ts';
import { minBig, toNumber, toWad, WAD } from '../core/units.ts';
import { BASE_RATE_DIVISOR, planRedemption, type RedemptionPlan } from '../protocol/core/redemption.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { Latency } from './latency.ts';
import { LEAST_SALE, worthOfStock } from './outsideMarket.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import type { RedeemerSpec } from './schema.ts';

/** Most troves in one transaction: it has to fit into a block beside others. */
const MOST_TROVES = 20;
/** Relative difference that is only rounding. */
const TIE = 1e-9;

/**
 * Redeems stablecoin of its own against the riskiest troves when the collateral that it gets for it, at the oracle price
 * and less the fee, brings more on the outside market than the stablecoin is worth there; sells it there and gets
 * stablecoin back when that settles.
 */
export function createRedeemer(spec: RedeemerSpec, random: RandomStream): Policy {
  const latency = new Latency(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const { market, lending, tick } = observation;
      const collateral = minBig(self.collateral - self.initial.collateral, worthOfStock(market));
      if (collateral > 0n && toNumber(collateral) * market.collateral.usd > LEAST_SALE) {
        return self.pending > 0 ? NOTHING : [{ kind: 'sellOnMarket', collateral, bid: bidder.next(observation) }];
      }
      const best = bestSize(observation, spec.marketFee);
      if (!latency.ready(tick, best > 0) || self.pending > 0) return NOTHING;
      const plan = planOf(minBig(toWad(best, 2), self.stable), observation);
      if (plan.stable === 0n) return NOTHING;
      const gross = profitOf(toNumber(plan.stable), observation, spec.marketFee);
      const gas = TYPICAL_GAS.redeemFirst + TYPICAL_GAS.redeemNext * BigInt(plan.troves.length - 1);
      const bid = bidder.forProfit({ gas, profit: gross }, observation);
      if (bid === undefined) return NOTHING;
      if (gross - toNumber(gasCost(gas, bid.tip, observation)) * market.collateral.usd < minProfit) return NOTHING;
      // At a higher fee it would lose: somebody else redeemed first and raised it.
      const maxFee = WAD - toWad(market.stable.usd / worthOfRedeemed(observation, spec.marketFee), 12);
      return lending.tcr < lending.mcr ? NOTHING : [{ kind: 'redeem', ...plan, maxFee, bid }];
    },
  };
}

/** USD on the outside market for the collateral of one stablecoin redeemed, before the redemption fee and price impact. */
function worthOfRedeemed({ market, oracle }: Observation, marketFee: number): number {
  return (market.collateral.usd / oracle.collateral.usd) * (1 - marketFee);
}

/** What is redeemed raises the fee on all of it. @param stable whole stablecoins */
function feeOn(stable: number, { lending }: Observation): number {
  return (lending.redemptionRate ?? 1) + stable / (BASE_RATE_DIVISOR * toNumber(lending.supply));
}

/** Stablecoin to redeem for most profit, whole, with unlimited capital; 0 if none pays. */
function bestSize(observation: Observation, marketFee: number): number {
  return observation.shared(`redemption ${marketFee}`, () => {
    const { market, lending } = observation;
    // Profit q × (w (1 − r − q / βS) − p) is greatest where its slope is 0: with price impact it is never more.
    const edge = 1 - feeOn(0, observation) - market.stable.usd / worthOfRedeemed(observation, marketFee);
    const most = (edge * BASE_RATE_DIVISOR * toNumber(lending.supply)) / 2;
    if (!(most > 0)) return 0;
    const best = maximise((stable) => profitOf(stable, observation, marketFee), 0, most);
    return best.value > profitOf(most, observation, marketFee) * (1 + TIE) ? best.x : most;
  });
}

function planOf(stable: bigint, { lending, oracle }: Observation): RedemptionPlan {
  const { gasCompensation, minimumDebt, mcr } = lending;
  const size = { stable, price: oracle.collateral.wad, mcr: toWad(mcr, 12), most: MOST_TROVES };
  return planRedemption(lending.troves, size, { gasCompensation, minimumNetDebt: minimumDebt - gasCompensation });
}

/** USD at market prices, before gas. @param stable whole */
function profitOf(stable: number, observation: Observation, marketFee: number): number {
  const { market, oracle } = observation;
  const collateral = (stable * (1 - feeOn(stable, observation))) / oracle.collateral.usd;
  return market.worth(collateral, marketFee) - stable * market.stable.usd;
}
