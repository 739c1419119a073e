import type { Address } from 'viem';
import type { Marks } from '../metric/attribution.ts';
import type { TroveBook } from '../protocol/troveBook.ts';

interface Position {
  readonly collateral: bigint;
  readonly debt: bigint;
}

/**
 * Profit by agent class: each change of what a class holds (wallets, troves, claims) is counted when it happens, at the
 * market prices of its block. Later price changes of what is held stay out, so it is what trading, liquidations and
 * gas brought or cost. USD with 36 decimals.
 */
export class ProfitByClass {
  readonly #profit = new Map<string, bigint>();
  readonly #classOf: (owner: Address) => string | undefined;
  #marks: Marks;
  #troves = new Map<string, Position>();
  #bookVersion = -1;

  constructor(classes: readonly string[], classOf: (owner: Address) => string | undefined, marks: Marks) {
    for (const name of classes) this.#profit.set(name, 0n);
    this.#classOf = classOf;
    this.#marks = marks;
  }

  mark(marks: Marks): void {
    this.#marks = marks;
  }

  /** A change of wallets or claims; 18 decimals. */
  change(agentClass: string, collateral: bigint, stable: bigint): void {
    this.add(agentClass, collateral * this.#marks.collateral + stable * this.#marks.stable);
  }

  /** @param value USD with 36 decimals */
  add(agentClass: string, value: bigint): void {
    this.#profit.set(agentClass, (this.#profit.get(agentClass) ?? 0n) + value);
  }

  /** Takes over the troves, whose collateral is held and whose debt is owed. The first call only sets the level. */
  followTroves(book: TroveBook): void {
    if (book.version === this.#bookVersion) return;
    const isFirst = this.#bookVersion === -1;
    this.#bookVersion = book.version;
    const now = new Map<string, { collateral: bigint; debt: bigint }>();
    for (const { owner, collateral, debt } of book.sorted()) {
      const name = this.#classOf(owner);
      if (name === undefined) continue;
      const sum = now.get(name) ?? { collateral: 0n, debt: 0n };
      now.set(name, { collateral: sum.collateral + collateral, debt: sum.debt + debt });
    }
    if (!isFirst) {
      for (const name of new Set([...this.#troves.keys(), ...now.keys()])) {
        const before = this.#troves.get(name) ?? { collateral: 0n, debt: 0n };
        const after = now.get(name) ?? { collateral: 0n, debt: 0n };
        this.change(name, after.collateral - before.collateral, before.debt - after.debt);
      }
    }
    this.#troves = now;
  }

  /** USD with 36 decimals. */
  of(agentClass: string): bigint {
    return this.#profit.get(agentClass) ?? 0n;
  }
}
