import type { Address } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { AddressBook } from '../protocol/book/addressBook.ts';
import type { System } from '../protocol/system.ts';
import type { ContractOrigin } from '../protocol/systemCache.ts';
import type { Setup } from './setup.ts';

/** A chain with a system on it, before anyone of the model takes part. Our feeds are in place; none has a price yet. */
export interface Ground {
  readonly chain: Chain;
  readonly setup: Setup;
  readonly system: System;
  /** Of a fork. */
  readonly book: AddressBook | undefined;
  /** What was there before the set-up, and what took its place. */
  readonly contracts: readonly ContractOrigin[];
  /** Names by which actions may call contracts. */
  readonly names: ReadonlyMap<string, Address>;
}
