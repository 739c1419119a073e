import { type Address, type Chain as ViemChain, createPublicClient, custom, defineChain, type Hex, type PublicClient } from 'viem';
import { BreakwaterError } from '../core/errors.ts';
import { type AnvilProcess, startAnvil } from './anvilProcess.ts';
import { IpcClient, type RpcCall } from './ipcClient.ts';

/** Genesis of every chain built here: a fixed instant before any scenario, so that block hashes repeat. */
export const GENESIS_TIME = 1_438_214_400;
export const CHAIN_ID = 31_337;
export const HARDFORK = 'shanghai';

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

/** What to read at the last block. */
export interface Reads {
  readonly calls: readonly { readonly from?: Address; readonly to: Address; readonly data: Hex }[];
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

const NO_READS: Reads = { calls: [], accounts: [] };

interface RawReceipt {
  status: Hex;
  gasUsed: Hex;
  effectiveGasPrice: Hex;
  contractAddress: Address | null;
  from: Address;
  logs: Log[];
}

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
    try {
      const flags = ['--fork-url', upstream.url, '--no-storage-caching', '--retries', '1'];
      const chain = await Chain.#connect([upstream], flags, gasLimit);
      if (state !== undefined) await chain.#client.request('anvil_loadState', [state]);
      // The state brings the gas limit of the chain that it was built on.
      await chain.setGasLimit(gasLimit);
      return chain;
    } catch (error) {
      await upstream.stop();
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
      const client = await IpcClient.connect(anvil.ipcPath, anvil.ended);
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
   * Mines one block that holds exactly these transactions in this order.
   *
   * Anvil sorts by max fee: each transaction's encodes its rank (unique, descending), while its priority fee is the
   * real one, so that it pays base fee plus tip. Balances must cover gas × (base fee + highest tip + a few wei).
   *
   * @param reads taken after the block, in the same round trip as the receipts
   * @returns receipts in the order of the transactions, return data of the calls, balances in wei
   * @throws BreakwaterError if a transaction is refused or left out, NodeGoneError if Anvil died
   */
  async mineAndRead({ timestamp, baseFee, transactions }: BlockRequest, reads: Reads = NO_READS): Promise<BlockResult> {
    await this.#learnNonces(transactions);
    let top = 0n;
    for (const { tip = 0n } of transactions) if (tip > top) top = tip;
    const keyOfFirst = baseFee + top + BigInt(transactions.length);
    const calls = transactions.map((transaction, rank) => ({
      method: 'eth_sendTransaction',
      params: [this.#encode(transaction, keyOfFirst - BigInt(rank))],
    }));
    await this.#client.batch([
      { method: 'evm_setNextBlockTimestamp', params: [timestamp] },
      { method: 'anvil_setNextBlockBaseFeePerGas', params: [hex(baseFee)] },
      ...calls,
    ]);
    await this.#client.request('evm_mine');
    this.#number++;
    const readCalls = encodeReads(reads);
    if (transactions.length === 0) {
      return { receipts: [], ...decodeReads(reads, await this.#client.batch(readCalls)) };
    }
    const [raw, ...results] = await this.#client.batch([
      { method: 'eth_getBlockReceipts', params: [hex(BigInt(this.#number))] },
      ...readCalls,
    ]);
    return { receipts: this.#receipts(transactions, raw as RawReceipt[] | null), ...decodeReads(reads, results) };
  }

  /** Senders seen for the first time may have a past in the state that was loaded. */
  async #learnNonces(transactions: readonly ChainTransaction[]): Promise<void> {
    const unknown = [...new Set(transactions.map(({ from }) => from))].filter((from) => !this.#nonces.has(from));
    const counts = await this.#client.batch(
      unknown.map((from) => ({ method: 'eth_getTransactionCount', params: [from, 'latest'] })),
    );
    for (const [i, from] of unknown.entries()) this.#nonces.set(from, Number(counts[i]));
  }

  #encode({ from, to, data, value = 0n, gas, tip = 0n }: ChainTransaction, maxFee: bigint): object {
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    return {
      from,
      ...(to === undefined ? {} : { to }),
      data,
      value: hex(value),
      gas: hex(gas),
      nonce: hex(BigInt(nonce)),
      maxFeePerGas: hex(maxFee),
      maxPriorityFeePerGas: hex(tip),
    };
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
      const gasUsed = BigInt(receipt.gasUsed);
      return {
        succeeded: receipt.status === '0x1',
        gasUsed,
        fee: gasUsed * BigInt(receipt.effectiveGasPrice),
        created: receipt.contractAddress ?? undefined,
        logs: receipt.logs,
      };
    });
  }

  /**
   * Read-only calls and balances at the last block, in one round trip.
   *
   * @throws RpcError if a call reverts
   */
  async read(reads: Reads): Promise<ReadResult> {
    return decodeReads(reads, await this.#client.batch(encodeReads(reads)));
  }

  /** Sets native balances outside of any transaction: how agents are funded. */
  async setBalances(balances: ReadonlyMap<Address, bigint>): Promise<void> {
    await this.#client.batch(
      [...balances].map(([account, balance]) => ({ method: 'anvil_setBalance', params: [account, hex(balance)] })),
    );
  }

  /** Gas limit of the blocks from now on. */
  async setGasLimit(gasLimit: bigint): Promise<void> {
    await this.#client.request('evm_setBlockGasLimit', [hex(gasLimit)]);
  }

  /** Hash of the last block: it pins every transaction and receipt so far. */
  async lastBlockHash(): Promise<Hex> {
    return (await this.#client.request<{ hash: Hex }>('eth_getBlockByNumber', ['latest', false])).hash;
  }

  /** Runtime code at each address. */
  async code(addresses: readonly Address[]): Promise<Hex[]> {
    return (await this.#client.batch(
      addresses.map((address) => ({ method: 'eth_getCode', params: [address, 'latest'] })),
    )) as Hex[];
  }

  /** The whole state as gzipped JSON in hex, complete only on a chain from `openPlain`. */
  async dumpState(): Promise<Hex> {
    return this.#client.request<Hex>('anvil_dumpState');
  }

  /** viem's public client over the same socket, for typed reads off the hot path. */
  viem(): PublicClient {
    const request = ({ method, params }: { method: string; params?: unknown }) =>
      this.#client.request(method, (params as readonly unknown[] | undefined) ?? []);
    return createPublicClient({ chain: ANVIL_CHAIN, transport: custom({ request }, { retryCount: 0 }) });
  }

  /** Ends every process of this chain; safe to call again. */
  async close(): Promise<void> {
    this.#client.close();
    await Promise.all(this.#processes.map((process) => process.stop()));
  }
}

const ANVIL_CHAIN: ViemChain = defineChain({
  id: CHAIN_ID,
  name: 'Anvil',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
});

function encodeReads({ calls, accounts }: Reads): RpcCall[] {
  return [
    ...calls.map((call) => ({ method: 'eth_call', params: [call, 'latest'] })),
    ...accounts.map((account) => ({ method: 'eth_getBalance', params: [account, 'latest'] })),
  ];
}

function decodeReads({ calls }: Reads, results: readonly unknown[]): ReadResult {
  return {
    data: results.slice(0, calls.length) as Hex[],
    balances: (results.slice(calls.length) as Hex[]).map(BigInt),
  };
}

function hex(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
