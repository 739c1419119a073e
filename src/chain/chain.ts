import type { Address, Hex, PublicClient } from 'viem';
import { AnvilNode } from './anvilNode.ts';
import type { BlockRequest, BlockResult, ChainTransaction, ReadResult, Reads, Receipt } from './block.ts';
import { decodeReads, encodeReads, encodeTransaction, hex, type RawReceipt } from './codec.ts';
import { CHAIN_ID } from './constants.ts';
import type { RpcCall } from './ipcClient.ts';
import { matchReceipts } from './matchReceipts.ts';
import { orderKeys } from './orderKeys.ts';
import { EmptySource } from './upstream/emptySource.ts';
import { Gate } from './upstream/gate.ts';
import { viemClient } from './viemClient.ts';

export type {
  BlockRequest,
  BlockResult,
  ChainTransaction,
  Log,
  ReadCall,
  ReadResult,
  Reads,
  Receipt,
} from './block.ts';
export { CHAIN_ID, GENESIS_TIME, HARDFORK } from './constants.ts';

export interface OpenOptions {
  /** What is forked; it stays the caller's to close. Default: an empty chain. */
  readonly base?: Gate;
  /** State laid over it (see `overlayState`), after what the base's capture holds. */
  readonly state?: Hex;
  /** Of a block. */
  readonly gasLimit: bigint;
}

const NO_READS: Reads = { calls: [], accounts: [] };

/**
 * An Anvil whose blocks we make: every timestamp, base fee, nonce and the order in each block are ours.
 *
 * In the shape that runs at a flat cost a block whatever the size of the state: a fork (no state root is computed in fork
 * mode) with the state that is known laid over it, so that nothing of it has to be read through the fork.
 */
export class Chain {
  /** What its transactions are for; a fork has that of what it forks. */
  readonly chainId: number;
  readonly #node: AnvilNode;
  /** The gate that ends with this chain. */
  readonly #owned: Gate | undefined;
  readonly #nonces = new Map<Address, number>();
  #number: number;
  /** An empty block that is being made while the caller goes on. */
  #ahead: Promise<void> = Promise.resolve();
  /** Seconds by which Anvil dates each block after the one before; 0: none set. */
  #interval = 0;
  #lastTimestamp = 0;

  private constructor(node: AnvilNode, { gate, owned }: { readonly gate?: Gate; readonly owned?: Gate | undefined }) {
    this.#node = node;
    this.#owned = owned;
    this.chainId = gate?.capture.chainId ?? CHAIN_ID;
    this.#number = gate?.capture.block.number ?? 0;
  }

  /**
   * A fork with what is known of its state laid over it: what trials run on. Its first block comes after the base's.
   *
   * @throws BreakwaterError if Anvil can't be started or refuses the state, or the base can't be read
   */
  static async open({ base, state, gasLimit }: OpenOptions): Promise<Chain> {
    const gate = base ?? (await Gate.open({ capture: EmptySource.capture(), source: new EmptySource() }));
    const owned = base === undefined ? gate : undefined;
    let node: AnvilNode | undefined;
    try {
      node = await AnvilNode.start({ gate, gasLimit });
      if (gate.capture.addresses > 0) await node.request('anvil_loadState', [gate.capture.overlay()]);
      if (state !== undefined) await node.request('anvil_loadState', [state]);
      return new Chain(node, { gate, owned });
    } catch (error) {
      await node?.close();
      await owned?.close();
      throw error;
    }
  }

  /** A chain of its own, whose dump is complete: what systems are built on, once. */
  static async openPlain({ gasLimit }: { gasLimit: bigint }): Promise<Chain> {
    return new Chain(await AnvilNode.start({ gasLimit }), {});
  }

  /** Number of the last block. */
  get blockNumber(): number {
    return this.#number;
  }

  /** Id of the Anvil behind this chain, for tests and diagnostics. */
  get processId(): number {
    return this.#node.processId;
  }

  /**
   * Mines one block; see `mineAndRead`.
   *
   * @returns receipts in the order of the transactions
   */
  async mine(block: BlockRequest): Promise<readonly Receipt[]> {
    return (await this.mineAndRead(block)).receipts;
  }

  /**
   * Dates every block this many seconds after the one before, unless asked for another time: saves saying it for each.
   */
  async setBlockInterval(seconds: number): Promise<void> {
    await (await this.#settled()).request('anvil_setBlockTimestampInterval', [seconds]);
    this.#interval = seconds;
  }

  /**
   * Mines an empty block without waiting for it: nothing can be read from it, so the caller may go on to decide the next
   * one. At most one is under way; its error comes out of the next call.
   *
   * @throws BreakwaterError, NodeGoneError of the block before
   */
  async mineEmpty({ timestamp, baseFee }: Omit<BlockRequest, 'transactions'>): Promise<void> {
    await this.#ahead;
    this.#ahead = this.#make({ timestamp, baseFee, transactions: [] });
    this.#ahead.catch(() => {});
  }

  /** The node, once no block is under way. */
  async #settled(): Promise<AnvilNode> {
    await this.#ahead;
    return this.#node;
  }

  /**
   * Mines one block that holds exactly these transactions in this order.
   *
   * Anvil sorts by max fee: each transaction's encodes its rank (unique, descending), while its priority fee is the
   * real one, so that it pays base fee plus tip. Balances must cover gas × max fee: see `orderKeys`.
   *
   * After an error the chain is not to be used on: what was sent of the block still waits in the node.
   *
   * @param reads taken after the block, in the same round trip as the receipts
   * @returns receipts in the order of the transactions, return data of the calls, balances in wei
   * @throws BreakwaterError if a transaction is refused or left out, NodeGoneError if Anvil died
   */
  async mineAndRead(block: BlockRequest, reads: Reads = NO_READS): Promise<BlockResult> {
    await this.#settled();
    await this.#make(block);
    const readCalls = encodeReads(reads);
    if (block.transactions.length === 0) {
      return { receipts: [], ...decodeReads(reads, await this.#node.batch(readCalls)) };
    }
    const [raw, ...results] = await this.#node.batch([
      { method: 'eth_getBlockReceipts', params: [hex(BigInt(this.#number))] },
      ...readCalls,
    ]);
    const receipts = matchReceipts(this.#number, block.transactions, raw as RawReceipt[] | null);
    return { receipts, ...decodeReads(reads, results) };
  }

  async #make({ timestamp, baseFee, transactions }: BlockRequest): Promise<void> {
    await this.#learnNonces(transactions);
    const keys = orderKeys(
      baseFee,
      transactions.map(({ tip = 0n }) => tip),
    );
    const calls: RpcCall[] = [{ method: 'anvil_setNextBlockBaseFeePerGas', params: [hex(baseFee)] }];
    if (this.#interval === 0 || timestamp !== this.#lastTimestamp + this.#interval) {
      calls.push({ method: 'evm_setNextBlockTimestamp', params: [timestamp] });
    }
    for (const [rank, transaction] of transactions.entries()) {
      const nonce = this.#takeNonce(transaction.from);
      const encoded = encodeTransaction(transaction, nonce, keys[rank] as bigint);
      calls.push({ method: 'eth_sendTransaction', params: [encoded] });
    }
    // In a batch each call begins in its turn, and setting a figure ends as it begins: the block that is mined last has it.
    // Sending does not end at once, so a block with transactions is asked for when all have arrived.
    const mine: RpcCall = { method: 'evm_mine', params: [] };
    if (transactions.length === 0) calls.push(mine);
    await this.#node.batch(calls);
    if (transactions.length > 0) await this.#node.batch([mine]);
    this.#lastTimestamp = timestamp;
    this.#number++;
  }

  /** Senders seen for the first time may have a past in the state that was loaded. */
  async #learnNonces(transactions: readonly ChainTransaction[]): Promise<void> {
    const unknown = [...new Set(transactions.map(({ from }) => from))].filter((from) => !this.#nonces.has(from));
    if (unknown.length === 0) return;
    const counts = await this.#node.batch(
      unknown.map((from) => ({ method: 'eth_getTransactionCount', params: [from, 'latest'] })),
    );
    for (const [i, from] of unknown.entries()) this.#nonces.set(from, Number(counts[i]));
  }

  #takeNonce(from: Address): number {
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    return nonce;
  }

  /**
   * Read-only calls and balances at the last block, in one round trip.
   *
   * @throws RpcError if a call reverts
   */
  async read(reads: Reads): Promise<ReadResult> {
    return decodeReads(reads, await (await this.#settled()).batch(encodeReads(reads)));
  }

  /** Sets native balances outside of any transaction: how agents are funded. */
  async setBalances(balances: ReadonlyMap<Address, bigint>): Promise<void> {
    await (await this.#settled()).batch(
      [...balances].map(([account, balance]) => ({ method: 'anvil_setBalance', params: [account, hex(balance)] })),
    );
  }

  /** Puts runtime code at an address, whatever stood there; its storage stays. */
  async setCode(address: Address, code: Hex): Promise<void> {
    await (await this.#settled()).request('anvil_setCode', [address, code]);
  }

  /** Gas limit of the blocks from now on. */
  async setGasLimit(gasLimit: bigint): Promise<void> {
    await (await this.#settled()).request('evm_setBlockGasLimit', [hex(gasLimit)]);
  }

  /** Hash of the last block: it pins every transaction and receipt so far. */
  async lastBlockHash(): Promise<Hex> {
    return (await (await this.#settled()).request<{ hash: Hex }>('eth_getBlockByNumber', ['latest', false])).hash;
  }

  /** Runtime code at each address. */
  async code(addresses: readonly Address[]): Promise<Hex[]> {
    return (await (
      await this.#settled()
    ).batch(addresses.map((address) => ({ method: 'eth_getCode', params: [address, 'latest'] })))) as Hex[];
  }

  /** The whole state as gzipped JSON in hex, complete only on a chain from `openPlain`. */
  async dumpState(): Promise<Hex> {
    return (await this.#settled()).request<Hex>('anvil_dumpState');
  }

  /** viem's public client over the same socket, for typed reads off the hot path. */
  viem(): PublicClient {
    return viemClient(async (method, params) => (await this.#settled()).request(method, params), this.chainId);
  }

  /** Ends the Anvil of this chain; safe to call again. */
  async close(): Promise<void> {
    await this.#node.close();
    await this.#owned?.close();
  }
}
