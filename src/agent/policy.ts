import type { Address } from 'viem';
import type { RandomStream } from '../core/random.ts';
import type { Fees } from '../market/demand.ts';
import type { DexView } from '../protocol/dex/constantProduct.ts';
import type { Intent, IntentKind } from '../protocol/intent.ts';
import type { TroveView } from '../protocol/troveBook.ts';

export type { Intent } from '../protocol/intent.ts';

/** A price as a number of USD, for decisions, and as the same figure in 18 decimals, for amounts. */
export interface Price {
  readonly usd: number;
  readonly wad: bigint;
}

/** The lending core after the last block. */
export interface LendingView {
  /** Open troves, the riskiest first. */
  readonly troves: readonly TroveView[];
  /** Total collateral ratio at the oracle price; Infinity without debt. */
  readonly tcr: number;
  /** Whether the TCR is under the CCR. */
  readonly recoveryMode: boolean;
  /** Minimum collateral ratio, 1.1 is 110 %. */
  readonly mcr: number;
  /** Critical collateral ratio. */
  readonly ccr: number;
  /** Stablecoin in the Stability Pool, whoever's, 18 decimals. */
  readonly poolStable: bigint;
  /** Stablecoin that a liquidator gets for each trove, 18 decimals. */
  readonly gasCompensation: bigint;
  /** Least debt of a trove, gas compensation included, 18 decimals. */
  readonly minimumDebt: bigint;
  /** Stablecoin that there is, 18 decimals. */
  readonly supply: bigint;
  /**
   * Fee of a redemption in the block that is about to be made, before it raises the fee itself; ratio. Undefined: it is
   * not read, because the scenario has neither redeemers, minters nor policies of its own.
   */
  readonly redemptionRate: number | undefined;
  /** Fee on new debt, ratio: of the last block if the redemption rate is read, else of the first. */
  readonly borrowingRate: number;
}

/** The backstop after the last block. */
export interface BackstopView {
  readonly kind: 'bamm' | 'stability-pool';
  /** Stablecoin ready to absorb liquidations, 18 decimals. */
  readonly stable: bigint;
  /** Collateral held and for sale, 18 decimals. */
  readonly collateral: bigint;
  /** Shares of all depositors, 18 decimals; of a plain Stability Pool, the value of all that is in it. */
  readonly shares: bigint;
  /**
   * Part of the deposits of so many seconds ago that was withdrawn since: of a BAMM by shares, of a plain Stability Pool
   * by stablecoin.
   */
  readonly withdrawnWithin: (seconds: number) => number;
  /** Collateral that it pays for an amount of stablecoin (both 18 decimals), as the contract computes it. */
  readonly quote: (stable: bigint) => bigint;
  /** The same in whole units, approximate and fast: for searching a size. */
  readonly estimate: (stable: number) => number;
}

/** The outside market before a block's first trade. */
export interface MarketView {
  readonly collateral: Price;
  readonly stable: Price;
  /** Stablecoin that it still has for sale, 18 decimals. */
  readonly stock: bigint;
  /**
   * What so much collateral (whole) would be sold for at a fee (ratio), whatever the stock: USD, at the stablecoin's price
   * of the moment. With price impact it is less than amount times price.
   */
  readonly worth: (collateral: number, fee: number) => number;
  /** The same of stablecoin (whole) sold for collateral: USD, at the collateral's price of the moment. */
  readonly worthOfStable: (stable: number, fee: number) => number;
}

/** All that an agent may know when it decides. Frozen; the same for all agents of a tick. */
export interface Observation {
  readonly tick: number;
  /** Unix time of the block that is about to be made, in seconds. */
  readonly time: number;
  /** Unix time of the first block. */
  readonly start: number;
  readonly blockSeconds: number;
  /** Outside market now. */
  readonly market: MarketView;
  /** Answers on chain. */
  readonly oracle: { readonly collateral: Price; readonly stable: Price; readonly updatedAt: number };
  readonly lending: LendingView;
  /** Undefined without a backstop. */
  readonly backstop: BackstopView | undefined;
  readonly dex: DexView;
  /** Base fee of the block that is about to be made, wei per gas. */
  readonly baseFee: bigint;
  /** The fee market: what others want of the next block, and what they bid. */
  readonly fees: Fees;
  /** A figure that several agents of one tick need is computed once. */
  readonly shared: <T>(name: string, compute: () => T) => T;
}

/** How one of an agent's own transactions ended. */
export interface Outcome {
  readonly kind: IntentKind;
  /** Tick in which it was included or given up. */
  readonly tick: number;
  /** `reverted`: gas was paid for nothing; `expired`: it never got into a block and cost nothing. */
  readonly end: 'succeeded' | 'reverted' | 'expired';
}

/** One agent's own state. Amounts have 18 decimals. */
export interface AgentView {
  /** e.g. `borrowers/17`. */
  readonly id: string;
  readonly class: string;
  readonly address: Address;
  /** Collateral in its wallet; pays for gas. */
  readonly collateral: bigint;
  /** Stablecoin in its wallet. */
  readonly stable: bigint;
  /** What it started with. */
  readonly initial: { readonly collateral: bigint; readonly stable: bigint };
  readonly trove: TroveView | undefined;
  /** Collateral left over from a liquidation in recovery mode, to be claimed. */
  readonly surplus: bigint;
  /** Shares in the backstop, 18 decimals; in a plain Stability Pool, which has none, the value of own deposit and gains. */
  readonly shares: bigint;
  /** Own transactions and outside trades under way. */
  readonly pending: number;
  /** How its own last transactions ended, at most 100, the oldest first. */
  readonly outcomes: readonly Outcome[];
}

/** An agent's decision rule. It may keep state of its own; it never touches the chain. */
export interface Policy {
  /** What the agent wants done now; an empty list for nothing. Called once a tick. */
  decide(observation: Observation, self: AgentView): readonly Intent[];
}

/** What a policy is made from. */
export interface PolicyContext {
  /** Draws of this agent alone: adding an agent changes nobody else's. */
  readonly random: RandomStream;
  /** The group's `params`, as they stand in the scenario. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Agent's id, e.g. `mine/0`. */
  readonly id: string;
}

/** A user's policy file exports one of these as its default. */
export interface PolicyModule {
  /** Makes one agent's policy. */
  create(context: PolicyContext): Policy;
}

/** Gives a policy file its types: `export default definePolicy({ create() { return { decide() { return []; } } } })`. */
export function definePolicy(module: PolicyModule): PolicyModule {
  return module;
}

/** No intent: shared, so that a quiet tick allocates nothing. */
export const NOTHING: readonly Intent[] = Object.freeze([]);
