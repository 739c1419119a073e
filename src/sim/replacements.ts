import { GWEI, maxBig, minBig } from '../core/units.ts';
import { isBumped, type Mempool, type Pending } from '../market/mempool.ts';
import type { BidRaise } from '../protocol/intent.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

/** A bid that is raised while it waits. */
interface Raised {
  readonly raise: BidRaise;
  pending: Pending<PendingTransaction>;
  /** Tick of the next bid. */
  due: number;
}

/** A tip rises by this at least, wei per gas: a share of nothing is nothing. */
const LEAST_RISE = GWEI / 10n;
/** Parts in which a step is counted, so that 12.5 % is exact. */
const PARTS = 10n ** 6n;

/** Replacement by fee: raises the bids of those who said how. */
export class Replacements {
  #raised: Raised[] = [];

  /** Follows a transaction from now on. @param tick in which it was sent */
  follow(pending: Pending<PendingTransaction>, raise: BidRaise, tick: number): void {
    this.#raised.push({ pending, raise, due: tick + raise.every });
  }

  /**
   * Replaces what is due and still waits. Tip and max fee rise by the step, rounded up, the tip by at least 0.1 gwei; the
   * max fee at least to twice the base fee plus tip where there is no ceiling, and never above it; who pays whatever the
   * base fee is has none. A bid that can't rise by the 10 % that nodes ask stays as it is for good.
   */
  bid(tick: number, baseFee: bigint, mempool: Mempool<PendingTransaction>): void {
    if (this.#raised.length === 0) return;
    this.#raised = this.#raised.filter((raised) => {
      if (!mempool.waits(raised.pending)) return false;
      if (tick < raised.due) return true;
      const fees = raisedFees(raised, baseFee);
      if (fees === undefined) return false;
      raised.pending = mempool.replace(raised.pending, fees);
      raised.due = tick + raised.raise.every;
      return true;
    });
  }
}

function raisedFees(
  { pending, raise: { step, ceiling } }: Raised,
  baseFee: bigint,
): Pick<Pending<PendingTransaction>, 'tip' | 'maxFee'> | undefined {
  const { tip: oldTip, maxFee: oldMaxFee } = pending;
  const parts = PARTS + BigInt(Math.round(step * Number(PARTS)));
  const stepped = (fee: bigint): bigint => (fee * parts + PARTS - 1n) / PARTS;
  const wanted = maxBig(stepped(oldTip), oldTip + LEAST_RISE);
  if (oldMaxFee === null) return { tip: wanted, maxFee: null };
  const room = ceiling === undefined ? 2n * baseFee + wanted : (baseFee * 9n) / 8n + wanted;
  const most = maxBig(stepped(oldMaxFee), room);
  const maxFee = ceiling === undefined ? most : minBig(most, ceiling);
  const tip = minBig(wanted, maxFee);
  return isBumped(oldTip, tip) && isBumped(oldMaxFee, maxFee) ? { tip, maxFee } : undefined;
}
