import { divWad, toNumber, WAD, YEAR } from '../core/units.ts';
import { Attribution, type Marks, usdNumber } from '../metric/attribution.ts';
import type { SystemState } from '../protocol/systemState.ts';
import { Dilution } from './dilution.ts';
import type { Fact, FlowFact, Ledger, LiquidationFact, SaleFact } from './ledger.ts';
import type { PlacedBackstop } from './placeBackstop.ts';
import { PoolDeposits } from './poolDeposits.ts';
import { Withdrawals } from './withdrawals.ts';

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
export function backstopHoldings(
  kind: 'bamm' | 'stability-pool',
  state: SystemState,
  balance: bigint,
): BackstopHoldings {
  return kind === 'bamm'
    ? { stable: state.backstopDeposit, collateral: state.backstopGain + balance }
    : { stable: state.poolStable, collateral: state.poolCollateral };
}

export interface BackstopTerms {
  readonly kind: 'bamm' | 'stability-pool';
  /** Reward tokens a year on each stablecoin in the Stability Pool, basis points: the contract's own unit. */
  readonly rewardBps: bigint;
  /** Price of a reward token, USD with 18 decimals. */
  readonly rewardPrice: bigint;
  /** Unix time from which on rewards count, seconds. */
  readonly start: number;
}

const BPS = 10_000n;

/**
 * Books of the backstop and its depositors: attribution of profit, NAV per share, and what a plain Stability Pool
 * depositor on the same path would have.
 */
export class BackstopAccount {
  readonly attribution: Attribution;
  readonly withdrawals = new Withdrawals();
  readonly #dilution: Dilution;
  /** What depositors of other classes than backstoppers made by coming and going; USD, 36 decimals. */
  #profitOfOthers = 0n;
  readonly #terms: BackstopTerms;
  readonly #ledger: Ledger;
  #holdings: BackstopHoldings;
  #marks: Marks;
  /** Depositors of a plain Stability Pool; empty for a BAMM, which knows them itself. */
  readonly #pool = new PoolDeposits();
  /** Unix time up to which rewards are booked, seconds. */
  #rewardedUntil: number;
  /** USD on one share; of a plain pool, on the depositor of 1 stablecoin. */
  #rewardsPerShare = 0;
  /** Value of a share that counts as 1 USD at the opening; undefined until there is one. */
  #openingPerShare: number | undefined;
  #peak = 1;
  #maxDrawdown = 0;
  /** A depositor of 1 stablecoin who stays in the plain pool and sells nothing. */
  #benchmark = { stable: 1, collateral: 0 };

  /** @param deposits flows before the first block: what is held comes from them */
  constructor(
    terms: BackstopTerms,
    ledger: Ledger,
    { holdings, marks, deposits }: { holdings: BackstopHoldings; marks: Marks; deposits: readonly FlowFact[] },
  ) {
    this.#terms = terms;
    this.#ledger = ledger;
    this.#holdings = holdings;
    this.#marks = marks;
    this.#rewardedUntil = terms.start;
    this.attribution = new Attribution(holdings, marks);
    this.#dilution = new Dilution(ledger.sharesTotal);
    if (terms.kind === 'stability-pool') {
      for (const { depositor, stable, collateral } of deposits) this.#pool.flow(depositor, stable, collateral);
    }
    this.#open();
  }

  get holdings(): BackstopHoldings {
    return this.#holdings;
  }

  /**
   * Before a block's facts: the new market prices, and the rewards that the time since the last block brought.
   *
   * @param time Unix time of the block, seconds
   * @param pool stablecoin in the Stability Pool since the last block, whoever's
   */
  mark(marks: Marks, time: number, pool: bigint): void {
    this.#marks = marks;
    this.attribution.mark(marks);
    this.#reward(time, pool);
  }

  /**
   * The contract issues rewards only when somebody moves the pool, then for all the time since the last move, at the
   * deposits of that time. Earned they are as time goes by, and so they are booked.
   */
  #reward(time: number, pool: bigint): void {
    const { kind, rewardBps, rewardPrice } = this.#terms;
    const seconds = time - this.#rewardedUntil;
    this.#rewardedUntil = time;
    const earned = (pool * rewardBps * BigInt(seconds)) / (BPS * BigInt(YEAR));
    if (earned === 0n) return;
    this.attribution.reward(earned, rewardPrice);
    const part = kind === 'bamm' ? 1 / toNumber(this.#ledger.sharesTotal) : this.#benchmark.stable / toNumber(pool);
    if (Number.isFinite(part)) this.#rewardsPerShare += toNumber(earned) * toNumber(rewardPrice) * part;
  }

  liquidation({ offsetDebt, offsetCollateral, poolBefore }: LiquidationFact): void {
    if (offsetDebt === 0n || poolBefore === 0n) return;
    const own = this.attribution.expected.stable;
    this.attribution.liquidation((offsetDebt * own) / poolBefore, (offsetCollateral * own) / poolBefore);
    this.#pool.offset(offsetDebt, offsetCollateral, poolBefore);
    const share = this.#benchmark.stable / toNumber(poolBefore);
    this.#benchmark = {
      stable: this.#benchmark.stable - toNumber(offsetDebt) * share,
      collateral: this.#benchmark.collateral + toNumber(offsetCollateral) * share,
    };
  }

  /** @param oraclePrice answer on chain when the sale was made, USD with 18 decimals */
  sale({ paid, fee, sold }: SaleFact, oraclePrice: bigint): void {
    this.attribution.sale({ paid, fee, sold, oraclePrice });
  }

  flow({ depositor, stable, collateral, shares }: FlowFact): void {
    if (this.#terms.kind === 'stability-pool') this.#pool.flow(depositor, stable, collateral);
    if (shares !== undefined) {
      this.#dilution.flow({ stable, collateral, shares }, this.attribution.expected, this.#marks);
    }
    this.attribution.flow(stable, collateral);
  }

  /**
   * What came back to a depositor of another class than backstoppers, or became its shares; below 0: what it paid in or
   * gave up. Its profit is booked with its class.
   *
   * @param value USD with 36 decimals
   */
  bookOther(value: bigint): void {
    this.#profitOfOthers += value;
  }

  /** Profit of the backstoppers alone, USD with 36 decimals: the attribution's is of all depositors together. */
  get profitOfBackstoppers(): bigint {
    return this.attribution.total - this.#profitOfOthers;
  }

  /** After a block's facts: what the contracts hold. */
  settle(holdings: BackstopHoldings): void {
    this.#holdings = holdings;
    this.attribution.settle(holdings);
    this.#open();
  }

  #valuePerShare(): number | undefined {
    const shares = toNumber(this.#ledger.sharesTotal);
    if (shares === 0) return undefined;
    const { stable, collateral } = this.#holdings;
    return (
      (toNumber(stable) * toNumber(this.#marks.stable) + toNumber(collateral) * toNumber(this.#marks.collateral)) /
      shares
    );
  }

  /** A plain pool's depositors count as holding shares of 1 USD each: whoever has all of its value has all shares. */
  #open(): void {
    for (const [depositor, value] of this.#pool.values(this.#marks)) this.#ledger.setShares(depositor, value);
    const deposits = this.#terms.kind === 'bamm' ? this.#ledger.sharesTotal : this.#holdings.stable;
    this.withdrawals.note(this.#rewardedUntil, deposits, this.#ledger.withdrawn);
    this.#openingPerShare ??= this.#terms.kind === 'bamm' ? this.#valuePerShare() : toNumber(this.#marks.stable);
  }

  /** USD, NaN while nobody has a share. Of a plain pool: what a depositor from the start has. */
  navPerShare(): number {
    const perShare = this.#valuePerShare();
    if (perShare === undefined || this.#openingPerShare === undefined) return Number.NaN;
    return (this.#terms.kind === 'bamm' ? perShare : this.#benchmarkValue()) / this.#openingPerShare;
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
    return this.#benchmarkValue() / toNumber(opening.stable) - 1;
  }

  #benchmarkValue(): number {
    const { stable, collateral } = this.#benchmark;
    return stable * toNumber(this.#marks.stable) + collateral * toNumber(this.#marks.collateral);
  }

  /** What entries and exits took from those who stayed, USD; NaN for a plain pool, where nobody enters others' shares. */
  dilution(): number {
    return this.#terms.kind === 'bamm' ? usdNumber(this.#dilution.total) : Number.NaN;
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

export interface OpeningBackstop {
  readonly state: SystemState;
  readonly ledger: Ledger;
  /** All that happened before the first block. */
  readonly facts: readonly Fact[];
  /** Native balance of the BAMM's contract, wei. */
  readonly balance: bigint;
  readonly marks: Marks;
}

/** The backstop's books as they stand before the first block; undefined without a backstop. @param start Unix seconds */
export function openBackstop(
  placed: PlacedBackstop | undefined,
  start: number,
  opening: OpeningBackstop,
): BackstopAccount | undefined {
  if (placed === undefined) return undefined;
  const { state, ledger, facts, balance, marks } = opening;
  const { kind, rewardBps, rewardPrice } = placed;
  const holdings = backstopHoldings(kind, state, balance);
  const deposits = facts.filter((fact) => fact.kind === 'flow');
  return new BackstopAccount({ kind, rewardBps, rewardPrice, start }, ledger, { holdings, marks, deposits });
}
