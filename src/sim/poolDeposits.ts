import type { Address } from 'viem';
import { mulWad } from '../core/units.ts';
import type { Holdings, Marks } from '../metric/attribution.ts';

/**
 * Who has what in a plain Stability Pool. It has no shares: each depositor's stablecoin shrinks with every liquidation,
 * its collateral grows, and both go their own way for depositors of different times.
 */
export class PoolDeposits {
  readonly #deposits = new Map<Address, Holdings>();

  /** Money in (positive) or out; 18 decimals. */
  flow(depositor: Address, stable: bigint, collateral: bigint): void {
    const held = this.#deposits.get(depositor) ?? { stable: 0n, collateral: 0n };
    this.#deposits.set(depositor, {
      stable: notNegative(held.stable + stable),
      collateral: notNegative(held.collateral + collateral),
    });
  }

  /** Debt burnt against the whole pool, collateral received for it; 18 decimals. @param pool stablecoin just before */
  offset(debt: bigint, collateral: bigint, pool: bigint): void {
    for (const [depositor, held] of this.#deposits) {
      this.#deposits.set(depositor, {
        stable: held.stable - (debt * held.stable) / pool,
        collateral: held.collateral + (collateral * held.stable) / pool,
      });
    }
  }

  /** Value of each depositor's holdings, USD with 18 decimals. */
  *values(marks: Marks): Generator<readonly [Address, bigint]> {
    for (const [depositor, { stable, collateral }] of this.#deposits) {
      yield [depositor, mulWad(stable, marks.stable) + mulWad(collateral, marks.collateral)];
    }
  }
}

/** The contract rounds each depositor's gains down; the last wei may not be there. */
function notNegative(amount: bigint): bigint {
  return amount < 0n ? 0n : amount;
}
