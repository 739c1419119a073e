import type { Address, Hex, PublicClient } from 'viem';
import { BreakwaterError } from '../core/errors.ts';
import { type AnvilProcess, startAnvil } from './anvilProcess.ts';
import type { BlockRequest, BlockResult, ChainTransaction, ReadResult, Reads, Receipt } from './block.ts';
import { decodeReads, decodeReceipt, encodeReads, encodeTransaction, hex, type RawReceipt } from './codec.ts';
import { IpcClient, NodeGoneError, type RpcCall } from './ipcClient.ts';
import { orderKeys } from './orderKeys.ts';
import { viemClient } from './viemClient.ts';

/** Genesis of every chain built here: a fixed instant before any scenario, so that block hashes repeat. */
export const GENESIS_TIME = 1_438_214_400;
export const CHAIN_ID = 31_337;
export const HARDFORK = 'shanghai';

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

const NO_READS: Reads = { calls: [], accounts: [] };

/**
 * An Anvil whose blocks we make: every timestamp, base fee, nonce and the order in each block are ours.
 *
 * In the shape that runs at a flat cost a block whatever the size of the state: a fork of an empty Anvil (no state
 * root is computed in fork mode) with the system's state loaded over it.
 */
export class Chain {
  readonly #processes: readonly AnvilProcess[];
  readonly #client: IpcClient;
  readonly #nonces = new Map<Address, number>();
  #number = 0;
  /** An empty block that is being made while the caller goes on. */
  #ahead: Promise<void> = Promise.resolve();
  /** Seconds by which Anvil dates each block after the one before; 0: none set. */
  #interval = 0;
  #lastTimestamp = 0;

  private constructor(processes: readonly AnvilProcess[], client: IpcClient) {
    this.#processes = processes;
    this.#client = client;
  }

  /**
   * A fork of an empty Anvil, with a state loaded over it: what trials run on.
   *
   * @param state gzipped state as hex (see `dumpState`); none: an empty chain
   * @param gasLimit of a block
   * @throws BreakwaterError if Anvil can't be started or refuses the state
   */
  static async open({ state, gasLimit }: { state?: Hex; gasLimit: bigint }): Promise<Chain> {
    const upstream = await startAnvil({ timestamp: GENESIS_TIME, flags: ['--no-mining', '--accounts', '1'] });
    let chain: Chain | undefined;
    try {
      const flags = ['--fork-url', upstream.url, '--no-storage-caching', '--retries', '1'];
      chain = await Chain.#connect([upstream], flags, gasLimit);
      if (state !== undefined) await chain.#client.request('anvil_loadState', [state]);
      // The state brings the gas limit of the chain that it was built on.
      await chain.setGasLimit(gasLimit);
      return chain;
    } catch (error) {
      await Promise.all([chain?.close(), upstream.stop()]);
      throw error;
    }
  }

  /** A chain of its own, whose dump is complete: what systems are built on, once. */
  static async openPlain({ gasLimit }: { gasLimit: bigint }): Promise<Chain> {
    return Chain.#connect([], [], gasLimit);
  }

  static async #connect(upstream: AnvilProcess[], flags: string[], gasLimit: bigint): Promise<Chain> {
    const anvil = await startAnvil({
      timestamp: GENESIS_TIME,
      flags: [
        ...['--no-mining', '--order', 'fees', '--auto-impersonate', '--prune-history', '--accounts', '1'],
        ...['--gas-limit', String(gasLimit), '--disable-console-log', '--transaction-block-keeper', '64'],
        ...flags,
      ],
    });
    try {
      const client = await IpcClient.connect(anvil.ipcPath, anvil.gone);
      await client.request('anvil_setLoggingEnabled', [false]);
      return new Chain([anvil, ...upstream], client);
    } catch (error) {
      await anvil.stop();
      throw error;
    }
  }

  /** Number of the last block. */
  get blockNumber(): number {
    return this.#number;
  }

  /** Ids of the processes behind this chain, for tests and diagnostics. */
  get processIds(): readonly number[] {
    return this.#processes.map(({ pid }) => pid);
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
    await (await this.#node()).request('anvil_setBlockTimestampInterval', [seconds]);
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
    this.#checkProcesses();
    this.#ahead = this.#make({ timestamp, baseFee, transactions: [] });
    this.#ahead.catch(() => {});
  }

  /** The client, once no block is under way. */
  async #node(): Promise<IpcClient> {
    await this.#ahead;
    return this.#client;
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
    this.#checkProcesses();
    try {
      return await this.#mineAndRead(block, reads);
    } catch (error) {
      // A fork whose upstream died fails in ways that don't tell.
      this.#checkProcesses();
      throw error;
    }
  }

  /** @throws NodeGoneError if any process has ended: the fork goes on for a while without its upstream */
  #checkProcesses(): void {
    for (const process of this.#processes) {
      const reason = process.ended();
      if (reason !== undefined) throw new NodeGoneError(reason);
    }
  }

  async #mineAndRead(block: BlockRequest, reads: Reads): Promise<BlockResult> {
    await this.#node();
    await this.#make(block);
    const readCalls = encodeReads(reads);
    if (block.transactions.length === 0) {
      return { receipts: [], ...decodeReads(reads, await this.#client.batch(readCalls)) };
    }
    const [raw, ...results] = await this.#client.batch([
      { method: 'eth_getBlockReceipts', params: [hex(BigInt(this.#number))] },
      ...readCalls,
    ]);
    return { receipts: this.#receipts(block.transactions, raw as RawReceipt[] | null), ...decodeReads(reads, results) };
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
    await this.#client.batch(calls);
    if (transactions.length > 0) await this.#client.batch([mine]);
    this.#lastTimestamp = timestamp;
    this.#number++;
  }

  /** Senders seen for the first time may have a past in the state that was loaded. */
  async #learnNonces(transactions: readonly ChainTransaction[]): Promise<void> {
    const unknown = [...new Set(transactions.map(({ from }) => from))].filter((from) => !this.#nonces.has(from));
    if (unknown.length === 0) return;
    const counts = await this.#client.batch(
      unknown.map((from) => ({ method: 'eth_getTransactionCount', params: [from, 'latest'] })),
    );
    for (const [i, from] of unknown.entries()) this.#nonces.set(from, Number(counts[i]));
  }

  #takeNonce(from: Address): number {
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    return nonce;
  }

  #receipts(transactions: readonly ChainTransaction[], raw: RawReceipt[] | null): Receipt[] {
    if (raw === null || raw.length !== transactions.length) {
      throw new BreakwaterError('Anvil left transactions out of a block', {
        facts: { block: this.#number, sent: transactions.length, mined: raw?.length ?? 'unknown' },
        remedy: "raise the block's gas limit, or report this with the scenario and seed",
      });
    }
    return raw.map((receipt, i) => {
      if (receipt.from !== transactions[i]?.from.toLowerCase()) {
        throw new BreakwaterError('Anvil changed the order of a block', { facts: { block: this.#number, place: i } });
      }
      return decodeReceipt(receipt);
    });
  }

  /**
   * Read-only calls and balances at the last block, in one round trip.
   *
   * @throws RpcError if a call reverts
   */
  async read(reads: Reads): Promise<ReadResult> {
    return decodeReads(reads, await (await this.#node()).batch(encodeReads(reads)));
  }

  /** Sets native balances outside of any transaction: how agents are funded. */
  async setBalances(balances: ReadonlyMap<Address, bigint>): Promise<void> {
    await (await this.#node()).batch(
      [...balances].map(([account, balance]) => ({ method: 'anvil_setBalance', params: [account, hex(balance)] })),
    );
  }

  /** Gas limit of the blocks from now on. */
  async setGasLimit(gasLimit: bigint): Promise<void> {
    await (await this.#node()).request('evm_setBlockGasLimit', [hex(gasLimit)]);
  }

  /** Hash of the last block: it pins every transaction and receipt so far. */
  async lastBlockHash(): Promise<Hex> {
    return (await (await this.#node()).request<{ hash: Hex }>('eth_getBlockByNumber', ['latest', false])).hash;
  }

  /** Runtime code at each address. */
  async code(addresses: readonly Address[]): Promise<Hex[]> {
    return (await (
      await this.#node()
    ).batch(addresses.map((address) => ({ method: 'eth_getCode', params: [address, 'latest'] })))) as Hex[];
  }

  /** The whole state as gzipped JSON in hex, complete only on a chain from `openPlain`. */
  async dumpState(): Promise<Hex> {
    return (await this.#node()).request<Hex>('anvil_dumpState');
  }

  /** viem's public client over the same socket, for typed reads off the hot path. */
  viem(): PublicClient {
    return viemClient(async (method, params) => (await this.#node()).request(method, params), CHAIN_ID);
  }

  /** Ends every process of this chain; safe to call again. */
  async close(): Promise<void> {
    this.#client.close();
    await Promise.all(this.#processes.map((process) => process.stop()));
  }
}
