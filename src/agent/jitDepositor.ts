import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maximise } from '../core/search.ts';
import { minBig, toNumber, toWad } from '../core/units.ts';
import { BAMM_FEED_LIFE, mintedShares } from '../protocol/backstop/bammShares.ts';
import { isClosed } from './backstopper.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import type { JitDepositorSpec } from './jitDepositorSchema.ts';
import { Latency } from './latency.ts';
import { liquidatable } from './liquidator.ts';
import { LEAST_SALE, worthOfStock } from './outsideMarket.ts';
import { type BackstopView, NOTHING, type Observation, type Policy } from './policy.ts';

/** Relative difference that is only rounding. */
const TIE = 1e-9;
const GAS = TYPICAL_GAS.deposit + TYPICAL_GAS.withdraw;

/**
 * A depositor for one block: deposits and withdraws in the same block, and so takes collateral at the oracle price while
 * the market pays more.
 *
 * A BAMM mints shares at its oracle price o. With stablecoin L and collateral E in it, V = L + E·o, a deposit of a gets
 * a / (V + a) of what is there then: c = a·E / (V + a) of collateral and a − c·o of stablecoin. So it has bought c for o
 * each; at market prices p of the collateral and s of the stablecoin that brings c·(p − s·o) = a·E·(p − s·o) / (V + a),
 * which those pay who stay. More capital always brings more, and never more than E·(p − s·o); only price impact on the
 * way out sets an end to it.
 *
 * Both transactions bid the same and follow each other in the agent's nonces. The shares to withdraw are computed before.
 * If a new oracle price is in front, or a block takes the deposit alone, the withdrawal fails or comes later: then the
 * agent is a depositor like others until it gets out. The core refuses withdrawals while a trove is under the minimum
 * ratio, so it does not enter while one can be liquidated.
 */
export function createJitDepositor(spec: JitDepositorSpec, random: RandomStream): Policy {
  const latency = new Latency(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const { market, backstop, oracle, tick } = observation;
      if (backstop?.kind !== 'bamm') return NOTHING;
      const most = collateralForMost(observation, backstop, spec.marketFee);
      const isReady = latency.ready(tick, most > 0);
      if (self.pending > 0) return NOTHING;
      if (worthOf(self.shares, backstop, observation) > LEAST_SALE) {
        if (isClosed(observation)) return NOTHING;
        return [{ kind: 'withdraw', shares: self.shares, bid: bidder.next(observation) }];
      }
      const collateral = minBig(self.collateral - self.initial.collateral, worthOfStock(market));
      if (collateral > 0n && toNumber(collateral) * market.collateral.usd > LEAST_SALE) {
        return [{ kind: 'sellOnMarket', collateral, bid: bidder.next(observation) }];
      }
      if (!isReady || liquidatable(observation).length > 0) return NOTHING;
      const amount = minBig(depositFor(most, observation, backstop), self.stable);
      const shares = mintedShares(amount, backstop, oracle.collateral.wad);
      if (shares === 0n) return NOTHING;
      const profit = profitOf(boughtWith(toNumber(amount), observation, backstop), observation, spec.marketFee);
      const bid = bidder.forProfit({ gas: GAS, profit }, observation);
      if (bid === undefined) return NOTHING;
      const gas = toNumber(gasCost(GAS, bid.tip, observation)) * market.collateral.usd;
      if (profit - gas < minProfit) return NOTHING;
      return [
        { kind: 'deposit', amount, bid },
        { kind: 'withdraw', shares, bid },
      ];
    },
  };
}

/** Collateral to take for most profit, whole, with unlimited capital; 0 if none pays. */
function collateralForMost(observation: Observation, backstop: BackstopView, marketFee: number): number {
  return observation.shared(`jitDeposit ${marketFee}`, () => {
    const { oracle, time } = observation;
    // With a dead feed the contract refuses deposits.
    if (backstop.collateral === 0n || oracle.updatedAt + BAMM_FEED_LIFE < time) return 0;
    const all = toNumber(backstop.collateral);
    const profit = (collateral: number): number => profitOf(collateral, observation, marketFee);
    if (!(profit(all * 1e-4) > 0)) return 0;
    const best = maximise(profit, 0, all);
    return best.value > profit(all) * (1 + TIE) ? best.x : all;
  });
}

/** USD from buying so much collateral at the oracle price and selling it on the outside market, before gas. @param collateral whole */
function profitOf(collateral: number, { market, oracle }: Observation, marketFee: number): number {
  return market.worth(collateral, marketFee) - collateral * oracle.collateral.usd * market.stable.usd;
}

/** V: what the contract takes its inventory for, in whole stablecoins. */
function inventoryOf({ stable, collateral }: BackstopView, { oracle }: Observation): number {
  return toNumber(stable) + toNumber(collateral) * oracle.collateral.usd;
}

/** c = a·E / (V + a). @param stable whole */
function boughtWith(stable: number, observation: Observation, backstop: BackstopView): number {
  return (stable * toNumber(backstop.collateral)) / (inventoryOf(backstop, observation) + stable);
}

/** a = c·V / (E − c), 18 decimals: without end for all of E. @param collateral whole */
function depositFor(collateral: number, observation: Observation, backstop: BackstopView): bigint {
  const rest = toNumber(backstop.collateral) - collateral;
  return rest <= 0 ? UNLIMITED : toWad((collateral * inventoryOf(backstop, observation)) / rest, 2);
}

/** More than anyone has. */
const UNLIMITED = 2n ** 128n;

/** USD at market prices. */
function worthOf(shares: bigint, { stable, collateral, shares: total }: BackstopView, { market }: Observation): number {
  if (shares === 0n || total === 0n) return 0;
  const value = toNumber(stable) * market.stable.usd + toNumber(collateral) * market.collateral.usd;
  return value * (Number(shares) / Number(total));
}
