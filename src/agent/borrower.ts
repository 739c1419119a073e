import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { divWad, minBig, mulWad, toWad, WAD } from '../core/units.ts';
import { amountIn } from '../protocol/dex/constantProduct.ts';
import type { TroveView } from '../protocol/troveBook.ts';
import { Bidder } from './bidder.ts';
import { type AgentView, type Intent, NOTHING, type Observation, type Policy } from './policy.ts';
import type { BorrowerSpec, ExistingBorrowerSpec } from './schema.ts';

/** Collateral that a borrower keeps in the wallet for gas, wei. */
export const BORROWER_GAS_RESERVE = WAD;

/** A top-up or repayment is worth sending from this share of the trove on. */
const LEAST_SHARE = 100n;
/** Stablecoin is bought with this much room for others' trades before ours, 1/1000. */
const SLIPPAGE = 20n;

type Action = 'topUp' | 'repay' | 'close' | 'none';

/**
 * A borrower watches its ICR at the oracle price. Under its own line it acts after its reaction time: adds collateral
 * or repays up to the target, or closes; stablecoin that it lacks it buys on the DEX with spare collateral. Some never
 * act. Whoever was liquidated in recovery mode claims the surplus.
 */
export function createBorrower(spec: BorrowerSpec | ExistingBorrowerSpec, random: RandomStream): Policy {
  const traits = random.child('traits');
  const action = drawAction(spec, traits);
  const actAt = sample(spec.actAt, traits);
  const reaction = sample(spec.reaction, traits);
  const target = toWad(spec.target);
  const bidder = new Bidder(spec.bid, random.child('bids'));
  let needSince: number | undefined;

  return {
    decide(observation, self) {
      const { trove } = self;
      if (trove === undefined) {
        return self.surplus > 0n && self.pending === 0
          ? [{ kind: 'claimSurplus', bid: bidder.next(observation) }]
          : NOTHING;
      }
      if (action === 'none') return NOTHING;
      if (trove.ratio * observation.oracle.collateral.usd >= actAt) {
        needSince = undefined;
        return NOTHING;
      }
      needSince ??= observation.time;
      if (observation.time - needSince < reaction || self.pending > 0) return NOTHING;
      const intent = act(action, { observation, self, trove, target });
      if (intent === undefined) return NOTHING;
      return [{ ...intent, bid: bidder.next(observation) }];
    },
  };
}

/** Draws what the borrower does in need; the draws are the same whatever the shares are. */
function drawAction({ passive, actions }: BorrowerSpec | ExistingBorrowerSpec, random: RandomStream): Action {
  const isPassive = random.uniform() < passive;
  const draw = random.uniform();
  if (isPassive) return 'none';
  if (draw < actions.topUp) return 'topUp';
  return draw < actions.topUp + actions.repay ? 'repay' : 'close';
}

interface Need {
  readonly observation: Observation;
  readonly self: AgentView;
  readonly trove: TroveView;
  readonly target: bigint;
}

function act(action: Action, need: Need): Intent | undefined {
  if (action === 'topUp') return topUp(need);
  if (action === 'close' && !need.observation.lending.recoveryMode) return close(need);
  // Closing is not allowed in recovery mode; repaying is.
  return repay(need);
}

function topUp({ observation, self, trove, target }: Need): Intent | undefined {
  const price = observation.oracle.collateral.wad;
  const wanted = divWad(mulWad(target, trove.debt), price) - trove.collateral;
  const amount = minBig(wanted, self.collateral - BORROWER_GAS_RESERVE);
  if (amount * LEAST_SHARE < trove.collateral) return undefined;
  if (!staysAboveMinimum(observation, trove.collateral + amount, trove.debt)) return undefined;
  return { kind: 'addCollateral', amount };
}

function repay({ observation, self, trove, target }: Need): Intent | undefined {
  const price = observation.oracle.collateral.wad;
  const healthy = divWad(mulWad(trove.collateral, price), target);
  const wanted = minBig(trove.debt - healthy, trove.debt - observation.lending.minimumDebt);
  if (wanted * LEAST_SHARE < trove.debt) return undefined;
  if (self.stable < wanted) {
    const bought = buyStable(wanted - self.stable, observation, self);
    if (bought !== undefined) return bought;
  }
  const amount = minBig(wanted, self.stable);
  if (amount * LEAST_SHARE < trove.debt) return undefined;
  if (!staysAboveMinimum(observation, trove.collateral, trove.debt - amount)) return undefined;
  return { kind: 'repay', amount };
}

function close(need: Need): Intent | undefined {
  const { observation, self, trove } = need;
  const owed = trove.debt - observation.lending.gasCompensation;
  if (self.stable >= owed) return { kind: 'closeTrove' };
  // Too little to close: it buys what it lacks, or repays what it can.
  return buyStable(owed - self.stable, observation, self) ?? repay(need);
}

/** Out of recovery mode the core refuses a change that leaves the trove under the minimum ratio. */
function staysAboveMinimum({ lending, oracle }: Observation, collateral: bigint, debt: bigint): boolean {
  if (lending.recoveryMode) return true;
  return mulWad(collateral, oracle.collateral.wad) > mulWad(debt, toWad(lending.mcr));
}

function buyStable(wanted: bigint, { dex }: Observation, self: AgentView): Intent | undefined {
  const cost = amountIn(wanted, dex.collateral, dex.stable);
  if (cost === undefined) return undefined;
  const offer = cost + (cost * SLIPPAGE) / 1000n;
  if (offer > self.collateral - BORROWER_GAS_RESERVE) return undefined;
  return { kind: 'sellOnDex', collateral: offer, minStable: wanted };
}
