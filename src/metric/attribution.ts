import { divWad, maxBig, toNumber, WAD } from '../core/units.ts';
import type { AttributionPart } from './catalogue.ts';

/** Market prices of one block in USD, 18 decimals. */
export interface Marks {
  readonly collateral: bigint;
  readonly stable: bigint;
}

/** What the backstop holds; 18 decimals. */
export interface Holdings {
  readonly stable: bigint;
  readonly collateral: bigint;
}

/**
 * Splits the backstop's profit by cause, in exact integers (USD, 36 decimals), block by block. Each flow is counted when
 * it happens, at the market prices of its block; what the flows don't explain of the holdings' change is `rounding`.
 *
 * With L the stablecoin and E the collateral held, p and s their market prices, o the oracle's collateral price:
 * - price changes, from block to block: E·Δp and L·Δs
 * - liquidation of debt D for collateral C: C·p − D·s
 * - sale of e for q, of which f leaves as fee: discount (q·s − e·o), stale oracle e·(o − p), fees −f·s;
 *   they add up to (q − f)·s − e·p
 * - deposits and withdrawals: no profit
 */
export class Attribution {
  readonly #parts: Record<AttributionPart, bigint> = {
    liquidationGain: 0n,
    priceChange: 0n,
    stablePriceChange: 0n,
    discountPaid: 0n,
    staleOracleLoss: 0n,
    fees: 0n,
    rewards: 0n,
    gas: 0n,
    rounding: 0n,
  };
  #holdings: Holdings;
  #marks: Marks;
  /** Holdings as the flows alone make them. */
  #expected: Holdings;
  /** Value at the start plus the value of deposits less withdrawals, each at its time. */
  #paidIn: bigint;

  constructor(holdings: Holdings, marks: Marks) {
    this.#holdings = holdings;
    this.#expected = holdings;
    this.#marks = marks;
    this.#paidIn = valueIn(holdings, marks);
  }

  /** Begins a block: what is held is valued at the new market prices. */
  mark(marks: Marks): void {
    this.#parts.priceChange += this.#holdings.collateral * (marks.collateral - this.#marks.collateral);
    this.#parts.stablePriceChange += this.#holdings.stable * (marks.stable - this.#marks.stable);
    this.#marks = marks;
  }

  /** Debt burnt, collateral received. */
  liquidation(debt: bigint, collateral: bigint): void {
    this.#parts.liquidationGain += collateral * this.#marks.collateral - debt * this.#marks.stable;
    this.#move(-debt, collateral);
  }

  /**
   * Collateral sold to a buyer.
   *
   * @param paid stablecoin paid, fee included
   * @param fee part of it that leaves
   * @param sold collateral
   * @param oraclePrice at which the contract quoted, 18 decimals
   */
  sale({ paid, fee, sold, oraclePrice }: { paid: bigint; fee: bigint; sold: bigint; oraclePrice: bigint }): void {
    this.#parts.discountPaid += paid * this.#marks.stable - sold * oraclePrice;
    this.#parts.staleOracleLoss += sold * (oraclePrice - this.#marks.collateral);
    this.#parts.fees -= fee * this.#marks.stable;
    this.#move(paid - fee, -sold);
  }

  /** Depositors' own money in (positive) or out (negative). */
  flow(stable: bigint, collateral: bigint): void {
    this.#paidIn += stable * this.#marks.stable + collateral * this.#marks.collateral;
    this.#move(stable, collateral);
  }

  /** Reward tokens earned. @param price USD, 18 decimals */
  reward(amount: bigint, price: bigint): void {
    this.#parts.rewards += amount * price;
  }

  /** Fees of the depositors' own transactions, wei. */
  gas(fee: bigint): void {
    this.#parts.gas -= fee * this.#marks.collateral;
  }

  /** Ends a block with what the contracts say is held. */
  settle(holdings: Holdings): void {
    this.#parts.rounding +=
      (holdings.stable - this.#expected.stable) * this.#marks.stable +
      (holdings.collateral - this.#expected.collateral) * this.#marks.collateral;
    this.#holdings = holdings;
    this.#expected = holdings;
  }

  #move(stable: bigint, collateral: bigint): void {
    this.#expected = { stable: this.#expected.stable + stable, collateral: this.#expected.collateral + collateral };
  }

  /** What the flows of the block so far leave held. */
  get expected(): Holdings {
    return this.#expected;
  }

  /** Value of what is held, USD with 36 decimals. */
  get value(): bigint {
    return valueIn(this.#holdings, this.#marks);
  }

  /** Profit from the holdings' value alone, rewards and gas added: not from the parts. USD, 36 decimals. */
  get total(): bigint {
    return this.value - this.#paidIn + this.#parts.rewards + this.#parts.gas;
  }

  /** USD, 36 decimals. */
  get parts(): Readonly<Record<AttributionPart, bigint>> {
    return this.#parts;
  }

  /** |parts − total| as a share of the larger of the total and 1 USD. */
  gap(): number {
    const sum = Object.values(this.#parts).reduce((a, b) => a + b, 0n);
    const difference = sum > this.total ? sum - this.total : this.total - sum;
    const size = maxBig(WAD * WAD, this.total < 0n ? -this.total : this.total);
    return toNumber(divWad(difference, size));
  }
}

function valueIn({ stable, collateral }: Holdings, marks: Marks): bigint {
  return stable * marks.stable + collateral * marks.collateral;
}

/** USD with 36 decimals as a number. */
export function usdNumber(value: bigint): number {
  return Number(value) / 1e36;
}
