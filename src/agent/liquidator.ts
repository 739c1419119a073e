import type { Address } from 'viem';
import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { toNumber } from '../core/units.ts';
import type { TroveView } from '../protocol/troveBook.ts';
import { Bidder, type Prospect } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { type AgentView, NOTHING, type Observation, type Policy } from './policy.ts';
import type { LiquidatorSpec } from './schema.ts';
import { winningChance } from './winningChance.ts';

/** Share of a liquidated trove's collateral that goes to the liquidator: Liquity's 1/200. */
const COLLATERAL_COMPENSATION = 0.005;

/**
 * A liquidator sends a batch of liquidatable troves, the riskiest first, once it has seen them for its latency and the
 * compensation pays for gas and its minimum profit. Whoever comes second finds nothing left and pays for a revert; with
 * `expectedProfit` it weighs that by what it has lived through.
 */
export function createLiquidator(spec: LiquidatorSpec, random: RandomStream): Policy {
  const odds = spec.expectedProfit;
  const latency = Math.round(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);
  let firstSeen = new Map<Address, number>();

  /** USD after gas: of a win, or with `expectedProfit` of wins and losses at its odds. */
  const profitOf = (troves: number, prospect: Prospect, tip: bigint, observation: Observation, self: AgentView) => {
    const won = prospect.profit - gasInUsd(prospect.gas, tip, observation);
    if (odds === undefined) return won;
    const chance = winningChance('liquidate', self, observation, odds);
    const gas = TYPICAL_GAS.lostLiquidation + TYPICAL_GAS.lostLiquidationNext * BigInt(troves - 1);
    return chance * won - (1 - chance) * gasInUsd(gas, tip, observation);
  };

  return {
    decide(observation, self) {
      const candidates = liquidatable(observation);
      if (candidates.length === 0) {
        if (firstSeen.size > 0) firstSeen = new Map();
        return NOTHING;
      }
      const { tick } = observation;
      firstSeen = new Map(candidates.map(({ owner }) => [owner, firstSeen.get(owner) ?? tick]));
      if (self.pending > 0) return NOTHING;
      const ready = candidates.filter(({ owner }) => tick - (firstSeen.get(owner) as number) >= latency);
      const batch = ready.slice(0, spec.batch);
      if (batch.length === 0) return NOTHING;
      const prospect = prospectOf(batch, observation);
      const bid = bidder.forProfit(prospect, observation);
      if (bid === undefined) return NOTHING;
      if (profitOf(batch.length, prospect, bid.tip, observation, self) < minProfit) return NOTHING;
      return [{ kind: 'liquidate', troves: batch.map(({ owner }) => owner), bid }];
    },
  };
}

/** Troves that the core lets anyone liquidate now, the riskiest first. */
export function liquidatable(observation: Observation): readonly TroveView[] {
  return observation.shared('liquidatable', () => {
    const { lending, oracle } = observation;
    const price = oracle.collateral.usd;
    const under = (line: number): number => {
      const end = lending.troves.findIndex(({ ratio }) => ratio * price >= line);
      return end < 0 ? lending.troves.length : end;
    };
    const certain = lending.troves.slice(0, under(lending.mcr));
    if (!lending.recoveryMode) return certain;
    // In recovery mode troves under the TCR follow, as long as the pool can take each one's whole debt.
    let left = lending.poolStable - certain.reduce((sum, { debt }) => sum + debt, 0n);
    const further: TroveView[] = [];
    for (const trove of lending.troves.slice(certain.length, under(Math.min(lending.tcr, lending.ccr)))) {
      if (trove.debt > left) break;
      left -= trove.debt;
      further.push(trove);
    }
    return [...certain, ...further];
  });
}

/** What a batch brings at market prices. */
function prospectOf(batch: readonly TroveView[], { market, lending }: Observation): Prospect {
  const collateral = batch.reduce((sum, trove) => sum + toNumber(trove.collateral), 0) * COLLATERAL_COMPENSATION;
  const stable = batch.length * toNumber(lending.gasCompensation);
  const gas = TYPICAL_GAS.liquidateFirst + TYPICAL_GAS.liquidateNext * BigInt(batch.length - 1);
  return { gas, profit: collateral * market.collateral.usd + stable * market.stable.usd };
}

/** At the market price. */
function gasInUsd(gas: bigint, tip: bigint, observation: Observation): number {
  return toNumber(gasCost(gas, tip, observation)) * observation.market.collateral.usd;
}
