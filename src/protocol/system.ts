import type { Address } from 'viem';
import type { CoreNaming } from './core/naming.ts';

/** Where the parts of a lending core of the Liquity lineage stand; lower case. */
export interface CoreAddresses {
  readonly troveManager: Address;
  readonly borrowerOperations: Address;
  /** What everyone uses as the Stability Pool. */
  readonly stabilityPool: Address;
  readonly activePool: Address;
  readonly defaultPool: Address;
  readonly gasPool: Address;
  readonly collSurplusPool: Address;
  readonly sortedTroves: Address;
  readonly multiTroveGetter: Address;
  readonly stablecoin: Address;
  readonly rewardToken: Address;
  readonly communityIssuance: Address;
  /** Contract whose owner sets the core's parameters; absent where they are constants. */
  readonly baseParams?: Address;
}

/** What a core's bytecode fixes; 18 decimals. */
export interface CoreConstants {
  /** Stablecoin set aside for the liquidator of each trove. */
  readonly gasCompensation: bigint;
  /** Least debt without the gas compensation. */
  readonly minimumNetDebt: bigint;
}

/** A price feed that scenarios publish on. */
export interface FeedPlace {
  readonly address: Address;
  /** Decimals of an answer. */
  readonly decimals: number;
}

/** A feed's answer with 18 decimals. */
export function toWadAnswer(answer: bigint, { decimals }: FeedPlace): bigint {
  return decimals <= 18 ? answer * 10n ** BigInt(18 - decimals) : answer / 10n ** BigInt(decimals - 18);
}

/** Everything that a trial deals with besides its backstop, wherever it came from. */
export interface System {
  readonly core: CoreAddresses;
  readonly naming: CoreNaming;
  readonly constants: CoreConstants;
  readonly weth: Address;
  /** The DEX pool, a Uniswap v2 pair. */
  readonly pair: Address;
  readonly router: Address;
  /** Our batch reader. */
  readonly reader: Address;
  readonly collateralFeed: FeedPlace;
  readonly stableFeed: FeedPlace;
}
