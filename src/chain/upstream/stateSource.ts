import type { Address, Hex } from 'viem';

/** What a chain holds of an account besides its storage. */
export interface AccountInfo {
  /** Wei. */
  readonly balance: bigint;
  readonly nonce: number;
  /** Runtime code, `0x` if there is none. */
  readonly code: Hex;
}

/** A block's header as JSON-RPC gives it, without its transactions and withdrawals. */
export interface RawHeader {
  readonly number: Hex;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: Hex;
  readonly [field: string]: unknown;
}

/** A search for logs, both blocks among what is searched. */
export interface LogFilter {
  /** Contracts that emitted them; absent: any. */
  readonly address?: Address | readonly Address[];
  /** By position: one topic, any of several, or `null` for whatever stands there. */
  readonly topics?: readonly (Hex | readonly Hex[] | null)[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

export interface RawLog {
  /** Lower case. */
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: number;
}

/** A block that a chain is looked at as of. */
export interface BlockPoint {
  readonly number: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * Where state comes from that nothing closer holds: a chain as of one block. Addresses are lower case, slots and their
 * values padded to 32 bytes. What can't be had is an error, never a zero.
 */
export interface StateSource {
  /** @throws BreakwaterError if it can't be had */
  account(address: Address): Promise<AccountInfo>;
  /** @throws BreakwaterError if it can't be had */
  slot(address: Address, slot: Hex): Promise<Hex>;
  /** @throws BreakwaterError if it can't be had */
  header(number: number): Promise<RawHeader>;
  /**
   * @returns in the order of the chain
   * @throws BreakwaterError if they can't be had
   */
  logs(filter: LogFilter): Promise<readonly RawLog[]>;
  /** Gives up what is under way; safe to call again. */
  close(): void;
}

const WORD_DIGITS = 64;

/** A number in hex as a word: 32 bytes, lower case. */
export function toWord(value: Hex): Hex {
  return `0x${value.slice(2).toLowerCase().padStart(WORD_DIGITS, '0')}`;
}

/** An address as everything here is keyed by it. */
export function toKey(address: Address): Address {
  return address.toLowerCase() as Address;
}

/** The block that a header is of. */
export function pointOf({ number, hash, timestamp }: RawHeader): BlockPoint {
  return { number: Number(number), hash, timestamp: Number(timestamp) };
}

/** A text that is equal for searches that are equal: lower case, alternatives sorted, nothing left out. */
export function logKey({ address = [], topics = [], fromBlock, toBlock }: LogFilter): string {
  const alternatives = (value: Hex | readonly Hex[]): Hex[] =>
    (typeof value === 'string' ? [value] : [...value]).map((text) => text.toLowerCase() as Hex).sort();
  return JSON.stringify({
    address: alternatives(address),
    topics: topics.map((topic) => (topic === null ? null : alternatives(topic))),
    fromBlock,
    toBlock,
  });
}
