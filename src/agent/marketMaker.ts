import type { RandomStream } from '../core/random.ts';
import { minBig, toNumber, toWad, WAD } from '../core/units.ts';
import { spotPrice } from '../protocol/dex/constantProduct.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
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

  return {
    decide(observation, self) {
      if (self.pending > 0) return NOTHING;
      const intent = tradeOnDex(spec, observation, self) ?? evenOut(observation, self);
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

function evenOut({ market }: Observation, self: AgentView): Intent | undefined {
  const { initial } = self;
  const least = initial.collateral / REBALANCE_SHARE;
  const collateral = minBig(self.collateral - initial.collateral, worthOfStock(market));
  if (collateral > least) return { kind: 'sellOnMarket', collateral };
  const lacking = initial.collateral - self.collateral;
  if (lacking <= least) return undefined;
  const stable = minBig((lacking * market.collateral.wad) / market.stable.wad, self.stable);
  return stable === 0n ? undefined : { kind: 'buyOnMarket', stable };
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
  // On the way back to the market the price is on average half as far off.
  return (size * distance) / 2 > gas;
}
