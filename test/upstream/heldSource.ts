import type { Address, Hex } from 'viem';
import type { AccountInfo, RawHeader, RawLog, StateSource } from '../../src/chain/upstream/stateSource.ts';

/** Of the one log that every search finds. */
const EMITTER: Address = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';

const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`;

/**
 * A source that answers when told to: every account alike, each slot with its number and one, each header with its number
 * as hash.
 */
export class HeldSource implements StateSource {
  readonly asked: string[] = [];
  isClosed = false;
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  async account(address: Address): Promise<AccountInfo> {
    await this.#hold(`account ${address}`);
    return { balance: 5n, nonce: 2, code: '0x6001' };
  }

  async slot(address: Address, slot: Hex): Promise<Hex> {
    await this.#hold(`slot ${address} ${Number(slot)}`);
    return word(Number(slot) + 1);
  }

  async header(number: number): Promise<RawHeader> {
    await this.#hold(`header ${number}`);
    return { number: `0x${number.toString(16)}`, hash: word(number), timestamp: '0x64' };
  }

  async logs(): Promise<readonly RawLog[]> {
    await this.#hold('logs');
    return [{ address: EMITTER, topics: [], data: '0x', blockNumber: 3 }];
  }

  close(): void {
    this.isClosed = true;
  }

  release(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** Fails the first that waits. */
  fail(error: Error): void {
    this.#waiting.shift()?.reject(error);
  }

  #hold(what: string): Promise<void> {
    this.asked.push(what);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
