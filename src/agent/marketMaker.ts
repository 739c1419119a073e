import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { minBig, toNumber, toWad, WAD } from '../core/units.ts';
import { spotPrice } from '../protocol/dex/constantProduct.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { Latency } from './latency.ts';
import { worthOfStock } from './outsideMarket.ts';
import { type AgentView, type Intent, NOTHING, type Observation, type Policy } from './policy.ts';
import type { MarketMakerSpec } from './schema.ts';

/** Uniswap v2's fee: inside this distance of the market a trade can't pay. */
const DEX_FEE = 0.003;
/** Inventory goes back to its start on the outside market once it is off by this share. */
const REBALANCE_SHARE = 20n;
const GAS_RESERVE = 2n * WAD;

/**
 * Pulls the DEX towards the outside market, as far as its capital goes: outside its band it trades the pool back to
 * where the pool's fee eats the rest, and evens its inventory out on the outside market.
 */
export function createMarketMaker(spec: MarketMakerSpec, random: RandomStream): Policy {
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const latency = new Latency(spec.latency === undefined ? 0 : sample(spec.latency, random.child('traits')));

  return {
    decide(observation, self) {
      const trade = tradeOnDex(spec, observation, self);
      const isTime = latency.ready(observation.tick, trade !== undefined);
      if (self.pending > 0) return NOTHING;
      const intent = (isTime ? trade : undefined) ?? evenOut(spec, observation, self);
      if (intent === undefined) return NOTHING;
      const bid = bidder.next(observation);
      if (!pays(intent, bid.tip, observation)) return NOTHING;
      return [{ ...intent, bid }];
    },
  };
}

function tradeOnDex({ band }: MarketMakerSpec, observation: Observation, self: AgentView): Intent | undefined {
  const { dex, market } = observation;
  const fair = market.collateral.usd / market.stable.usd;
  const distance = spotPrice(dex) / fair - 1;
  if (!(Math.abs(distance) > Math.max(band, DEX_FEE))) return undefined;
  const stable = toNumber(dex.stable);
  const collateral = toNumber(dex.collateral);
  if (distance > 0) {
    const wanted = Math.sqrt((stable * collateral) / (fair * (1 + DEX_FEE))) - collateral;
    const amount = minBig(toWad(wanted, 6), self.collateral - GAS_RESERVE);
    if (amount <= 0n) return undefined;
    return {
      kind: 'sellOnDex',
      collateral: amount,
      minStable: atLeast(amount, market.collateral.wad, market.stable.wad),
    };
  }
  const wanted = Math.sqrt(stable * collateral * fair * (1 - DEX_FEE)) - stable;
  const amount = minBig(toWad(wanted, 2), self.stable);
  if (amount <= 0n) return undefined;
  return { kind: 'buyOnDex', stable: amount, minCollateral: atLeast(amount, market.stable.wad, market.collateral.wad) };
}

/** What the amount is worth in the other token at market prices: less, and somebody else was there first. */
function atLeast(amount: bigint, price: bigint, otherPrice: bigint): bigint {
  return (amount * price) / otherPrice;
}

/** As much as moves the outside market's prices by no more than its band on average. */
function evenOut({ band }: MarketMakerSpec, { market }: Observation, self: AgentView): Intent | undefined {
  const { initial } = self;
  const least = initial.collateral / REBALANCE_SHARE;
  const surplus = minBig(self.collateral - initial.collateral, worthOfStock(market));
  if (surplus > least) {
    const fair = (amount: bigint) => toNumber(amount) * market.collateral.usd * (1 - band);
    return {
      kind: 'sellOnMarket',
      collateral: halved(surplus, (part) => market.worth(toNumber(part), 0) >= fair(part)),
    };
  }
  const lacking = initial.collateral - self.collateral;
  if (lacking <= least) return undefined;
  const stable = minBig((lacking * market.collateral.wad) / market.stable.wad, self.stable);
  if (stable === 0n) return undefined;
  const fair = (amount: bigint) => toNumber(amount) * market.stable.usd * (1 - band);
  return {
    kind: 'buyOnMarket',
    stable: halved(stable, (part) => market.worthOfStable(toNumber(part), 0) >= fair(part)),
  };
}

/** Halves an amount until it is good. */
function halved(amount: bigint, isGood: (part: bigint) => boolean): bigint {
  let part = amount;
  while (part > 1n && !isGood(part)) part /= 2n;
  return part;
}

/** Whether a DEX trade brings in more than its gas; the outside leg always has to be made. */
function pays(intent: Intent, tip: bigint, observation: Observation): boolean {
  if (intent.kind !== 'sellOnDex' && intent.kind !== 'buyOnDex') return true;
  const { dex, market } = observation;
  const gas = toNumber(gasCost(TYPICAL_GAS.dexSwap, tip, observation)) * market.collateral.usd;
  const distance = Math.abs((spotPrice(dex) * market.stable.usd) / market.collateral.usd - 1) - DEX_FEE;
  const size =
    intent.kind === 'sellOnDex'
      ? toNumber(intent.collateral) * market.collateral.usd
      : toNumber(intent.stable) * market.stable.usd;
  // On the way back to the market the price is on average half as far off; what it traded it evens out outside.
  return (size * distance) / 2 - outsideCost(intent, observation) > gas;
}

/** What the outside market's price impact is going to cost of a DEX trade, USD. */
function outsideCost(intent: Extract<Intent, { kind: 'sellOnDex' | 'buyOnDex' }>, { market }: Observation): number {
  if (intent.kind === 'buyOnDex') {
    const collateral = (toNumber(intent.stable) * market.stable.usd) / market.collateral.usd;
    return collateral * market.collateral.usd - market.worth(collateral, 0);
  }
  const stable = (toNumber(intent.collateral) * market.collateral.usd) / market.stable.usd;
  return stable * market.stable.usd - market.worthOfStable(stable, 0);
}
