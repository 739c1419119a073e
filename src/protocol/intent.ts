import type { Address } from 'viem';

/** What a transaction offers for inclusion; left out: the agent group's `bid` decides. */
export interface IntentBid {
  /** Priority fee in wei per gas. */
  readonly tip?: bigint;
  /** Most it pays per gas in all, in wei; default twice the base fee of the moment plus the tip. */
  readonly maxFee?: bigint;
  /** Blocks after which it is given up. */
  readonly expiry?: number;
  /** Replaces what waits at higher fees; left out: the first bid stands. */
  readonly raise?: BidRaise;
}

/** How a bid is raised while it waits: the same transaction in the same place, for more. */
export interface BidRaise {
  /** Rise of tip and max fee at each replacement, 0.125 is 12.5 %; under 10 % nodes refuse it. */
  readonly step: number;
  /** Blocks from bid to bid. */
  readonly every: number;
  /** Most that the max fee is raised to, wei per gas; default: no limit. */
  readonly ceiling?: bigint;
}

/** What an agent wants done, in domain terms. Amounts are 18-decimal integers. */
export type Intent = { readonly bid?: IntentBid } & (
  | { readonly kind: 'openTrove'; readonly collateral: bigint; readonly borrow: bigint }
  | { readonly kind: 'addCollateral'; readonly amount: bigint }
  | { readonly kind: 'withdrawCollateral'; readonly amount: bigint }
  /** `collateral` is added to the trove in the same transaction. */
  | { readonly kind: 'borrow'; readonly amount: bigint; readonly collateral?: bigint }
  | { readonly kind: 'repay'; readonly amount: bigint }
  | { readonly kind: 'closeTrove' }
  /** Collateral left over from a liquidation in recovery mode. */
  | { readonly kind: 'claimSurplus' }
  | { readonly kind: 'liquidate'; readonly troves: readonly Address[] }
  /**
   * Pays the troves' whole debt with stablecoin of the sender's own or with a flash swap from the DEX, and takes their
   * collateral: all or nothing. `minProfit`: least collateral that has to be left, after the DEX is repaid. Only without
   * a backstop.
   */
  | {
      readonly kind: 'liquidateFunded';
      readonly troves: readonly Address[];
      readonly from: 'wallet' | 'dex';
      readonly minProfit: bigint;
    }
  /**
   * Stablecoin against collateral of the troves named, the riskiest above the minimum ratio first, for a fee of at most
   * `maxFee` (18 decimals) of the collateral. `nominalRatio`: collateral over debt (20 decimals) that the last of them
   * has afterwards, 0 if it is closed; at any other it is left alone.
   */
  | {
      readonly kind: 'redeem';
      readonly stable: bigint;
      readonly troves: readonly Address[];
      readonly nominalRatio: bigint;
      readonly maxFee: bigint;
    }
  | { readonly kind: 'deposit'; readonly amount: bigint }
  /** `shares` of the BAMM, or stablecoin of a plain Stability Pool deposit. */
  | { readonly kind: 'withdraw'; readonly shares: bigint }
  | { readonly kind: 'buyFromBackstop'; readonly stable: bigint; readonly minCollateral: bigint }
  /** Flash-swap from the DEX, buy at the backstop, repay, keep the rest: all or nothing. */
  | { readonly kind: 'arbitrage'; readonly stable: bigint; readonly minProfit: bigint }
  | { readonly kind: 'buyOnDex'; readonly stable: bigint; readonly minCollateral: bigint }
  | { readonly kind: 'sellOnDex'; readonly collateral: bigint; readonly minStable: bigint }
  /** Outside market: collateral goes out now, stablecoin comes back after the group's settlement time. */
  | { readonly kind: 'sellOnMarket'; readonly collateral: bigint }
  /** Outside market: stablecoin goes out now, collateral comes back after the group's settlement time. */
  | { readonly kind: 'buyOnMarket'; readonly stable: bigint }
);

export type IntentKind = Intent['kind'];

/** Every kind, so that what a user's policy returns can be checked. */
export const INTENT_KINDS: ReadonlySet<string> = new Set<IntentKind>([
  'openTrove',
  'addCollateral',
  'withdrawCollateral',
  'borrow',
  'repay',
  'closeTrove',
  'claimSurplus',
  'liquidate',
  'liquidateFunded',
  'redeem',
  'deposit',
  'withdraw',
  'buyFromBackstop',
  'arbitrage',
  'buyOnDex',
  'sellOnDex',
  'sellOnMarket',
  'buyOnMarket',
]);

/** An intent turned into what a transaction needs. */
export interface EncodedIntent {
  readonly to: Address;
  readonly data: `0x${string}`;
  readonly value: bigint;
  /** Gas limit. */
  readonly gas: bigint;
}
