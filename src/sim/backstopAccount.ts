import { divWad, toNumber, WAD } from '../core/units.ts';
import { Attribution, type Marks, usdNumber } from '../metric/attribution.ts';
import type { SystemState } from '../protocol/systemState.ts';
import type { FlowFact, Ledger, LiquidationFact, SaleFact } from './ledger.ts';

/** What the backstop's own holdings are, from the contracts. */
export interface BackstopHoldings {
  readonly stable: bigint;
  readonly collateral: bigint;
}

/**
 * What the backstop holds after a block.
 *
 * @param balance native balance of the BAMM's contract, wei
 */
export function backstopHoldings(kind: 'bamm' | 'stability-pool', state: SystemState, balance: bigint): BackstopHoldings {
  return kind === 'bamm'
    ? { stable: state.backstopDeposit, collateral: state.backstopGain + balance }
    : { stable: state.poolStable, collateral: state.poolCollateral };
}

export interface BackstopTerms {
  readonly kind: 'bamm' | 'stability-pool';
  /** Swap fee, basis points. */
  readonly feeBps: bigint;
  /** Price of a reward token, USD with 18 decimals. */
  readonly rewardPrice: bigint;
}

/**
 * Books of the backstop and its depositors: attribution of profit, NAV per share, and what a plain Stability Pool
 * depositor on the same path would have.
 */
export class BackstopAccount {
  readonly attribution: Attribution;
  readonly #terms: BackstopTerms;
  readonly #ledger: Ledger;
  #holdings: BackstopHoldings;
  #marks: Marks;
  #rewardsSeen: bigint;
  #rewardsPerShare = 0;
  /** Value of a share that counts as 1 USD at the opening; undefined until there is one. */
  #openingPerShare: number | undefined;
  #peak = 1;
  #maxDrawdown = 0;
  /** A depositor of 1 stablecoin who stays in the plain pool and sells nothing. */
  #benchmark = { stable: 1, collateral: 0 };

  constructor(terms: BackstopTerms, ledger: Ledger, holdings: BackstopHoldings, marks: Marks) {
    this.#terms = terms;
    this.#ledger = ledger;
    this.#holdings = holdings;
    this.#marks = marks;
    this.#rewardsSeen = ledger.rewardsIssued;
    this.attribution = new Attribution(holdings, marks);
    this.#open();
  }

  get holdings(): BackstopHoldings {
    return this.#holdings;
  }

  /** Before a block's facts: the new market prices. */
  mark(marks: Marks): void {
    this.#marks = marks;
    this.attribution.mark(marks);
  }

  liquidation({ offsetDebt, offsetCollateral, poolBefore }: LiquidationFact): void {
    if (offsetDebt === 0n || poolBefore === 0n) return;
    const own = this.attribution.expected.stable;
    this.attribution.liquidation((offsetDebt * own) / poolBefore, (offsetCollateral * own) / poolBefore);
    const share = this.#benchmark.stable / toNumber(poolBefore);
    this.#benchmark = {
      stable: this.#benchmark.stable - toNumber(offsetDebt) * share,
      collateral: this.#benchmark.collateral + toNumber(offsetCollateral) * share,
    };
  }

  /** @param oraclePrice answer on chain when the sale was made, USD with 18 decimals */
  sale({ paid, sold }: SaleFact, oraclePrice: bigint): void {
    const fee = (paid * (10_000n + this.#terms.feeBps)) / 10_000n - paid;
    this.attribution.sale({ paid, fee, sold, oraclePrice });
  }

  flow({ depositor, stable, collateral }: FlowFact): void {
    if (this.#terms.kind === 'stability-pool') this.#poolShares({ depositor, stable, collateral });
    this.attribution.flow(stable, collateral);
  }

  /**
   * A plain pool has no shares; depositors get virtual ones at the NAV of the moment, so that a return per share can be
   * told. Whoever takes all stablecoin out has none left.
   */
  #poolShares({ depositor, stable, collateral }: Omit<FlowFact, 'kind'>): void {
    const value = toNumber(stable) * toNumber(this.#marks.stable) + toNumber(collateral) * toNumber(this.#marks.collateral);
    const perShare = this.#valuePerShare() ?? 1;
    const change = BigInt(Math.round((value / perShare) * 1e9)) * 10n ** 9n;
    const next = this.#ledger.sharesOf(depositor) + change;
    this.#ledger.setShares(depositor, next > 0n ? next : 0n);
  }

  /** After a block's facts: what the contracts hold. */
  settle(holdings: BackstopHoldings): void {
    const issued = this.#ledger.rewardsIssued - this.#rewardsSeen;
    this.#rewardsSeen = this.#ledger.rewardsIssued;
    if (issued > 0n) {
      this.attribution.reward(issued, this.#terms.rewardPrice);
      const shares = toNumber(this.#ledger.sharesTotal);
      if (shares > 0) this.#rewardsPerShare += (toNumber(issued) * toNumber(this.#terms.rewardPrice)) / shares;
    }
    this.#holdings = holdings;
    this.attribution.settle(holdings);
    this.#open();
  }

  #valuePerShare(): number | undefined {
    const shares = toNumber(this.#ledger.sharesTotal);
    if (shares === 0) return undefined;
    const { stable, collateral } = this.#holdings;
    return (toNumber(stable) * toNumber(this.#marks.stable) + toNumber(collateral) * toNumber(this.#marks.collateral)) / shares;
  }

  #open(): void {
    this.#openingPerShare ??= this.#valuePerShare();
  }

  /** USD, NaN while nobody has a share. */
  navPerShare(): number {
    const perShare = this.#valuePerShare();
    return perShare === undefined || this.#openingPerShare === undefined ? Number.NaN : perShare / this.#openingPerShare;
  }

  /** Ratio, rewards included. */
  totalReturn(): number {
    return this.navPerShare() + this.#rewardsPerShare / (this.#openingPerShare ?? Number.NaN) - 1;
  }

  /** Largest fall from the running peak so far; to be asked once a tick. */
  maxDrawdown(): number {
    const level = 1 + this.totalReturn();
    if (Number.isNaN(level)) return Number.NaN;
    this.#peak = Math.max(this.#peak, level);
    this.#maxDrawdown = Math.max(this.#maxDrawdown, 1 - level / this.#peak);
    return this.#maxDrawdown;
  }

  /** Return of the plain pool's depositor, at market prices. */
  poolReturn(opening: Marks): number {
    const { stable, collateral } = this.#benchmark;
    const value = stable * toNumber(this.#marks.stable) + collateral * toNumber(this.#marks.collateral);
    return value / toNumber(opening.stable) - 1;
  }

  /** USD. */
  nav(): number {
    return usdNumber(this.attribution.value);
  }

  /** Collateral share of the value at the oracle price; NaN for an empty backstop. */
  inventoryShare(oraclePrice: bigint): number {
    const { stable, collateral } = this.#holdings;
    const held = (collateral * oraclePrice) / WAD;
    return held + stable === 0n ? Number.NaN : toNumber(divWad(held, held + stable));
  }
}
