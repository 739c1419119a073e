import type { Address, Hex } from 'viem';
import { BreakwaterError } from '../../core/errors.ts';
import { hex } from '../codec.ts';
import type { Capture } from './capture.ts';
import { Refusal, serveJsonRpc } from './jsonRpcServer.ts';
import {
  type AccountInfo,
  type LogFilter,
  logKey,
  type RawHeader,
  type RawLog,
  type StateSource,
  toKey,
  toWord,
} from './stateSource.ts';

export interface GateOptions {
  /** What is answered from, and added to. */
  readonly capture: Capture;
  /** Asked for what the capture lacks; closed with the gate, and when it failed. */
  readonly source: StateSource;
}

type Maybe<T> = T | Promise<T>;

/** A miss that the source is asked for. */
interface Pending {
  readonly answer: Promise<unknown>;
  readonly giveUp: (error: BreakwaterError) => void;
}

const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const NOT_TO_BE_HAD = -32000;
/** Nothing follows from it: every transaction states its own. */
const GAS_PRICE = '0x3b9aca00';
const VERSION = 'breakwater';

/**
 * What forks have for an upstream: answers Anvil out of a capture, and asks a source for what the capture lacks, once
 * for all who ask, and keeps it.
 *
 * Anvil mines on without a transaction whose state it can't read, and says nothing; so it is the gate that knows of
 * failures. After the first one nothing more is asked of the source. Several Anvils may use one gate.
 */
export class Gate {
  readonly capture: Capture;
  readonly #source: StateSource;
  readonly #servers = new Set<() => Promise<void>>();
  readonly #pending = new Map<string, Pending>();
  readonly #watchers = new Set<() => void>();
  #failure: BreakwaterError | undefined;
  #requests = 0;

  private constructor({ capture, source }: GateOptions) {
    this.capture = capture;
    this.#source = source;
  }

  /** @throws BreakwaterError if the block that is to be forked is not in the capture and can't be had */
  static async open(options: GateOptions): Promise<Gate> {
    const gate = new Gate(options);
    await gate.#header(gate.capture.block.number);
    return gate;
  }

  /** How often the capture lacked something that was not being fetched already. */
  get requests(): number {
    return this.#requests;
  }

  /** The first error of the source, or that the gate was closed. */
  failure(): BreakwaterError | undefined {
    return this.#failure;
  }

  /**
   * Calls back when the gate fails or is closed, once.
   *
   * @returns takes it back
   */
  onFailure(watch: () => void): () => void {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  }

  /**
   * Serves the chain on a Unix socket.
   *
   * @returns ends that, and leaves the gate open
   */
  async listen(path: string): Promise<() => Promise<void>> {
    const stop = await serveJsonRpc(path, (method, params) => this.#answer(method, params));
    this.#servers.add(stop);
    return () => {
      this.#servers.delete(stop);
      return stop();
    };
  }

  /**
   * A search for logs of the chain up to its block.
   *
   * @returns in the order of the chain
   * @throws BreakwaterError if it can't be had
   */
  async logs(filter: LogFilter): Promise<readonly RawLog[]> {
    return (
      this.capture.logs(filter) ??
      this.#ask(
        `logs ${logKey(filter)}`,
        () => this.#source.logs(filter),
        (found) => this.capture.setLogs(filter, found),
      )
    );
  }

  /** Ends every connection and gives up what is under way; safe to call again. */
  async close(): Promise<void> {
    this.#fail(new BreakwaterError('The chain that is forked was closed'));
    await Promise.all([...this.#servers].map((stop) => stop()));
    this.#servers.clear();
  }

  #answer(method: string, params: readonly unknown[]): unknown {
    const { chainId, block } = this.capture;
    switch (method) {
      case 'eth_getStorageAt':
        this.#expectBlock(params[2]);
        return this.#slot(toKey(params[0] as Address), toWord(params[1] as Hex));
      case 'eth_getAccountInfo':
        return this.#account(params, ({ balance, nonce, code }) => ({
          balance: hex(balance),
          nonce: hex(BigInt(nonce)),
          code,
        }));
      case 'eth_getBalance':
        return this.#account(params, ({ balance }) => hex(balance));
      case 'eth_getTransactionCount':
        return this.#account(params, ({ nonce }) => hex(BigInt(nonce)));
      case 'eth_getCode':
        return this.#account(params, ({ code }) => code);
      case 'eth_getBlockByNumber':
        return this.#block(params[0]);
      // Anvil knows its own; of those before nothing is told.
      case 'eth_getTransactionReceipt':
        return null;
      case 'eth_chainId':
        return hex(BigInt(chainId));
      case 'net_version':
        return String(chainId);
      case 'eth_blockNumber':
        return hex(BigInt(block.number));
      case 'eth_gasPrice':
        return GAS_PRICE;
      case 'web3_clientVersion':
        return VERSION;
      default:
        throw new Refusal(METHOD_NOT_FOUND, `the method ${method} does not exist here`);
    }
  }

  #account<T>([address, at]: readonly unknown[], pick: (info: AccountInfo) => T): Maybe<T> {
    this.#expectBlock(at);
    const key = toKey(address as Address);
    const known = this.capture.account(key);
    if (known !== undefined) return pick(known);
    const asked = this.#ask(
      `account ${key}`,
      () => this.#source.account(key),
      (info) => this.capture.setAccount(key, info),
    );
    return asked.then(pick, refuse);
  }

  #slot(address: Address, slot: Hex): Maybe<Hex> {
    const known = this.capture.slot(address, slot);
    if (known !== undefined) return known;
    const asked = this.#ask(
      `slot ${address} ${slot}`,
      () => this.#source.slot(address, slot),
      (value) => this.capture.setSlot(address, slot, value),
    );
    return asked.catch(refuse);
  }

  #block(tag: unknown): Maybe<RawHeader | null> {
    const last = this.capture.block.number;
    const number = tag === 'latest' ? last : Number(tag);
    if (!Number.isInteger(number)) throw new Refusal(INVALID_PARAMS, `block ${String(tag)} is not here`);
    if (number > last) return null;
    const header = this.#header(number);
    return header instanceof Promise ? header.catch(refuse) : header;
  }

  #header(number: number): Maybe<RawHeader> {
    return (
      this.capture.header(number) ??
      this.#ask(
        `header ${number}`,
        () => this.#source.header(number),
        (header) => this.capture.setHeader(header),
      ).then(() => this.capture.header(number) as RawHeader)
    );
  }

  #expectBlock(at: unknown): void {
    const { number } = this.capture.block;
    if (at === 'latest' || at === hex(BigInt(number))) return;
    throw new Refusal(INVALID_PARAMS, `only the state of block ${number} is here`);
  }

  #ask<T>(key: string, ask: () => Promise<T>, keep: (value: T) => void): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending.answer as Promise<T>;
    this.#requests++;
    let giveUp: Pending['giveUp'] = () => {};
    const answer = new Promise<T>((resolve, reject) => {
      giveUp = reject;
      ask().then(
        (value) => {
          this.#pending.delete(key);
          keep(value);
          resolve(value);
        },
        (error: unknown) => this.#fail(error),
      );
    });
    this.#pending.set(key, { answer, giveUp });
    return answer;
  }

  /** All who wait are told at once: there is no more to wait for. */
  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    const failure =
      error instanceof BreakwaterError
        ? error
        : new BreakwaterError('The chain that is forked could not be read', { cause: error });
    this.#failure = failure;
    for (const { giveUp } of this.#pending.values()) giveUp(failure);
    this.#pending.clear();
    for (const watch of this.#watchers) watch();
    this.#source.close();
  }
}

/** Says nothing of the reason: who drives Anvil asks the gate for it. */
function refuse(): never {
  throw new Refusal(NOT_TO_BE_HAD, 'the state could not be read');
}
