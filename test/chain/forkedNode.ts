import { type Address, concat, type Hex, pad, toHex } from 'viem';
import { startAnvil } from '../../src/chain/anvilProcess.ts';
import { IpcClient } from '../../src/chain/ipcClient.ts';
import { Capture } from '../../src/chain/upstream/capture.ts';
import { Gate } from '../../src/chain/upstream/gate.ts';
import { RpcClient, type RpcClientOptions } from '../../src/chain/upstream/rpcClient.ts';
import { RpcSource } from '../../src/chain/upstream/rpcSource.ts';
import { FlakyProxy } from '../upstream/flakyProxy.ts';
import { account, ETHER } from './support.ts';

export const CHAIN = 1337;
/** Unix seconds of block 0; each block comes twelve seconds after the one before. */
export const START = 1_700_000_000;
export const FORK_BLOCK = 8;

/** Keeps words: called with a key it returns what stands there, called with a key and a word it puts that there. */
export const TABLE: Address = '0x00000000000000000000000000000000007ab1e0';
const TABLE_CODE: Hex = '0x366040146013576000355460005260206000f35b6020356000355500';
/** Returns the hash of the block whose number it is called with, and keeps it in its slot 0. */
export const HASHER: Address = '0x000000000000000000000000000000000b10c000';
const HASHER_CODE: Hex = '0x600035408060005560005260206000f3';
/** Code of the greatest length that there may be; stops at once. */
export const GIANT: Address = '0x0000000000000000000000000000000000091a17';
export const GIANT_CODE: Hex = `0x00${'5b'.repeat(24_575)}`;

export const word = (value: number | bigint): Hex => pad(toHex(value));
/** What the table holds at a key at the forked block; later blocks of the upstream hold something else. */
export const held = (key: number): Hex => word(1000 + key);
export const KEYS = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * An Anvil to fork, a few blocks past the one that is forked, behind a proxy that fails as it is told to.
 *
 * @returns with `gate`, which opens a gate to it with a client of its own
 */
export async function forkedNode() {
  const anvil = await startAnvil({
    timestamp: START,
    chainId: CHAIN,
    flags: ['--no-mining', '--accounts', '0', '--auto-impersonate'],
  });
  const ipc = await IpcClient.connect(anvil.ipcPath, anvil.gone);
  const mine = (blocks: number): Promise<unknown> => ipc.request('anvil_mine', [toHex(blocks), toHex(12)]);
  await ipc.batch([
    { method: 'anvil_setCode', params: [TABLE, TABLE_CODE] },
    { method: 'anvil_setCode', params: [HASHER, HASHER_CODE] },
    { method: 'anvil_setCode', params: [GIANT, GIANT_CODE] },
    { method: 'anvil_setBalance', params: [account(0), toHex(1000n * ETHER)] },
    { method: 'anvil_setNonce', params: [account(0), toHex(5)] },
    { method: 'anvil_setBalance', params: [account(1000), toHex(ETHER)] },
    ...KEYS.map((key) => ({ method: 'anvil_setStorageAt', params: [TABLE, toHex(key), held(key)] })),
  ]);
  await mine(FORK_BLOCK);
  // What is set outside of a transaction is set in the past too.
  await ipc.batch(
    KEYS.map((key) => {
      const transaction = { from: account(1000), to: TABLE, gas: toHex(100_000), nonce: toHex(key) };
      return { method: 'eth_sendTransaction', params: [{ ...transaction, data: concat([word(key), word(1)]) }] };
    }),
  );
  await mine(3);
  const proxy = await FlakyProxy.open(anvil.url);
  return {
    proxy,
    blockHash: async (number: number) => {
      const block = await ipc.request<{ hash: Hex }>('eth_getBlockByNumber', [toHex(number), false]);
      return block.hash;
    },
    gate: async (options: Partial<RpcClientOptions> = {}) => {
      const client = new RpcClient({ url: proxy.url, label: '$URL (host eth.example)', backoffMs: 1, ...options });
      const source = await RpcSource.connect({ client, chainId: CHAIN, block: FORK_BLOCK });
      const capture = new Capture(source);
      return { client, capture, gate: await Gate.open({ capture, source }) };
    },
    close: async () => {
      ipc.close();
      await Promise.all([proxy.die(), anvil.stop()]);
    },
  };
}
