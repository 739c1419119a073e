import type { Address, PublicClient } from 'viem';
import { type AnvilProcess, startAnvil } from '../../src/chain/anvilProcess.ts';
import type { BlockRequest, Chain, ReadResult, Reads, Receipt } from '../../src/chain/chain.ts';
import { decodeReads, encodeReads, encodeTransaction, hex, type RawReceipt } from '../../src/chain/codec.ts';
import { IpcClient } from '../../src/chain/ipcClient.ts';
import { matchReceipts } from '../../src/chain/matchReceipts.ts';
import { orderKeys } from '../../src/chain/orderKeys.ts';
import { viemClient } from '../../src/chain/viemClient.ts';

export interface UpstreamChainOptions {
  readonly chainId: number;
  /** Number of the first block. */
  readonly firstBlock: number;
  /** Time of the first block, Unix seconds. */
  readonly genesis: number;
}

const FLAGS = [
  ...['--no-mining', '--order', 'fees', '--auto-impersonate', '--accounts', '0', '--disable-console-log'],
  ...['--gas-limit', '30000000'],
];

/**
 * An Anvil that is no fork, keeps every block, receipt and log, and makes blocks when told: what a node of a live chain
 * is to those who fork it.
 */
export class UpstreamChain {
  readonly #process: AnvilProcess;
  readonly #client: IpcClient;
  readonly #chainId: number;
  readonly #nonces = new Map<Address, number>();
  #number: number;

  private constructor(process: AnvilProcess, client: IpcClient, { chainId, firstBlock }: UpstreamChainOptions) {
    this.#process = process;
    this.#client = client;
    this.#chainId = chainId;
    this.#number = firstBlock;
  }

  /** @throws BreakwaterError if Anvil can't be started */
  static async start(options: UpstreamChainOptions): Promise<UpstreamChain> {
    const { chainId, firstBlock, genesis } = options;
    const flags = [...FLAGS, '--number', String(firstBlock)];
    const process = await startAnvil({ chainId, timestamp: genesis, flags });
    const client = await IpcClient.connect(process.ipcPath, process.gone);
    await client.request('anvil_setLoggingEnabled', [false]);
    return new UpstreamChain(process, client, options);
  }

  /** Where it is reached over HTTP, on loopback. */
  get url(): string {
    return this.#process.url;
  }

  /** Of the last block. */
  get blockNumber(): number {
    return this.#number;
  }

  /** What deploys on one of the project's chains deploys on this one: it has all that is used for that. */
  asChain(): Chain {
    return this as unknown as Chain;
  }

  /** One block of these transactions in this order. Receipts of those that failed are among the rest. */
  async mine({ timestamp, baseFee, transactions }: BlockRequest): Promise<Receipt[]> {
    const keys = orderKeys(
      baseFee,
      transactions.map(({ tip = 0n }) => tip),
    );
    await this.#client.batch([
      { method: 'anvil_setNextBlockBaseFeePerGas', params: [hex(baseFee)] },
      { method: 'evm_setNextBlockTimestamp', params: [timestamp] },
      ...transactions.map((transaction, rank) => {
        const nonce = this.#takeNonce(transaction.from);
        const encoded = encodeTransaction(transaction, nonce, keys[rank] as bigint);
        return { method: 'eth_sendTransaction', params: [encoded] };
      }),
    ]);
    await this.#client.request('evm_mine');
    this.#number++;
    const raw = await this.#client.request<RawReceipt[]>('eth_getBlockReceipts', [hex(BigInt(this.#number))]);
    return matchReceipts(this.#number, transactions, raw);
  }

  #takeNonce(from: Address): number {
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    return nonce;
  }

  /** @throws RpcError if a call reverts */
  async read(reads: Reads): Promise<ReadResult> {
    return decodeReads(reads, await this.#client.batch(encodeReads(reads)));
  }

  /** @param balance wei of each */
  async setBalances(accounts: readonly Address[], balance: (account: Address) => bigint): Promise<void> {
    await this.#client.batch(
      accounts.map((account) => ({ method: 'anvil_setBalance', params: [account, hex(balance(account))] })),
    );
  }

  viem(): PublicClient {
    return viemClient((method, params) => this.#client.request(method, params), this.#chainId);
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#process.stop();
  }
}
