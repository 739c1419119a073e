import type { Address, Hex } from 'viem';
import type { CoreNaming } from '../core/naming.ts';
import type { CoreAddresses } from '../system.ts';

/**
 * What answers at a feed's address, and so what a scripted feed in its place has to answer as: `chainlink` as an
 * aggregator; `zero` as the feeds of Sovryn Zero, whose `latestAnswer()` is `(uint256 price18, bool ok)`; `price-feed` as
 * the core's own price feed (`fetchPrice()`), for systems whose oracle is none of these.
 */
export const FEED_KINDS = ['chainlink', 'zero', 'price-feed'] as const;

export type FeedKind = (typeof FEED_KINDS)[number];

export interface BookFeed {
  readonly address: Address;
  readonly kind: FeedKind;
}

/** Where a deployed system of the Liquity lineage stands, and how it differs from Liquity; addresses in lower case. */
export interface AddressBook {
  /** Short name, e.g. `liquity`. */
  readonly name: string;
  readonly chainId: number;
  readonly naming: CoreNaming;
  readonly core: CoreAddresses;
  /** The core's own price feed, if it has one; named in records, asked by `doctor`. */
  readonly priceFeed?: Address;
  readonly feeds: {
    readonly collateral: BookFeed;
    /** Absent: the BAMM asks for no price of the stablecoin. */
    readonly stable?: BookFeed;
  };
  /** The deployed BAMM. */
  readonly backstop?: {
    readonly address: Address;
    /** Block from which on its depositors are looked for. */
    readonly fromBlock: number;
  };
  /** The deployed DEX pool: a Uniswap v2 pair of stablecoin and wrapped coin, and a router that knows it. */
  readonly dex?: { readonly pair: Address; readonly router: Address };
  /** The wrapped coin; absent: one is deployed. */
  readonly weth?: Address;
  /** keccak256 of the runtime code that a contract must have, by its name in this book. */
  readonly codeHashes: Readonly<Record<string, Hex>>;
}

/** Fields of a book that name a contract, by the contract's name: what actions, records and `doctor` call it. */
export const CONTRACT_FIELDS = {
  troveManager: 'core.troveManager',
  borrowerOperations: 'core.borrowerOperations',
  stabilityPool: 'core.stabilityPool',
  activePool: 'core.activePool',
  defaultPool: 'core.defaultPool',
  gasPool: 'core.gasPool',
  collSurplusPool: 'core.collSurplusPool',
  sortedTroves: 'core.sortedTroves',
  multiTroveGetter: 'core.multiTroveGetter',
  stablecoin: 'core.stablecoin',
  rewardToken: 'core.rewardToken',
  communityIssuance: 'core.communityIssuance',
  baseParams: 'core.baseParams',
  priceFeed: 'priceFeed',
  collateralFeed: 'feeds.collateral.address',
  stableFeed: 'feeds.stable.address',
  backstop: 'backstop.address',
  dexPair: 'dex.pair',
  dexRouter: 'dex.router',
  weth: 'weth',
} as const;

export type ContractName = keyof typeof CONTRACT_FIELDS;

/** Every contract that a book can name. */
export const CONTRACT_NAMES = Object.keys(CONTRACT_FIELDS) as readonly ContractName[];

/** Every contract of a book by its name. */
export function bookContracts({
  core,
  priceFeed,
  feeds,
  backstop,
  dex,
  weth,
}: AddressBook): ReadonlyMap<ContractName, Address> {
  const named: Partial<Record<ContractName, Address | undefined>> = {
    ...core,
    priceFeed,
    collateralFeed: feeds.collateral.address,
    stableFeed: feeds.stable?.address,
    backstop: backstop?.address,
    dexPair: dex?.pair,
    dexRouter: dex?.router,
    weth,
  };
  return new Map(
    CONTRACT_NAMES.flatMap((name) => {
      const address = named[name];
      return address === undefined ? [] : [[name, address] as const];
    }),
  );
}
