import type { Hex } from 'viem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FlakyProxy } from '../../../test/upstream/flakyProxy.ts';
import { StubError, stubNode } from '../../../test/upstream/stubNode.ts';
import { UsageError } from '../../core/errors.ts';
import { RpcClient } from './rpcClient.ts';
import { RpcSource } from './rpcSource.ts';
import { UpstreamError } from './upstreamError.ts';

const A = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';
const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const HEAD = 20;
const header = (tag: string) => {
  const number = tag === 'latest' ? HEAD : Number(tag);
  return number > HEAD
    ? null
    : { number: `0x${number.toString(16)}`, hash: word(1000 + number), timestamp: `0x${(100 + number).toString(16)}` };
};
const log = (block: number) => ({
  ...{ address: A.toUpperCase().replace('0X', '0x'), topics: [word(7)], data: '0x01', logIndex: '0x0' },
  blockNumber: `0x${block.toString(16)}`,
});

let node: Awaited<ReturnType<typeof stubNode>>;
let proxy: FlakyProxy;
let client: RpcClient;
beforeEach(async () => {
  node = await stubNode({
    eth_chainId: '0x1',
    eth_getBlockByNumber: header,
    eth_getBalance: '0x5',
    eth_getTransactionCount: '0x2',
    eth_getCode: '0x6001',
    eth_getStorageAt: '0x1F',
    eth_getLogs: ({ fromBlock, toBlock }: { fromBlock: Hex; toBlock: Hex }) => {
      const [from, to] = [Number(fromBlock), Number(toBlock)];
      if (to - from >= 4) throw new StubError(-32600, 'block range is too wide');
      return Array.from({ length: to - from + 1 }, (_, i) => log(from + i));
    },
  });
  proxy = await FlakyProxy.open(node.url);
  client = new RpcClient({ url: proxy.url, label: '$URL (host eth.example)', backoffMs: 1, attempts: 2 });
});
afterEach(async () => {
  client.close();
  await Promise.all([proxy.die(), node.close()]);
});

const connect = (block: number | 'latest' = 10) => RpcSource.connect({ client, chainId: 1, block });

describe('to connect', () => {
  test.each([
    ['a number', 10, { number: 10, hash: word(1010), timestamp: 110 }],
    ['latest, which is pinned', 'latest', { number: 20, hash: word(1020), timestamp: 120 }],
  ] as const)('at %s', async (_, block, point) => {
    const source = await connect(block);
    expect([source.chainId, source.block]).toEqual([1, point]);
    expect(await source.header(point.number)).toMatchObject({ hash: point.hash });
    expect(proxy.requests).toHaveLength(2);
    await source.slot(A, word(3));
    expect(proxy.requests.at(-1)?.params).toEqual([A, '0x3', `0x${point.number.toString(16)}`]);
  });

  test('to another chain is refused with both ids', async () => {
    const connecting = RpcSource.connect({ client, chainId: 137, block: 10 });
    await expect(connecting).rejects.toThrow(UsageError);
    await expect(connecting).rejects.toMatchObject({ facts: { 'its chain': '1', expected: '137' } });
    expect((await RpcSource.connect({ client, block: 10 })).chainId).toBe(1);
  });

  test('at a block that is not there is refused', async () => {
    await expect(connect(21)).rejects.toMatchObject({
      name: 'UpstreamError',
      facts: { reason: 'the upstream does not know block 21', request: 'eth_getBlockByNumber ["0x15",false]' },
    });
  });
});

describe('what it reads', () => {
  test('is pinned to the block, and words are padded', async () => {
    const source = await connect();
    proxy.requests.length = 0;
    expect(await source.account(A)).toEqual({ balance: 5n, nonce: 2, code: '0x6001' });
    expect(await source.slot(A, word(0))).toBe(word(31));
    expect(await source.header(9)).toMatchObject({ hash: word(1009) });
    expect(proxy.requests).toHaveLength(5);
    for (const method of ['eth_getBalance', 'eth_getTransactionCount', 'eth_getCode']) {
      expect(proxy.asked(method)).toEqual([{ method, params: [A, '0xa'] }]);
    }
    expect(proxy.asked('eth_getStorageAt')[0]?.params).toEqual([A, '0x0', '0xa']);
  });

  test('of logs comes in parts that the upstream takes', async () => {
    const source = await connect();
    const found = await source.logs({ address: A, topics: [null, word(7)], fromBlock: 1, toBlock: 10 });
    expect(found).toEqual(
      Array.from({ length: 10 }, (_, i) => ({ address: A, topics: [word(7)], data: '0x01', blockNumber: i + 1 })),
    );
    expect(proxy.asked('eth_getLogs')[0]?.params).toEqual([
      { address: A, topics: [null, word(7)], fromBlock: '0x1', toBlock: '0xa' },
    ]);
  });
});

describe('what has not the shape of an answer is an error that names the request, and no zero', () => {
  test.each<[string, unknown, (source: RpcSource) => Promise<unknown>]>([
    ['eth_getStorageAt', null, (source) => source.slot(A, word(5))],
    ['eth_getStorageAt', '0x', (source) => source.slot(A, word(5))],
    ['eth_getStorageAt', '', (source) => source.slot(A, word(5))],
    ['eth_getStorageAt', 0, (source) => source.slot(A, word(5))],
    ['eth_getStorageAt', `0x${'00'.repeat(33)}`, (source) => source.slot(A, word(5))],
    ['eth_getBalance', null, (source) => source.account(A)],
    ['eth_getBalance', '0x', (source) => source.account(A)],
    ['eth_getTransactionCount', null, (source) => source.account(A)],
    ['eth_getCode', null, (source) => source.account(A)],
    ['eth_getCode', '0x600', (source) => source.account(A)],
    ['eth_getBlockByNumber', null, (source) => source.header(9)],
    ['eth_getBlockByNumber', {}, (source) => source.header(9)],
    ['eth_getBlockByNumber', header('0x8'), (source) => source.header(9)],
    ['eth_getBlockByNumber', { ...header('0x9'), hash: null }, (source) => source.header(9)],
    ['eth_getLogs', null, (source) => source.logs({ fromBlock: 1, toBlock: 2 })],
    ['eth_getLogs', [{ ...log(1), data: null }], (source) => source.logs({ fromBlock: 1, toBlock: 2 })],
    ['eth_getLogs', [{ ...log(1), topics: ['0x1'] }], (source) => source.logs({ fromBlock: 1, toBlock: 2 })],
  ])('%s: %j', async (method, result, read) => {
    const source = await connect();
    proxy.replace(method, result);
    const error = await read(source).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect((error as UpstreamError).facts['request']).toContain(method);
  });

  test('in words', async () => {
    const source = await connect();
    proxy.replace('eth_getStorageAt', null);
    const error = await source.slot(A, word(5)).catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "The upstream does not answer eth_getStorageAt
        upstream: $URL (host eth.example)
        request:  eth_getStorageAt ["0x66017d22b0f8556afdd19fc67041899eb65a21bb","0x5","0xa"]
        attempts: 1
        reason:   it answered null
        fix:      use another endpoint: this one answers what can not be right"
    `);
  });
});

describe('a source that goes on from a capture', () => {
  const resume = (chainId: number, hash: Hex) =>
    RpcSource.resume(client, { chainId, block: { number: 10, hash, timestamp: 110 } });

  test('asks nothing until something is missing, and then for chain and block, once', async () => {
    const source = resume(1, word(1010));
    expect(proxy.requests).toEqual([]);
    await Promise.all([source.slot(A, word(1)), source.slot(A, word(2))]);
    expect(await source.header(10)).toMatchObject({ hash: word(1010) });
    expect(proxy.requests.map(({ method }) => method).sort()).toEqual([
      ...['eth_chainId', 'eth_getBlockByNumber', 'eth_getStorageAt', 'eth_getStorageAt'],
    ]);
  });

  test('refuses another chain', async () => {
    await expect(resume(137, word(1010)).slot(A, word(1))).rejects.toThrow(/^The upstream is of another chain/);
  });

  test('refuses a block of that number that was replaced', async () => {
    const reading = resume(1, word(1)).account(A);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toMatchObject({ facts: { captured: word(1), upstreams: word(1010) } });
  });
});
