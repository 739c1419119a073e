import type { Address, Hex } from 'viem';

/** A transaction to put in a block; its nonce is the chain's business. */
export interface ChainTransaction {
  readonly from: Address;
  /** Absent: creates a contract. */
  readonly to?: Address;
  readonly data: Hex;
  /** Wei sent along, default 0. */
  readonly value?: bigint;
  /** Gas limit. */
  readonly gas: bigint;
  /** Priority fee in wei per gas, default 0. */
  readonly tip?: bigint;
}

export interface BlockRequest {
  /** Unix time in seconds; above that of the block before. */
  readonly timestamp: number;
  /** Base fee in wei per gas. */
  readonly baseFee: bigint;
  /** In the order in which they are to be executed. */
  readonly transactions: readonly ChainTransaction[];
}

export interface Log {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface Receipt {
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  /** Wei paid in fees. */
  readonly fee: bigint;
  /** Address of the contract created, if one was. */
  readonly created: Address | undefined;
  readonly logs: readonly Log[];
}

/** A read-only call; sender and value (wei) matter only to what checks them. */
export interface ReadCall {
  readonly from?: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly value?: bigint;
}

/** What to read at the last block. */
export interface Reads {
  readonly calls: readonly ReadCall[];
  /** Accounts whose native balance is wanted. */
  readonly accounts: readonly Address[];
}

export interface ReadResult {
  /** Return data of each call. */
  readonly data: readonly Hex[];
  /** Wei of each account. */
  readonly balances: readonly bigint[];
}

export interface BlockResult extends ReadResult {
  readonly receipts: readonly Receipt[];
}
