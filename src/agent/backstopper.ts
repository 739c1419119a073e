import type { RandomStream } from '../core/random.ts';
import { Bidder } from './bidder.ts';
import { Exit } from './exit.ts';
import { NOTHING, type Observation, type Policy } from './policy.ts';
import type { BackstopperSpec, ExistingBackstopperSpec } from './schema.ts';

type Depositor = BackstopperSpec | ExistingBackstopperSpec;

/** More than any deposit: a plain Stability Pool pays out all for it. */
const ALL = 2n ** 200n;
/** Most blocks that it waits after a withdrawal that failed. */
const LONGEST_WAIT = 256;

/**
 * A depositor in the backstop: deposits what it holds when its time comes, holds, and withdraws all for one of its
 * reasons, or never. While any trove is under the minimum ratio the core refuses withdrawals, so it waits. A withdrawal
 * that failed is sent again while the reason stands, after a wait of 1 block that doubles with each failure.
 *
 * @param joins seconds from the start to its deposit; 0: it is in before the first block
 */
export function createBackstopper(spec: Depositor, joins: number, random: RandomStream): Policy {
  const bidder = new Bidder(spec.bid, random.child('bids'));
  const exit = new Exit(spec.exit);
  let state: 'outside' | 'inside' | 'leaving' | 'done' = joins === 0 ? 'inside' : 'outside';
  /** Shares when it last asked for them. */
  let asked = 0n;
  let wait = 1;
  let notBefore = 0;

  return {
    decide(observation, self) {
      const { backstop, tick } = observation;
      if (state === 'done' || backstop === undefined) return NOTHING;
      if (state === 'outside') {
        if (self.pending > 0 || observation.time - observation.start < joins || self.stable === 0n) return NOTHING;
        state = 'inside';
        return [{ kind: 'deposit', amount: self.stable, bid: bidder.next(observation) }];
      }
      // A run is noticed while a transaction waits, too.
      const isWanted = self.shares > 0n && exit.isWanted(observation, self);
      if (self.pending > 0) return NOTHING;
      if (state === 'leaving') {
        // Of a plain pool some dust may be left in the books.
        if (self.shares < asked / 2n) {
          state = 'done';
          return NOTHING;
        }
        state = 'inside';
        notBefore = tick + wait;
        wait = Math.min(2 * wait, LONGEST_WAIT);
      }
      if (!isWanted || tick < notBefore || isClosed(observation)) return NOTHING;
      state = 'leaving';
      asked = self.shares;
      return [
        { kind: 'withdraw', shares: backstop.kind === 'bamm' ? self.shares : ALL, bid: bidder.next(observation) },
      ];
    },
  };
}

/** Liquity's Stability Pool refuses withdrawals while a trove is under the minimum ratio. */
export function isClosed({ lending, oracle }: Observation): boolean {
  const riskiest = lending.troves[0];
  return riskiest !== undefined && riskiest.ratio * oracle.collateral.usd < lending.mcr;
}
