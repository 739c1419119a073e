import type { Address } from 'viem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeOverlay } from '../../src/chain/stateFile.ts';
import { EmptySource } from '../../src/chain/upstream/emptySource.ts';
import { Gate } from '../../src/chain/upstream/gate.ts';
import { RpcSource } from '../../src/chain/upstream/rpcSource.ts';
import { CHAIN, FORK_BLOCK, GIANT, GIANT_CODE, HASHER, held, KEYS, TABLE, word } from './forkedNode.ts';
import { block, copyOf, ForkStage, look, play, put, time } from './forkStage.ts';
import { account, ETHER, GAS_LIMIT, transfer } from './support.ts';

let stage: ForkStage;
beforeEach(async () => {
  stage = await ForkStage.open();
});
afterEach(() => stage.close());

describe('a fork', () => {
  test('is the chain as of the block: state, number, time, id; and goes on from there', async () => {
    const { chain } = await stage.fork();
    expect([chain.chainId, chain.blockNumber, await chain.viem().getChainId()]).toEqual([CHAIN, FORK_BLOCK, CHAIN]);
    expect(await chain.lastBlockHash()).toBe(await stage.node.blockHash(FORK_BLOCK));
    const { data, balances } = await chain.read({ ...look(...KEYS), accounts: [account(0), account(1)] });
    expect(data).toEqual(KEYS.map(held));
    expect(balances).toEqual([1000n * ETHER, 0n]);
    expect(await chain.code([GIANT, account(1)])).toEqual([GIANT_CODE, '0x']);

    const [receipt] = await chain.mine(block(9, put(3, 7)));
    expect(receipt?.succeeded).toBe(true);
    const mined = await chain.viem().getBlock({ includeTransactions: true });
    expect(mined).toMatchObject({
      ...{ number: 9n, timestamp: BigInt(time(9)), baseFeePerGas: 1n, gasLimit: GAS_LIMIT },
      parentHash: await stage.node.blockHash(FORK_BLOCK),
    });
    expect(mined.transactions[0]).toMatchObject({ nonce: 5, chainId: CHAIN });
    expect((await chain.read(look(3, 4))).data).toEqual([word(7), held(4)]);
    expect(chain.blockNumber).toBe(9);
  });

  test('knows the hashes of blocks before it, which are captured', async () => {
    const { chain, capture } = await stage.fork();
    const [old, last] = [await stage.node.blockHash(3), await stage.node.blockHash(FORK_BLOCK)];
    const { data } = await chain.mineAndRead(block(9), {
      ...{ calls: [3, FORK_BLOCK].map((number) => ({ to: HASHER, data: word(number) })), accounts: [] },
    });
    expect(data).toEqual([old, last]);
    expect([capture.header(3)?.hash, capture.header(FORK_BLOCK)?.hash]).toEqual([old, last]);
    expect(JSON.stringify(capture)).not.toContain('"transactions":["');

    const again = await stage.chain(await stage.offline(copyOf(capture)));
    expect((await again.read({ calls: [{ to: HASHER, data: word(3) }], accounts: [] })).data).toEqual([old]);
  });

  test('takes code and balances from us', async () => {
    const { chain } = await stage.fork();
    await chain.setCode(TABLE, '0x6001600055');
    await chain.setBalances(new Map([[account(7), 3n]]));
    expect(await chain.code([TABLE])).toEqual(['0x6001600055']);
    const [hasher = '0x'] = await chain.code([HASHER]);
    await chain.setCode(GIANT, hasher);
    const { data, balances } = await chain.read({
      ...{ calls: [{ to: GIANT, data: word(FORK_BLOCK) }], accounts: [account(7)] },
    });
    expect([data, balances]).toEqual([[word(0)], [3n]]);
  });

  test('takes a state over what is captured, and keeps its own number and time', async () => {
    const { gate, chain: first } = await stage.fork();
    await first.read(look(1));
    const added: Address = '0x00000000000000000000000000000000000add00';
    const state = encodeOverlay({
      [added]: { nonce: 1, balance: '0x9', code: '0x00', storage: {} },
      [TABLE]: {
        nonce: 1,
        balance: '0x0',
        code: await first.viem().getCode({ address: TABLE }),
        storage: { [word(2)]: word(9) },
      },
    });
    const chain = await stage.chain(gate, state);
    expect([chain.blockNumber, await chain.lastBlockHash()]).toEqual([
      FORK_BLOCK,
      await stage.node.blockHash(FORK_BLOCK),
    ]);
    const { data, balances } = await chain.mineAndRead(block(9, put(5, 5)), { ...look(1, 2, 3, 5), accounts: [added] });
    expect([data, balances]).toEqual([[held(1), word(9), held(3), word(5)], [9n]]);
  });
});

describe('the upstream is asked', () => {
  test('once for each piece of state, by several chains at once too', async () => {
    const { gate, chain, client } = await stage.fork();
    const chains = [chain, await stage.chain(gate), await stage.chain(gate)];
    const hashes = await Promise.all(chains.map(play));
    expect(new Set(hashes).size).toBe(1);
    const asked = stage.node.proxy.requests.map((request) => JSON.stringify(request));
    expect(new Set(asked).size).toBe(asked.length);
    expect([client.requests, client.retries]).toEqual([asked.length, 0]);
  });

  test('nothing more by a chain that does the same over the same capture', async () => {
    const { gate, chain, client, capture } = await stage.fork();
    const hash = await play(chain);
    const [requests, misses, changes] = [client.requests, gate.requests, capture.changes];
    expect(await play(await stage.chain(gate))).toBe(hash);
    expect([client.requests, gate.requests, capture.changes]).toEqual([requests, misses, changes]);
  });

  test('nothing at all by one that goes on from a kept capture; then only for what is new', async () => {
    const { chain, client, capture } = await stage.fork();
    const hash = await play(chain);
    const before = client.requests;
    const kept = copyOf(capture);
    const gate = stage.ending(await Gate.open({ capture: kept, source: RpcSource.resume(client, kept) }));
    const again = await stage.chain(gate);
    expect(await play(again)).toBe(hash);
    expect(client.requests).toBe(before);
    expect((await again.read(look(7))).data).toEqual([held(7)]);
    expect(
      stage.node.proxy.requests
        .slice(before)
        .map(({ method }) => method)
        .sort(),
    ).toEqual([...['eth_chainId', 'eth_getBlockByNumber', 'eth_getStorageAt']]);
  });

  test('for nothing that is zero and known to be', async () => {
    const { gate, chain, client } = await stage.fork();
    expect((await chain.read(look(99))).data).toEqual([word(0)]);
    const before = client.requests;
    const again = await stage.chain(gate);
    await again.mine(block(9, put(99, 5)));
    expect((await again.read(look(99))).data).toEqual([word(5)]);
    expect(stage.node.proxy.requests.slice(before).filter(({ method }) => method === 'eth_getStorageAt')).toEqual([]);
  });
});

test('an empty chain may be shared too', async () => {
  const gate = stage.ending(await Gate.open({ capture: EmptySource.capture(), source: new EmptySource() }));
  const chains = [await stage.chain(gate), await stage.chain(gate)];
  const receipts = await Promise.all(
    chains.map(async (chain) => {
      await chain.setBalances(new Map([[account(0), ETHER]]));
      return chain.mine({ timestamp: time(1), baseFee: 1n, transactions: [transfer(0, 1, 0n)] });
    }),
  );
  expect(receipts.map(([receipt]) => receipt?.succeeded)).toEqual([true, true]);
  expect(new Set(await Promise.all(chains.map((chain) => chain.lastBlockHash()))).size).toBe(1);
});
