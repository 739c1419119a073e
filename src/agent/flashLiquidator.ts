import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maxBig, toNumber } from '../core/units.ts';
import { amountIn, type DexView } from '../protocol/dex/constantProduct.ts';
import { Bidder } from './bidder.ts';
import type { FlashLiquidatorSpec } from './flashLiquidatorSchema.ts';
import { type Fundable, fundable } from './fundable.ts';
import { fundedGas, gasCost } from './gasCost.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import { Sightings } from './sightings.ts';

/** A batch and what it leaves. */
interface Plan {
  readonly batch: readonly Fundable[];
  /** Collateral left once the pool is repaid, 18 decimals. */
  readonly left: bigint;
  /** The same with the compensation in stablecoin, USD at market prices, before gas. */
  readonly profit: number;
}

/**
 * Liquidates with a flash swap of the DEX pool: stablecoin out, collateral back at the price to which the loan itself
 * moves the pool. It takes as many of the riskiest troves as leave most, and acts when that pays.
 */
export function createFlashLiquidator(spec: FlashLiquidatorSpec, random: RandomStream): Policy {
  const sightings = new Sightings(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const minProfit = toNumber(spec.minProfit);

  return {
    decide(observation, self) {
      const seen = sightings.ready(observation.tick, repayable(observation));
      if (seen.length === 0 || self.pending > 0) return NOTHING;
      const best = bestPlan(seen, spec.batch, observation);
      if (best === undefined) return NOTHING;
      const { batch, left, profit } = best;
      const gas = fundedGas('dex', batch.length);
      const bid = bidder.forProfit({ gas, profit }, observation);
      if (bid === undefined) return NOTHING;
      const { market } = observation;
      const cost = gasCost(gas, bid.tip, observation);
      if (profit - toNumber(cost) * market.collateral.usd < minProfit) return NOTHING;
      // What the compensation does not pay of the gas has to be left, or it loses: somebody moved the pool.
      const compensation = (compensationOf(batch, observation) * market.stable.wad) / market.collateral.wad;
      const least = maxBig(0n, cost - compensation);
      if (left < least) return NOTHING;
      const troves = batch.map(({ owner }) => owner);
      return [{ kind: 'liquidateFunded', troves, from: 'dex', minProfit: least, bid }];
    },
  };
}

/** Troves that would repay a loan for them alone. */
function repayable(observation: Observation): readonly Fundable[] {
  const { dex } = observation;
  return observation.shared('repayable', () =>
    fundable(observation, ({ debt, gain }) => {
      const due = amountIn(debt, dex.collateral, dex.stable);
      return due !== undefined && due < gain;
    }),
  );
}

/** The riskiest so many of those seen that leave most after gas; undefined if none leave anything. */
function bestPlan(seen: readonly Fundable[], most: number, observation: Observation): Plan | undefined {
  const { market } = observation;
  let best: (Plan & { readonly net: number }) | undefined;
  for (let count = 1; count <= Math.min(seen.length, most); count++) {
    const batch = seen.slice(0, count);
    const left = leftOf(batch, observation.dex);
    // Each more makes the pool dearer: once nothing is left, nothing will be.
    if (left === undefined || left < 0n) break;
    const compensation = toNumber(compensationOf(batch, observation));
    const profit = toNumber(left) * market.collateral.usd + compensation * market.stable.usd;
    const net = profit - toNumber(gasCost(fundedGas('dex', count), 0n, observation)) * market.collateral.usd;
    if (best === undefined || net > best.net) best = { batch, left, profit, net };
  }
  return best;
}

/** Collateral of the batch less what the pool is due for its debt; undefined if the pool does not hold that much. */
function leftOf(batch: readonly Fundable[], dex: DexView): bigint | undefined {
  const debt = batch.reduce((sum, trove) => sum + trove.debt, 0n);
  const due = amountIn(debt, dex.collateral, dex.stable);
  return due === undefined ? undefined : batch.reduce((sum, { gain }) => sum + gain, 0n) - due;
}

/** Stablecoin that the core pays for the liquidations, 18 decimals. */
function compensationOf(batch: readonly Fundable[], { lending }: Observation): bigint {
  return lending.gasCompensation * BigInt(batch.length);
}
