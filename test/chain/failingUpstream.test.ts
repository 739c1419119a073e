import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { UpstreamError } from '../../src/chain/upstream/upstreamError.ts';
import { held, TABLE } from './forkedNode.ts';
import { block, errorOf, ForkStage, look, play, put } from './forkStage.ts';
import { GAS_LIMIT } from './support.ts';

let stage: ForkStage;
beforeEach(async () => {
  stage = await ForkStage.open();
});
afterEach(() => stage.close());

/** An error with what it was caused by, and so on. */
const causesOf = (error: unknown): unknown[] => (error instanceof Error ? [error, ...causesOf(error.cause)] : []);

describe('an upstream in trouble', () => {
  test('for a while costs time and nothing else', async () => {
    const calm = await stage.fork();
    const hash = await play(calm.chain);
    const { chain, client } = await stage.fork();
    stage.node.proxy.failNext(2, 429, { headers: { 'retry-after': '0' } });
    stage.node.proxy.failNext(1, 503);
    stage.node.proxy.garbleNext(1);
    stage.node.proxy.cutOff(1);
    expect(await play(chain)).toBe(hash);
    expect(client.retries).toBe(5);
  });

  const key = 6;
  const request = `eth_getStorageAt ["${TABLE}","0x6","0x8"]`;
  const ways: readonly [string, () => void | Promise<void>, string][] = [
    ['answers 429 without end', () => stage.node.proxy.failNext(1000, 429), 'HTTP 429 Too Many Requests'],
    ['answers HTML without end', () => stage.node.proxy.garbleNext(1000), 'it answered no JSON-RPC'],
    ['answers null for a slot', () => stage.node.proxy.replace('eth_getStorageAt', null), 'it answered null'],
    ['answers 0x for a slot', () => stage.node.proxy.replace('eth_getStorageAt', '0x'), 'it answered "0x"'],
    [
      'has lost the state',
      () => stage.node.proxy.refuseNext(1000, { code: -32000, message: 'missing trie node' }),
      'missing trie node',
    ],
    ['is gone', () => stage.node.proxy.die(), 'ECONNREFUSED'],
  ];

  test.each(ways)('fails a read that needs it: one that %s', async (_, trouble, reason) => {
    const { chain, gate } = await stage.fork({ attempts: 3 });
    expect((await chain.read(look(1))).data).toEqual([held(1)]);
    await trouble();
    expect((await chain.read(look(1))).data).toEqual([held(1)]);
    const error = await errorOf(chain.read(look(key)));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ facts: { request, reason: expect.stringContaining(reason) } });
    expect(gate.failure()).toBe(error);
  });

  test.each(ways)('fails a block that needs it: one that %s', async (_, trouble, reason) => {
    const { chain } = await stage.fork({ attempts: 3 });
    await chain.mine(block(9, put(1, 5)));
    await trouble();
    await chain.mine(block(10, put(1, 6)));
    const error = await errorOf(chain.mine(block(11, put(key, 5), put(1, 7))));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ facts: { request, reason: expect.stringContaining(reason) } });
  });

  test('has failed for good: every chain on it says the same from then on, and asks no more', async () => {
    const { chain, gate } = await stage.fork({ attempts: 1 });
    const other = await stage.chain(gate);
    stage.node.proxy.failNext(1, 500);
    const error = await errorOf(chain.read(look(2)));
    const before = stage.node.proxy.requests.length;
    for (const next of [
      ...[
        () => chain.read(look(2)),
        () => chain.mine(block(9)),
        () => chain.mineEmpty(block(9)).then(() => chain.code([])),
      ],
      ...[() => other.lastBlockHash(), () => other.setCode(TABLE, '0x'), () => other.viem().getBlockNumber()],
      ...[() => Chain.open({ base: gate, gasLimit: GAS_LIMIT })],
    ]) {
      expect(causesOf(await errorOf(next()))).toContain(error);
    }
    expect(stage.node.proxy.requests).toHaveLength(before);
  });

  test('that does not answer keeps nobody from closing', async () => {
    const { chain, gate } = await stage.fork();
    const before = stage.node.proxy.requests.length;
    const release = stage.node.proxy.hold();
    const reading = errorOf(chain.read(look(key)));
    await stage.node.proxy.arrived(before + 1);
    await gate.close();
    expect(await reading).toMatchObject({ shortMessage: 'The chain that is forked was closed' });
    await chain.close();
    release();
  });

  test('holds the answer back for as long as it likes', async () => {
    const { chain } = await stage.fork();
    const before = stage.node.proxy.requests.length;
    const release = stage.node.proxy.hold();
    const reading = chain.read(look(key));
    await stage.node.proxy.arrived(before + 1);
    release();
    expect((await reading).data).toEqual([held(key)]);
  });
});
