import type { Address } from 'viem';
import { mulWad, toNumber, WAD } from '../core/units.ts';
import type { Marks } from '../metric/attribution.ts';
import type { TroveView } from '../protocol/troveBook.ts';
import type { LiquidationFact } from './ledger.ts';

/** Running totals of liquidations, and how long troves have been liquidatable. */
export class SolvencyBook {
  readonly #underSince = new Map<Address, number>();
  /** USD. */
  badDebtRealised = 0;
  redistributedDebt = 0n;
  count = 0;
  debt = 0n;
  collateral = 0n;
  /** Liquidated troves of which any debt was redistributed, and their whole debt; 18 decimals. */
  missed = 0;
  missedDebt = 0n;
  /** USD. */
  borrowersLoss = 0;

  /** Missed debt over liquidated debt, ratio; NaN before the first liquidation. */
  get missedShare(): number {
    return this.debt === 0n ? Number.NaN : toNumber(this.missedDebt) / toNumber(this.debt);
  }

  /**
   * Notes which troves are under the minimum ratio after a block.
   *
   * @param troves riskiest first
   * @param price oracle's, USD
   * @returns debt of those troves
   */
  follow(troves: readonly TroveView[], price: number, mcr: number, time: number): bigint {
    let debt = 0n;
    let under = 0;
    for (const trove of troves) {
      if (trove.ratio * price >= mcr) break;
      under++;
      debt += trove.debt;
      if (!this.#underSince.has(trove.owner)) this.#underSince.set(trove.owner, time);
    }
    if (this.#underSince.size > under) {
      const owners = new Set(troves.slice(0, under).map(({ owner }) => owner));
      for (const owner of this.#underSince.keys()) if (!owners.has(owner)) this.#underSince.delete(owner);
    }
    return debt;
  }

  /**
   * @returns seconds from under the minimum ratio to liquidation, of the troves that were under it: 0 for one that fell
   * under it and was liquidated in the same block
   */
  liquidation(fact: LiquidationFact, marks: Marks, time: number): number[] {
    const collateral = fact.troves.reduce((sum, trove) => sum + trove.collateral, 0n);
    this.count += fact.troves.length;
    this.debt += fact.debt;
    this.collateral += collateral;
    this.redistributedDebt += fact.redistributedDebt;
    for (const [i, part] of fact.redistributed.entries()) {
      if (part.debt > 0n) {
        this.missed++;
        this.missedDebt += fact.troves[i]?.debt ?? 0n;
      }
      const covered = mulWad(part.collateral, marks.collateral);
      if (part.debt > covered) this.badDebtRealised += toNumber(part.debt - covered);
    }
    const lost = (collateral - fact.surplus) * marks.collateral - fact.debt * marks.stable;
    this.borrowersLoss += toNumber(lost / WAD);
    return fact.troves.flatMap(({ owner, inRecovery }) => {
      const since = this.#underSince.get(owner);
      this.#underSince.delete(owner);
      if (since !== undefined) return [time - since];
      // In recovery mode troves above the minimum are liquidated, too.
      return inRecovery ? [] : [0];
    });
  }
}

/** Sum over troves of max(0, debt − collateral value), USD. @param price market's, USD; @param troves riskiest first */
export function latentBadDebt(troves: readonly TroveView[], price: number): number {
  let sum = 0;
  for (const { debt, collateral, ratio } of troves) {
    if (ratio * price >= 1) break;
    sum += toNumber(debt) - toNumber(collateral) * price;
  }
  return sum;
}

/** Quantile of the troves' ICR (linear between order statistics); NaN without troves. @param troves riskiest first */
export function icrQuantile(troves: readonly TroveView[], price: number, p: number): number {
  if (troves.length === 0) return Number.NaN;
  const place = (troves.length - 1) * p;
  const low = Math.floor(place);
  const [a, b] = [troves[low] as TroveView, troves[Math.min(low + 1, troves.length - 1)] as TroveView];
  return (a.ratio + (b.ratio - a.ratio) * (place - low)) * price;
}
