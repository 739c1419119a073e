import type { Holdings, Marks } from '../metric/attribution.ts';

/** Depositors' money into a BAMM (positive) or out of it, and the shares minted (positive) or burnt for it; 18 decimals. */
export interface ShareFlow extends Holdings {
  readonly shares: bigint;
}

/**
 * What entries and exits took from the depositors who were there before and after, because a BAMM mints shares at the
 * oracle price: in exact integers, USD with 36 decimals, at the market prices of the block.
 *
 * With S shares on a backstop worth W at the market, a flow worth F that changes the shares by D leaves S + D shares on
 * W + F. The K = min(S, S + D) shares that stay were worth W·K / S and are worth (W + F)·K / (S + D): the difference is
 * taken from them. Of a deposit a at the oracle price o it is a·E·(p − s·o) / (V + a), see the policy jit-depositor; an
 * exit takes its part of both sides in kind and leaves the others what they had, but for rounding.
 */
export class Dilution {
  #shares: bigint;
  /** So far: above 0 taken from those who stayed, below 0 brought to them. */
  total = 0n;

  /** @param shares of all depositors before the first flow */
  constructor(shares: bigint) {
    this.#shares = shares;
  }

  /** @param held by the backstop just before the flow */
  flow({ stable, collateral, shares }: ShareFlow, held: Holdings, marks: Marks): void {
    const before = this.#shares;
    const after = before + shares;
    this.#shares = after;
    const staying = shares > 0n ? before : after;
    // Nobody stays.
    if (staying <= 0n) return;
    const worth = held.stable * marks.stable + held.collateral * marks.collateral;
    const moved = stable * marks.stable + collateral * marks.collateral;
    this.total += (staying * (worth * shares - moved * before)) / (before * after);
  }
}
