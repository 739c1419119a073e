import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { maximise } from '../core/search.ts';
import { divWad, maxBig, minBig, mulWad, toNumber, toWad, WAD } from '../core/units.ts';
import { Bidder } from './bidder.ts';
import { gasCost, TYPICAL_GAS } from './gasCost.ts';
import { Latency } from './latency.ts';
import type { MinterSpec } from './minterSchema.ts';
import { LEAST_SALE } from './outsideMarket.ts';
import { type AgentView, type Intent, NOTHING, type Observation, type Policy } from './policy.ts';

/** Collateral that stays in the wallet for gas. */
const GAS_RESERVE = WAD;

/**
 * Brings new stablecoin to the market while it is dear: borrows it against own collateral, sells it on the outside
 * market, and when it is cheap again buys back what it owes and closes. What it expects of each stablecoin is its price
 * now, less fees, less the 1 USD at which it may be redeemed. With price impact it mints until the next one brings no
 * more than that, so it caps the premium as far as its collateral goes.
 */
export function createMinter(spec: MinterSpec, random: RandomStream): Policy {
  const latency = new Latency(sample(spec.latency, random.child('traits')));
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const { closeAt } = spec;
  let isClosing = false;

  return {
    decide(observation, self) {
      const { market, tick } = observation;
      if (self.trove === undefined) isClosing = false;
      else isClosing ||= market.stable.usd <= closeAt;
      const most = isClosing ? 0 : mintedForMost(observation, spec.marketFee);
      const isReady = latency.ready(tick, most > 0 || isClosing || self.stable > 0n);
      if (!isReady || self.pending > 0) return NOTHING;
      if (isClosing) {
        const intent = close(observation, self, spec);
        return intent === undefined ? NOTHING : [{ ...intent, bid: bidder.next(observation) }];
      }
      if (self.stable > 0n) return [{ kind: 'buyOnMarket', stable: self.stable, bid: bidder.next(observation) }];
      const minted = mint(toWad(most, 2), observation, self, spec);
      if (minted === undefined) return NOTHING;
      const profit = profitOf(toNumber(minted.borrow), observation, spec.marketFee);
      const bid = bidder.forProfit({ gas: TYPICAL_GAS.openTrove, profit }, observation);
      if (bid === undefined) return NOTHING;
      const gas = toNumber(gasCost(TYPICAL_GAS.openTrove, bid.tip, observation)) * market.collateral.usd;
      if (profit - gas < toNumber(spec.minProfit)) return NOTHING;
      const { borrow, collateral } = minted;
      return self.trove === undefined
        ? [{ kind: 'openTrove', collateral, borrow, bid }]
        : [{ kind: 'borrow', amount: borrow, collateral, bid }];
    },
  };
}

/** USD from minting and selling so much, before gas. @param stable whole */
function profitOf(stable: number, { market, lending }: Observation, marketFee: number): number {
  return market.worthOfStable(stable, marketFee) - stable * (1 + lending.borrowingRate);
}

/** Stablecoin to mint for most profit with unlimited collateral, whole; 0 if none pays. */
function mintedForMost(observation: Observation, marketFee: number): number {
  return observation.shared(`minted ${marketFee}`, () => {
    const { lending } = observation;
    // Never more than there is already: nobody doubles the supply at once.
    const most = toNumber(lending.supply);
    if (lending.recoveryMode || !(profitOf(most * 1e-6, observation, marketFee) > 0)) return 0;
    const best = maximise((stable) => profitOf(stable, observation, marketFee), 0, most);
    return best.value > 0 ? best.x : 0;
  });
}

/** New debt against what collateral there is; undefined if it is less than the core allows, or not worth a transaction. */
function mint(
  wanted: bigint,
  { oracle, lending }: Observation,
  self: AgentView,
  spec: MinterSpec,
): { readonly borrow: bigint; readonly collateral: bigint } | undefined {
  const ratio = toWad(spec.collateralRatio);
  const price = oracle.collateral.wad;
  const withFee = WAD + toWad(lending.borrowingRate, 12);
  const free = maxBig(self.collateral - GAS_RESERVE, 0n);
  const { debt: owed, collateral: held } = self.trove ?? { debt: lending.gasCompensation, collateral: 0n };
  const room = divWad(mulWad(held + free, price), ratio) - owed;
  const borrow = minBig(wanted, divWad(maxBig(room, 0n), withFee));
  const debt = owed + mulWad(borrow, withFee);
  const collateral = maxBig(divWad(mulWad(debt, ratio), price) - held, 0n);
  const isEnough = self.trove === undefined ? debt >= lending.minimumDebt : toNumber(borrow) >= LEAST_SALE;
  return isEnough ? { borrow, collateral } : undefined;
}

/** Closes, or buys what it lacks for that at no more than its price. */
function close(observation: Observation, self: AgentView, spec: MinterSpec): Intent | undefined {
  const { market, lending } = observation;
  const { trove } = self;
  if (trove === undefined || lending.recoveryMode) return undefined;
  const owed = trove.debt - lending.gasCompensation;
  if (self.stable >= owed) return { kind: 'closeTrove' };
  const kept = 1 - spec.marketFee;
  const { usd: price } = market.collateral;
  const lacking = ((toNumber(owed - self.stable) / kept) * market.stable.usd) / price;
  // What impact takes comes on top, a fiftieth at most.
  const most = Math.min(lacking * 1.02, toNumber(self.collateral - GAS_RESERVE));
  if (!(most > 0)) return undefined;
  const { closeAt } = spec;
  const gain = (collateral: number) => (market.worth(collateral, 0) * closeAt) / market.stable.usd - collateral * price;
  const best = maximise(gain, 0, most);
  const collateral = gain(most) >= best.value ? most : best.x;
  return collateral * price < LEAST_SALE ? undefined : { kind: 'sellOnMarket', collateral: toWad(collateral, 6) };
}
