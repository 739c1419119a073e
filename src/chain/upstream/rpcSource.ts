import type { Address, Hex } from 'viem';
import { UsageError } from '../../core/errors.ts';
import { hex } from '../codec.ts';
import type { RpcClient } from './rpcClient.ts';
import { searchLogs } from './searchLogs.ts';
import {
  type AccountInfo,
  type BlockPoint,
  type LogFilter,
  pointOf,
  type RawHeader,
  type RawLog,
  type StateSource,
  toKey,
  toWord,
} from './stateSource.ts';

/** A chain as of one block. */
interface ChainPoint {
  readonly chainId: number;
  readonly block: BlockPoint;
}

const WORD = /^0x[0-9a-f]{1,64}$/i;
const BYTES = /^0x([0-9a-f]{2})*$/i;
const HASH = /^0x[0-9a-f]{64}$/i;
const MALFORMED_REMEDY = 'use another endpoint: this one answers what can not be right';
const SHOWN = 60;

/** An upstream over HTTP, as of one block. What it answers is checked: what has no shape of an answer is an error. */
export class RpcSource implements StateSource {
  readonly chainId: number;
  readonly block: BlockPoint;
  readonly #client: RpcClient;
  /** Of the block, once the upstream has told it. */
  #header: RawHeader | undefined;
  #checked: Promise<void> | undefined;

  private constructor(client: RpcClient, { chainId, block }: ChainPoint, header?: RawHeader) {
    this.#client = client;
    this.chainId = chainId;
    this.block = block;
    this.#header = header;
    if (header !== undefined) this.#checked = Promise.resolve();
  }

  /**
   * Asks the upstream for its chain and the block, and stays at that block whatever comes after it.
   *
   * @param chainId that it has to be of; default: any
   * @throws UsageError if it is of another chain; UpstreamError if it does not answer or does not know the block
   */
  static async connect({
    client,
    chainId,
    block,
  }: {
    readonly client: RpcClient;
    readonly chainId?: number;
    readonly block: number | 'latest';
  }): Promise<RpcSource> {
    const [found, header] = await Promise.all([fetchChainId(client), fetchHeader(client, block)]);
    if (chainId !== undefined) expectChain(client, found, chainId);
    return new RpcSource(client, { chainId: found, block: pointOf(header) }, header);
  }

  /**
   * Goes on from what was captured before. Asks nothing until something is missing, and checks then that the upstream
   * still is of that chain and has that very block.
   */
  static resume(client: RpcClient, point: ChainPoint): RpcSource {
    return new RpcSource(client, point);
  }

  async account(address: Address): Promise<AccountInfo> {
    const ask = (method: string, shape: RegExp) => this.#ask(method, [address, hex(BigInt(this.block.number))], shape);
    // One batch would do, but some providers refuse batches.
    const [balance, nonce, code] = await Promise.all([
      ask('eth_getBalance', WORD),
      ask('eth_getTransactionCount', WORD),
      ask('eth_getCode', BYTES),
    ]);
    return { balance: BigInt(balance), nonce: Number(nonce), code };
  }

  async slot(address: Address, slot: Hex): Promise<Hex> {
    const params = [address, hex(BigInt(slot)), hex(BigInt(this.block.number))];
    return toWord(await this.#ask('eth_getStorageAt', params, WORD));
  }

  async header(number: number): Promise<RawHeader> {
    await this.#check();
    if (number === this.block.number && this.#header !== undefined) return this.#header;
    return fetchHeader(this.#client, number);
  }

  async logs(filter: LogFilter): Promise<readonly RawLog[]> {
    await this.#check();
    return searchLogs(filter, (part) => this.#logs(part));
  }

  close(): void {
    this.#client.close();
  }

  async #logs({ address, topics, fromBlock, toBlock }: LogFilter): Promise<readonly RawLog[]> {
    const params = [{ address, topics, fromBlock: hex(BigInt(fromBlock)), toBlock: hex(BigInt(toBlock)) }];
    const found: unknown = await this.#client.request('eth_getLogs', params);
    if (!Array.isArray(found) || !found.every(isLog)) throw malformed(this.#client, 'eth_getLogs', params, found);
    return found.map((log) => ({
      address: toKey(log.address),
      topics: log.topics,
      data: log.data,
      blockNumber: Number(log.blockNumber),
    }));
  }

  async #ask(method: string, params: readonly unknown[], shape: RegExp): Promise<Hex> {
    await this.#check();
    return fetchHex(this.#client, method, params, shape);
  }

  #check(): Promise<void> {
    this.#checked ??= this.#checkPoint();
    return this.#checked;
  }

  async #checkPoint(): Promise<void> {
    const { chainId, block } = this;
    const [found, header] = await Promise.all([fetchChainId(this.#client), fetchHeader(this.#client, block.number)]);
    expectChain(this.#client, found, chainId);
    if (header.hash !== block.hash) {
      throw new UsageError('The upstream has another block of that number than the one captured', {
        facts: { upstream: this.#client.label, block: block.number, captured: block.hash, upstreams: header.hash },
        remedy: 'the chain was reorganised, or it is another chain: capture it again, at an older block',
      });
    }
    this.#header = header;
  }
}

function expectChain({ label }: RpcClient, found: number, expected: number): void {
  if (found === expected) return;
  throw new UsageError('The upstream is of another chain', {
    facts: { upstream: label, 'its chain': found, expected },
    remedy: `use an endpoint of chain ${expected}, or state the chain's id in the scenario`,
  });
}

async function fetchChainId(client: RpcClient): Promise<number> {
  return Number(await fetchHex(client, 'eth_chainId', [], WORD));
}

/** @throws UpstreamError if the upstream does not know the block */
async function fetchHeader(client: RpcClient, block: number | 'latest'): Promise<RawHeader> {
  const method = 'eth_getBlockByNumber';
  const params = [block === 'latest' ? block : hex(BigInt(block)), false];
  const header = (await client.request(method, params)) as RawHeader | null;
  if (header === null) {
    const remedy = 'choose an older block, or wait until the node has caught up';
    throw client.malformed(method, params, `the upstream does not know block ${block}`, remedy);
  }
  const { number, hash, timestamp } = header;
  const isWhole = HASH.test(hash) && WORD.test(timestamp) && WORD.test(number);
  if (!isWhole || (block !== 'latest' && Number(number) !== block)) throw malformed(client, method, params, header);
  return header;
}

async function fetchHex(client: RpcClient, method: string, params: readonly unknown[], shape: RegExp): Promise<Hex> {
  const result = await client.request(method, params);
  if (typeof result !== 'string' || !shape.test(result)) throw malformed(client, method, params, result);
  return result.toLowerCase() as Hex;
}

function malformed(client: RpcClient, method: string, params: readonly unknown[], answer: unknown): Error {
  const shown = String(JSON.stringify(answer)).slice(0, SHOWN);
  return client.malformed(method, params, `it answered ${shown}`, MALFORMED_REMEDY);
}

interface EncodedLog extends Omit<RawLog, 'blockNumber'> {
  readonly blockNumber: Hex;
}

function isLog(log: unknown): log is EncodedLog {
  if (typeof log !== 'object' || log === null) return false;
  const { address, topics, data, blockNumber } = log as Partial<Record<keyof RawLog, unknown>>;
  const isHex = (value: unknown, shape: RegExp): boolean => typeof value === 'string' && shape.test(value);
  const hasTopics = Array.isArray(topics) && topics.every((topic) => isHex(topic, HASH));
  return isHex(address, BYTES) && isHex(data, BYTES) && isHex(blockNumber, WORD) && hasTopics;
}
