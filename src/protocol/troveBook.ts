import type { Address } from 'viem';
import type { Log } from '../chain/chain.ts';
import { WAD } from '../core/units.ts';
import { TOPIC, topicAddress, word } from './events.ts';

/** One open trove as it stands, redistributed shares included. */
export interface TroveView {
  readonly owner: Address;
  /** 18 decimals. */
  readonly collateral: bigint;
  /** 18 decimals. */
  readonly debt: bigint;
  /** Collateral per unit of debt; times a price it is the ICR. For decisions, not for amounts. */
  readonly ratio: number;
}

/** What a core's running totals per unit staked were; 18 decimals. */
export interface RewardTerms {
  readonly collateralTerm: bigint;
  readonly debtTerm: bigint;
}

interface Entry extends RewardTerms {
  readonly debt: bigint;
  readonly collateral: bigint;
  readonly stake: bigint;
}

/** A trove as the contracts store it, with the running totals at its last change. */
export interface OpenTrove extends Entry {
  readonly owner: Address;
}

/** A trove that was liquidated, with what it held and owed in full. */
export interface LiquidatedTrove {
  readonly owner: Address;
  readonly debt: bigint;
  readonly collateral: bigint;
  /** Whether the core was in recovery mode when its turn came. */
  readonly inRecovery: boolean;
}

/** Liquity's number for a liquidation in recovery mode. */
const IN_RECOVERY = 2n;

/**
 * All troves of a Liquity-lineage core, kept from its events and exact to the wei: reading hundreds of troves from the
 * chain in every block would cost more than simulating it. The full sums over troves (see invariants) hold it against
 * the contracts on a cadence.
 *
 * Pending shares of redistributions are included as the contracts compute them: stake × (L − L at snapshot), with L the
 * running totals per unit staked (Liquity's `L_ETH` and `L_LUSDDebt`).
 */
export class TroveBook {
  readonly #entries = new Map<Address, Entry>();
  readonly #troveManager: Address;
  readonly #borrowerOperations: Address;
  #collateralTerm = 0n;
  #debtTerm = 0n;
  #sorted: readonly TroveView[] | undefined;
  #byOwner = new Map<Address, TroveView>();
  #liquidated: LiquidatedTrove[] = [];
  /** Raised by every change. */
  version = 0;

  constructor(troveManager: Address, borrowerOperations: Address) {
    this.#troveManager = troveManager;
    this.#borrowerOperations = borrowerOperations;
  }

  /** Takes over a core that has a past. */
  adopt(troves: readonly OpenTrove[], { collateralTerm, debtTerm }: RewardTerms): void {
    this.#collateralTerm = collateralTerm;
    this.#debtTerm = debtTerm;
    for (const { owner, ...entry } of troves) this.#entries.set(owner, entry);
    this.#change();
  }

  /** Follows one log; those of other contracts or other events pass by. */
  apply(log: Log): void {
    if (log.address !== this.#troveManager && log.address !== this.#borrowerOperations) return;
    const topic = log.topics[0];
    if (topic === TOPIC.troveUpdated) this.#update(log);
    else if (topic === TOPIC.rewardTerms) {
      this.#collateralTerm = word(log, 0);
      this.#debtTerm = word(log, 1);
      this.#change();
    } else if (topic === TOPIC.troveLiquidated) this.#liquidate(topicAddress(log, 1), word(log, 2) === IN_RECOVERY);
  }

  #update(log: Log): void {
    const owner = topicAddress(log, 1);
    const [debt, collateral, stake] = [word(log, 0), word(log, 1), word(log, 2)];
    if (debt === 0n && collateral === 0n) this.#entries.delete(owner);
    else {
      const terms = { collateralTerm: this.#collateralTerm, debtTerm: this.#debtTerm };
      this.#entries.set(owner, { debt, collateral, stake, ...terms });
    }
    this.#change();
  }

  /** The event names less than the whole collateral (compensation and surplus are out), so the book's own entry counts. */
  #liquidate(owner: Address, inRecovery: boolean): void {
    const entry = this.#entries.get(owner);
    if (entry !== undefined) this.#liquidated.push({ owner, ...this.#whole(entry), inRecovery });
    this.#entries.delete(owner);
    this.#change();
  }

  #whole({ debt, collateral, stake, collateralTerm, debtTerm }: Entry): { debt: bigint; collateral: bigint } {
    return {
      debt: debt + (stake * (this.#debtTerm - debtTerm)) / WAD,
      collateral: collateral + (stake * (this.#collateralTerm - collateralTerm)) / WAD,
    };
  }

  #change(): void {
    this.version++;
    this.#sorted = undefined;
  }

  /** Troves liquidated since the last call, in the order of the events. */
  takeLiquidated(): readonly LiquidatedTrove[] {
    const taken = this.#liquidated;
    if (taken.length > 0) this.#liquidated = [];
    return taken;
  }

  /** Open troves, the riskiest first. The same array until something changes. */
  sorted(): readonly TroveView[] {
    if (this.#sorted === undefined) this.#rebuild();
    return this.#sorted as readonly TroveView[];
  }

  /** One owner's open trove. */
  get(owner: Address): TroveView | undefined {
    if (this.#sorted === undefined) this.#rebuild();
    return this.#byOwner.get(owner);
  }

  #rebuild(): void {
    const views: TroveView[] = [];
    this.#byOwner = new Map();
    for (const [owner, entry] of this.#entries) {
      const { debt, collateral } = this.#whole(entry);
      const view = Object.freeze({ owner, debt, collateral, ratio: Number(collateral) / Number(debt) });
      views.push(view);
      this.#byOwner.set(owner, view);
    }
    views.sort((a, b) => a.ratio - b.ratio || (a.owner < b.owner ? -1 : 1));
    // Policies of others see it.
    this.#sorted = Object.freeze(views);
  }

  /**
   * Neighbours between which a trove of this ratio belongs, for the contracts' sorted list (highest ratio first).
   *
   * @param ratio collateral per unit of debt after the change
   * @param owner left out: its own trove moves
   * @returns upper and lower hint; the zero address at the ends
   */
  hints(ratio: number, owner: Address): readonly [upper: Address, lower: Address] {
    const troves = this.sorted();
    let low = 0;
    let high = troves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((troves[middle] as TroveView).ratio < ratio) low = middle + 1;
      else high = middle;
    }
    let below = low - 1;
    if (troves[below]?.owner === owner) below--;
    if (troves[low]?.owner === owner) low++;
    return [troves[low]?.owner ?? NONE, troves[below]?.owner ?? NONE];
  }
}

const NONE: Address = '0x0000000000000000000000000000000000000000';
