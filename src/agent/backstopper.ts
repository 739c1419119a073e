import type { RandomStream } from '../core/random.ts';
import { toNumber } from '../core/units.ts';
import { Bidder } from './bidder.ts';
import { type AgentView, NOTHING, type Observation, type Policy } from './policy.ts';
import type { BackstopperSpec, ExistingBackstopperSpec } from './schema.ts';

type Depositor = BackstopperSpec | ExistingBackstopperSpec;

/** More than any deposit: a plain Stability Pool pays out all for it. */
const ALL = 2n ** 200n;

/**
 * A depositor in the backstop: deposits what it holds when its time comes, holds, and withdraws all on a loss, after a
 * time, or never. While any trove is under the minimum ratio the core refuses withdrawals, so it waits.
 *
 * @param joins seconds from the start to its deposit; 0: it is in before the first block
 */
export function createBackstopper(spec: Depositor, joins: number, random: RandomStream): Policy {
  const bidder = new Bidder(spec.bid, random.child('bids'));
  let state: 'outside' | 'inside' | 'done' = joins === 0 ? 'inside' : 'outside';

  return {
    decide(observation, self) {
      if (state === 'done' || self.pending > 0 || observation.backstop === undefined) return NOTHING;
      if (state === 'outside') {
        if (observation.time - observation.start < joins || self.stable === 0n) return NOTHING;
        state = 'inside';
        return [{ kind: 'deposit', amount: self.stable, bid: bidder.next(observation) }];
      }
      if (self.shares === 0n || !wantsOut(spec, observation, self) || isClosed(observation)) return NOTHING;
      state = 'done';
      const shares = observation.backstop.kind === 'bamm' ? self.shares : ALL;
      return [{ kind: 'withdraw', shares, bid: bidder.next(observation) }];
    },
  };
}

function wantsOut({ exit }: Depositor, observation: Observation, self: AgentView): boolean {
  if (exit === 'never') return false;
  if ('after' in exit) return observation.time - observation.start >= exit.after;
  const { backstop, market } = observation;
  if (backstop === undefined || backstop.shares === 0n) return false;
  const value = toNumber(backstop.stable) * market.stable.usd + toNumber(backstop.collateral) * market.collateral.usd;
  const own = value * (Number(self.shares) / Number(backstop.shares));
  return own < toNumber(self.initial.stable) * (1 - exit.onLoss);
}

/** Liquity's Stability Pool refuses withdrawals while a trove is under the minimum ratio. */
function isClosed({ lending, oracle }: Observation): boolean {
  const riskiest = lending.troves[0];
  return riskiest !== undefined && riskiest.ratio * oracle.collateral.usd < lending.mcr;
}
