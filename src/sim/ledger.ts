import type { Address } from 'viem';
import type { Log, Receipt } from '../chain/chain.ts';
import { minBig, WAD } from '../core/units.ts';
import type { IntentTargets } from '../protocol/encodeIntent.ts';
import { type CoreTopics, coreTopics, TOPIC, topicAddress, word } from '../protocol/events.ts';
import { toWadAnswer } from '../protocol/system.ts';
import type { LiquidatedTrove } from '../protocol/troveBook.ts';
import type { Existing } from './inhabitants.ts';
import { OTHERS } from './places.ts';

/** A liquidation as its transaction made it; amounts in 18 decimals. */
export interface LiquidationFact {
  readonly kind: 'liquidation';
  readonly troves: readonly LiquidatedTrove[];
  readonly debt: bigint;
  /** Debt burnt against the Stability Pool, and the collateral it got. */
  readonly offsetDebt: bigint;
  readonly offsetCollateral: bigint;
  /** What went onto the other troves, in all and of each trove. */
  readonly redistributedDebt: bigint;
  readonly redistributedCollateral: bigint;
  readonly redistributed: readonly Redistributed[];
  /** Collateral that borrowers may claim: what recovery mode took above its cap. */
  readonly surplus: bigint;
  /** Stability Pool's stablecoin just before. */
  readonly poolBefore: bigint;
}

/** What of one liquidated trove went onto the others; 18 decimals. */
export interface Redistributed {
  readonly debt: bigint;
  readonly collateral: bigint;
}

export interface SaleFact {
  readonly kind: 'sale';
  readonly buyer: Address;
  /** Stablecoin paid, fee included. */
  readonly paid: bigint;
  /** Part of it that left the backstop again. */
  readonly fee: bigint;
  readonly sold: bigint;
}

/** Depositors' money into the backstop (positive) or out of it. */
export interface FlowFact {
  readonly kind: 'flow';
  readonly depositor: Address;
  readonly stable: bigint;
  readonly collateral: bigint;
  /** Shares of a BAMM minted (positive) or burnt; a plain Stability Pool has none. */
  readonly shares?: bigint;
}

export interface AnswerFact {
  readonly kind: 'answer';
  readonly feed: 'collateral' | 'stable';
  /** In the feed's decimals. */
  readonly answer: bigint;
  readonly updatedAt: number;
}

/** Stablecoin redeemed against troves; 18 decimals. */
export interface RedemptionFact {
  readonly kind: 'redemption';
  /** Stablecoin burnt. */
  readonly stable: bigint;
  /** Collateral drawn, the fee included. */
  readonly collateral: bigint;
  readonly fee: bigint;
}

export type Fact = LiquidationFact | SaleFact | FlowFact | AnswerFact | RedemptionFact;

const NOBODY: Address = '0x0000000000000000000000000000000000000000';

/**
 * Reads blocks' receipts into facts, and keeps what only events tell: stablecoin balances, backstop shares, surplus
 * collateral, rewards issued. The trove book follows the same logs.
 */
export class Ledger {
  readonly #targets: IntentTargets;
  readonly #topics: CoreTopics;
  readonly #stable = new Map<Address, bigint>();
  readonly #shares = new Map<Address, bigint>();
  readonly #surplus = new Map<Address, bigint>();
  #changed = new Set<Address>();
  /** Running figures of the Stability Pool, within a block. */
  #poolStable = 0n;
  #poolCollateral = 0n;
  /** Stablecoin that left the BAMM for others than the pool, within a receipt. */
  #leftBamm = 0n;
  /** Collateral's price on chain, USD with 18 decimals. */
  #oraclePrice = 0n;
  /** Reward tokens issued to depositors in all, 18 decimals. */
  rewardsIssued = 0n;
  /** Sum of all backstop shares that the events tell of. */
  sharesTotal = 0n;
  /** What depositors took out in all: shares of a BAMM, stablecoin of a plain Stability Pool; 18 decimals. */
  withdrawn = 0n;

  constructor(targets: IntentTargets) {
    this.#targets = targets;
    this.#topics = coreTopics(targets.system.naming);
  }

  /** Takes over what is there before the first receipt. */
  adopt({ wallets, pool, otherShares }: Existing): void {
    this.#poolStable = pool.stable;
    this.#poolCollateral = pool.collateral;
    for (const { address, stable, surplus, shares } of wallets) {
      this.#setStable(address, stable);
      this.#surplus.set(address, surplus);
      if (shares > 0n) this.setShares(address, shares);
    }
    if (otherShares > 0n) this.setShares(OTHERS, otherShares);
  }

  stableOf(account: Address): bigint {
    return this.#stable.get(account) ?? 0n;
  }

  sharesOf(account: Address): bigint {
    return this.#shares.get(account) ?? 0n;
  }

  surplusOf(account: Address): bigint {
    return this.#surplus.get(account) ?? 0n;
  }

  /** Sets a plain Stability Pool depositor's share, which no event tells. */
  setShares(account: Address, shares: bigint): void {
    this.sharesTotal += shares - this.sharesOf(account);
    this.#shares.set(account, shares);
    this.#changed.add(account);
  }

  #setStable(account: Address, amount: bigint): void {
    this.#stable.set(account, amount);
    this.#changed.add(account);
  }

  /** Accounts whose stablecoin, shares or surplus changed since the last call, in the order of the events. */
  takeChanged(): ReadonlySet<Address> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** @param bookFollows false: the trove book has seen this receipt already */
  apply(receipt: Receipt, bookFollows = true): Fact[] {
    const facts: Fact[] = [];
    const before = { stable: this.#poolStable, collateral: this.#poolCollateral };
    this.#leftBamm = 0n;
    for (const log of receipt.logs) {
      if (bookFollows) this.#targets.book.apply(log);
      this.#applyLog(log, before, facts);
    }
    return facts;
  }

  #applyLog(log: Log, before: { stable: bigint; collateral: bigint }, facts: Fact[]): void {
    const { system, backstop } = this.#targets;
    const { core } = system;
    const topic = log.topics[0];
    switch (log.address) {
      case core.stablecoin:
        if (topic === TOPIC.transfer) this.#transfer(topicAddress(log, 1), topicAddress(log, 2), word(log, 0), facts);
        return;
      case core.stabilityPool:
        this.#poolLog(log, before, facts);
        return;
      case core.troveManager:
        if (topic === TOPIC.liquidation) facts.push(this.#liquidation(log, before));
        else if (topic === TOPIC.redemption) {
          facts.push({ kind: 'redemption', stable: word(log, 1), collateral: word(log, 2), fee: word(log, 3) });
        }
        return;
      case core.collSurplusPool:
        if (topic === TOPIC.surplus) {
          this.#surplus.set(topicAddress(log, 1), word(log, 0));
          this.#changed.add(topicAddress(log, 1));
        }
        return;
      case core.communityIssuance:
        if (topic === this.#topics.rewardIssued) this.rewardsIssued = word(log, 0);
        return;
      case system.collateralFeed.address:
      case system.stableFeed.address:
        if (topic === TOPIC.answer) facts.push(this.#answer(log, log.address === system.collateralFeed.address));
        return;
      default:
        if (backstop?.kind === 'bamm' && log.address === backstop.address) this.#bammLog(log, facts);
    }
  }

  #transfer(from: Address, to: Address, amount: bigint, facts: Fact[]): void {
    if (from !== NOBODY) this.#setStable(from, this.stableOf(from) - amount);
    if (to !== NOBODY) this.#setStable(to, this.stableOf(to) + amount);
    const { backstop, system } = this.#targets;
    const pool = system.core.stabilityPool;
    if (from === backstop?.address && to !== pool) this.#leftBamm += amount;
    if (backstop?.kind !== 'stability-pool') return;
    if (to === pool) facts.push({ kind: 'flow', depositor: from, stable: amount, collateral: 0n });
    if (from === pool && to !== NOBODY) {
      this.withdrawn += amount;
      facts.push({ kind: 'flow', depositor: to, stable: -amount, collateral: 0n });
    }
  }

  #poolLog(log: Log, before: { stable: bigint }, facts: Fact[]): void {
    const topic = log.topics[0];
    if (topic === this.#topics.poolStable) {
      const stable = word(log, 0);
      // What the same transaction puts in first is there to be burnt, too.
      if (stable > this.#poolStable) before.stable += stable - this.#poolStable;
      this.#poolStable = stable;
    } else if (topic === this.#topics.poolCollateral) this.#poolCollateral = word(log, 0);
    else if (topic === this.#topics.poolGain && this.#targets.backstop?.kind === 'stability-pool') {
      const collateral = word(log, 0);
      if (collateral > 0n)
        facts.push({ kind: 'flow', depositor: topicAddress(log, 1), stable: 0n, collateral: -collateral });
    }
  }

  #bammLog(log: Log, facts: Fact[]): void {
    const topic = log.topics[0];
    const user = topicAddress(log, 1);
    if (topic === TOPIC.backstopSwap) {
      facts.push({ kind: 'sale', buyer: user, paid: word(log, 0), fee: this.#leftBamm, sold: word(log, 1) });
      this.#leftBamm = 0n;
    } else if (topic === TOPIC.backstopDeposit) {
      facts.push({ kind: 'flow', depositor: user, stable: word(log, 0), collateral: 0n, shares: word(log, 1) });
    } else if (topic === TOPIC.backstopWithdraw) {
      const [stable, collateral, shares] = [-word(log, 0), -word(log, 1), -word(log, 2)];
      facts.push({ kind: 'flow', depositor: user, stable, collateral, shares });
    } else if (topic === TOPIC.transfer) {
      const to = topicAddress(log, 2);
      if (user !== NOBODY) this.setShares(user, this.sharesOf(user) - word(log, 0));
      if (to !== NOBODY) this.setShares(to, this.sharesOf(to) + word(log, 0));
      else this.withdrawn += word(log, 0);
    }
  }

  #liquidation(log: Log, before: { stable: bigint; collateral: bigint }): LiquidationFact {
    const debt = word(log, 0);
    const collateral = word(log, 1);
    const offsetDebt = before.stable - this.#poolStable;
    const offsetCollateral = this.#poolCollateral - before.collateral;
    const troves = this.#targets.book.takeLiquidated();
    const whole = troves.reduce((sum, trove) => sum + trove.collateral, 0n);
    const compensation = word(log, 2);
    return {
      kind: 'liquidation',
      troves,
      debt,
      offsetDebt,
      offsetCollateral,
      redistributedDebt: debt - offsetDebt,
      redistributedCollateral: collateral - offsetCollateral,
      redistributed: redistributionOf(troves, before.stable, this.#oraclePrice),
      surplus: whole - collateral - compensation,
      poolBefore: before.stable,
    };
  }

  #answer(log: Log, isCollateral: boolean): AnswerFact {
    const answer = BigInt.asIntN(256, BigInt(log.topics[1] as string));
    if (isCollateral) this.#oraclePrice = toWadAnswer(answer, this.#targets.system.collateralFeed);
    return { kind: 'answer', feed: isCollateral ? 'collateral' : 'stable', answer, updatedAt: Number(word(log, 0)) };
  }
}

/** Share of the collateral that the liquidator gets: 1 of 200. */
const COMPENSATION_DIVISOR = 200n;

/**
 * Liquity's rule: the pool takes each trove's debt in turn, as long as it lasts; in recovery mode it takes none of a
 * trove whose collateral is worth no more than its debt.
 *
 * @param pool stablecoin in the Stability Pool just before
 * @param price collateral's on chain, USD with 18 decimals
 */
function redistributionOf(troves: readonly LiquidatedTrove[], pool: bigint, price: bigint): Redistributed[] {
  let left = pool;
  return troves.map(({ debt, collateral, inRecovery }) => {
    const isUnder = inRecovery && collateral * price <= debt * WAD;
    const offset = isUnder ? 0n : minBig(debt, left);
    left -= offset;
    if (offset === debt) return { debt: 0n, collateral: 0n };
    const taken = collateral - collateral / COMPENSATION_DIVISOR;
    return { debt: debt - offset, collateral: taken - (taken * offset) / debt };
  });
}
