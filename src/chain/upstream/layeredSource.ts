import type { Address, Hex } from 'viem';
import type { Capture } from './capture.ts';
import type { AccountInfo, LogFilter, RawHeader, RawLog, StateSource } from './stateSource.ts';

/** What a capture knows, and another source for the rest: so that a new capture can be filled without asking again. */
export class LayeredSource implements StateSource {
  readonly #known: Capture;
  readonly #rest: StateSource;

  constructor(known: Capture, rest: StateSource) {
    this.#known = known;
    this.#rest = rest;
  }

  async account(address: Address): Promise<AccountInfo> {
    return this.#known.account(address) ?? this.#rest.account(address);
  }

  async slot(address: Address, slot: Hex): Promise<Hex> {
    return this.#known.slot(address, slot) ?? this.#rest.slot(address, slot);
  }

  async header(number: number): Promise<RawHeader> {
    return this.#known.header(number) ?? this.#rest.header(number);
  }

  async logs(filter: LogFilter): Promise<readonly RawLog[]> {
    return this.#known.logs(filter) ?? this.#rest.logs(filter);
  }

  close(): void {
    this.#rest.close();
  }
}
