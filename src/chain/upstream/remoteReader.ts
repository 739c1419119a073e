import type { Address, Hex } from 'viem';
import { BreakwaterError, UsageError } from '../../core/errors.ts';
import { hex } from '../codec.ts';
import type { RpcClient } from './rpcClient.ts';
import { UpstreamError } from './upstreamError.ts';

/** What asks the node. */
type Client = Pick<RpcClient, 'request'>;

/** The block that everything is read at. */
export interface RemoteBlock {
  readonly number: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

const BYTES = /^0x([0-9a-f]{2})*$/i;
const QUANTITY = /^0x[0-9a-f]+$/i;
/** How nodes of several makes say that a call failed in the contract; anything else is the node's own trouble. */
const FAILED_IN_CONTRACT =
  /revert|invalid (?:opcode|jump)|bad (?:instruction|jump)|out of gas|stack (?:under|over)flow|vm execution error/i;

/** Read-only view of a live chain, as of one block. */
export class RemoteReader {
  readonly #client: Client;
  readonly chainId: number;
  readonly block: RemoteBlock;

  private constructor(client: Client, chainId: number, block: RemoteBlock) {
    this.#client = client;
    this.chainId = chainId;
    this.block = block;
  }

  /**
   * @param block number of the block to read at; `latest` is pinned to the number that it has now
   * @throws UsageError if there is no such block, UpstreamError if the endpoint can't be reached,
   * BreakwaterError if it is no node
   */
  static async connect({ client, block }: { client: Client; block: number | 'latest' }): Promise<RemoteReader> {
    const chainId = Number(shaped(await client.request('eth_chainId', []), QUANTITY, 'eth_chainId'));
    const tag = block === 'latest' ? block : hex(BigInt(block));
    const found = await client.request('eth_getBlockByNumber', [tag, false]);
    if (found === null) {
      throw new UsageError('The endpoint has no such block', {
        facts: { block },
        remedy: 'name a block that is mined, or none for the latest one',
      });
    }
    const { number, hash, timestamp } = found as Record<string, unknown>;
    const read = (field: unknown) => shaped(field, QUANTITY, 'eth_getBlockByNumber');
    return new RemoteReader(client, chainId, {
      number: Number(read(number)),
      hash: read(hash),
      timestamp: Number(read(timestamp)),
    });
  }

  /** Runtime code; `0x` where there is none. @throws UpstreamError if the endpoint fails */
  async code(address: Address): Promise<Hex> {
    return shaped(
      await this.#client.request('eth_getCode', [address, hex(BigInt(this.block.number))]),
      BYTES,
      'eth_getCode',
    );
  }

  /** What a call returns; undefined if it reverts. @throws UpstreamError if the endpoint fails */
  async call(to: Address, data: Hex): Promise<Hex | undefined> {
    try {
      const returned = await this.#client.request('eth_call', [{ to, data }, hex(BigInt(this.block.number))]);
      return shaped(returned, BYTES, 'eth_call');
    } catch (error) {
      if (error instanceof UpstreamError && FAILED_IN_CONTRACT.test(error.facts['reason'] ?? '')) return undefined;
      throw error;
    }
  }
}

/** Guards against an endpoint that is something else, or a proxy that answers for one. */
function shaped(answer: unknown, form: RegExp, method: string): Hex {
  if (typeof answer === 'string' && form.test(answer)) return answer as Hex;
  throw new BreakwaterError('The endpoint does not answer as an Ethereum node', {
    facts: { asked: method },
    remedy: 'check that the URL is that of a JSON-RPC endpoint',
  });
}
