import type { Address, Hex } from 'viem';
import { BreakwaterError } from '../../core/errors.ts';
import { hex } from '../codec.ts';
import { encodeOverlay } from '../stateFile.ts';
import {
  type AccountInfo,
  type BlockPoint,
  type LogFilter,
  logKey,
  type RawHeader,
  type RawLog,
  toKey,
  toWord,
} from './stateSource.ts';

/** A capture as JSON holds it: keys sorted, numbers as JSON-RPC writes them. */
export interface CaptureJson {
  readonly chainId: number;
  readonly block: BlockPoint;
  readonly headers: Readonly<Record<string, RawHeader>>;
  readonly accounts: Readonly<Record<Address, AccountJson>>;
  readonly logs: Readonly<Record<string, readonly RawLog[]>>;
}

interface AccountJson {
  readonly balance?: Hex;
  readonly nonce?: number;
  readonly code?: Hex;
  readonly storage: Readonly<Record<Hex, Hex>>;
}

interface Account {
  info?: AccountInfo;
  readonly storage: Map<Hex, Hex>;
}

/**
 * The state of a chain as of one block, as far as it is known. A slot or account that is missing is unknown, not zero.
 * Of an account the storage may be known and the rest not, and the other way round.
 */
export class Capture {
  readonly chainId: number;
  readonly block: BlockPoint;
  readonly #headers = new Map<number, RawHeader>();
  readonly #accounts = new Map<Address, Account>();
  readonly #logs = new Map<string, readonly RawLog[]>();
  #changes = 0;
  #slots = 0;
  #overlay: { readonly changes: number; readonly state: Hex } | undefined;

  constructor({ chainId, block }: { readonly chainId: number; readonly block: BlockPoint }) {
    this.chainId = chainId;
    const { number, hash, timestamp } = block;
    this.block = { number, hash, timestamp };
  }

  static fromJSON({ chainId, block, headers, accounts, logs }: CaptureJson): Capture {
    const capture = new Capture({ chainId, block });
    for (const header of Object.values(headers)) capture.setHeader(header);
    for (const [address, { balance, nonce, code, storage }] of Object.entries(accounts) as [Address, AccountJson][]) {
      if (balance !== undefined && nonce !== undefined && code !== undefined) {
        capture.setAccount(address, { balance: BigInt(balance), nonce, code });
      }
      for (const [slot, value] of Object.entries(storage) as [Hex, Hex][]) capture.setSlot(address, slot, value);
    }
    for (const [key, found] of Object.entries(logs)) capture.#keepLogs(key, found);
    return capture;
  }

  /** Accounts of which anything is known. */
  get addresses(): number {
    return this.#accounts.size;
  }

  /** Storage slots that are known, zeros among them. */
  get slots(): number {
    return this.#slots;
  }

  /** Grows with everything that is added: who has seen the figure knows whether anything came after. */
  get changes(): number {
    return this.#changes;
  }

  account(address: Address): AccountInfo | undefined {
    return this.#accounts.get(toKey(address))?.info;
  }

  setAccount(address: Address, { balance, nonce, code }: AccountInfo): void {
    this.#entry(address).info = { balance, nonce, code };
    this.#changes++;
  }

  /** Value of a slot as a word; the slot in any form. */
  slot(address: Address, slot: Hex): Hex | undefined {
    return this.#accounts.get(toKey(address))?.storage.get(toWord(slot));
  }

  setSlot(address: Address, slot: Hex, value: Hex): void {
    const { storage } = this.#entry(address);
    const before = storage.size;
    storage.set(toWord(slot), toWord(value));
    this.#slots += storage.size - before;
    this.#changes++;
  }

  header(number: number): RawHeader | undefined {
    return this.#headers.get(number);
  }

  /** Keeps a header without the block's transactions and withdrawals: nothing here follows from them. */
  setHeader({ withdrawals: _, ...header }: RawHeader): void {
    const sorted = Object.entries({ ...header, transactions: [] }).sort(byKey);
    this.#headers.set(Number(header.number), Object.fromEntries(sorted) as unknown as RawHeader);
    this.#changes++;
  }

  logs(filter: LogFilter): readonly RawLog[] | undefined {
    return this.#logs.get(logKey(filter));
  }

  setLogs(filter: LogFilter, logs: readonly RawLog[]): void {
    this.#keepLogs(logKey(filter), logs);
  }

  /**
   * Adds what another capture of the same block knows; what both know stays as it is here.
   *
   * @throws BreakwaterError if it is of another chain or block
   */
  merge(other: Capture): void {
    const name = ({ chainId, block }: Capture): string => `chain ${chainId}, block ${block.number} (${block.hash})`;
    if (name(this) !== name(other)) {
      throw new BreakwaterError('Captures of different chains or blocks can not be merged', {
        facts: { one: name(this), other: name(other) },
        remedy: 'capture both at the same block of the same chain',
      });
    }
    for (const [number, header] of other.#headers) if (!this.#headers.has(number)) this.setHeader(header);
    for (const [address, { info, storage }] of other.#accounts) {
      if (info !== undefined && this.account(address) === undefined) this.setAccount(address, info);
      for (const [slot, value] of storage) {
        if (this.slot(address, slot) === undefined) this.setSlot(address, slot, value);
      }
    }
    for (const [key, found] of other.#logs) if (!this.#logs.has(key)) this.#keepLogs(key, found);
  }

  /** Equal captures come to equal JSON, in whatever order they were filled. */
  toJSON(): CaptureJson {
    return {
      chainId: this.chainId,
      block: this.block,
      headers: Object.fromEntries([...this.#headers].sort(([a], [b]) => a - b)),
      accounts: encodeAccounts([...this.#accounts]),
      logs: Object.fromEntries([...this.#logs].sort(byKey)),
    };
  }

  /**
   * The accounts that are wholly known, as a state that `anvil_loadState` lays over a fork; the slots that are missing
   * from it are still read through the fork. Blocks and the block environment stay the fork's.
   */
  overlay(): Hex {
    if (this.#overlay?.changes !== this.#changes) {
      const known = [...this.#accounts].filter(([, { info }]) => info !== undefined);
      this.#overlay = { changes: this.#changes, state: encodeOverlay(encodeAccounts(known)) };
    }
    return this.#overlay.state;
  }

  #entry(address: Address): Account {
    const key = toKey(address);
    let entry = this.#accounts.get(key);
    if (entry === undefined) {
      entry = { storage: new Map() };
      this.#accounts.set(key, entry);
    }
    return entry;
  }

  #keepLogs(key: string, logs: readonly RawLog[]): void {
    this.#logs.set(
      key,
      logs.map(({ address, topics, data, blockNumber }) => ({ address: toKey(address), topics, data, blockNumber })),
    );
    this.#changes++;
  }
}

/** Sorted, slots too. */
function encodeAccounts(accounts: (readonly [Address, Account])[]): Record<Address, AccountJson> {
  return Object.fromEntries(
    accounts.sort(byKey).map(([address, { info, storage }]) => [
      address,
      {
        ...(info === undefined ? {} : { ...info, balance: hex(info.balance) }),
        storage: Object.fromEntries([...storage].sort(byKey)),
      },
    ]),
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
