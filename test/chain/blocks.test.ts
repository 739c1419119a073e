import { pad, toHex } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { RpcError } from '../../src/chain/ipcClient.ts';
import { overlayState } from '../../src/chain/stateFile.ts';
import { account, ETHER, fundedChain, GAS_LIMIT, KEEPER, REFUSER, time, transfer } from './support.ts';

const GWEI = 10n ** 9n;

describe('a block', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await fundedChain();
  });
  afterAll(() => chain.close());

  test('holds 200 transactions of equal tips in the order given, several of one sender among them', async () => {
    const order = Array.from({ length: 200 }, (_, i) => (i * 7 + (i >> 3)) % 4);
    const transactions = order.map((from, i) => transfer(from, 3 - from, 2n * GWEI, BigInt(i + 1)));
    const receipts = await chain.mine({ timestamp: time(1), baseFee: 10n * GWEI, transactions });
    expect(receipts).toHaveLength(200);
    const block = await chain.viem().getBlock({ blockNumber: 1n, includeTransactions: true });
    expect(block.transactions.map(({ from, value }) => [from, value])).toEqual(
      transactions.map(({ from, value }) => [from, value]),
    );
  });

  test('has the time and base fee asked for, whatever the clock says and the last block was full of', async () => {
    await chain.mine({ timestamp: time(2), baseFee: 77n, transactions: [] });
    await chain.mine({ timestamp: time(2) + 1, baseFee: 500n * GWEI, transactions: [] });
    const blocks = await Promise.all([2n, 3n].map((blockNumber) => chain.viem().getBlock({ blockNumber })));
    expect(blocks.map(({ timestamp, baseFeePerGas }) => [Number(timestamp), baseFeePerGas])).toEqual([
      [time(2), 77n],
      [time(2) + 1, 500n * GWEI],
    ]);
    expect(blocks[0]?.gasLimit).toBe(GAS_LIMIT);
  });

  test('charges base fee and tip and no more, though the max fee carries the rank', async () => {
    const tips = [0n, 5n * GWEI, 1n, 30n * GWEI];
    const transactions = tips.map((tip, i) => transfer(i % 2, 3, tip));
    const receipts = await chain.mine({ timestamp: time(4), baseFee: 40n * GWEI, transactions });
    expect(receipts.map(({ fee, gasUsed }) => fee / gasUsed)).toEqual(tips.map((tip) => 40n * GWEI + tip));
  });

  test('goes on with the nonces of the blocks before', async () => {
    const before = await chain.viem().getTransactionCount({ address: account(0) });
    for (const block of [5, 6, 7]) {
      await chain.mine({ timestamp: time(block), baseFee: 1n, transactions: [transfer(0, 1, 0n), transfer(0, 2, 9n)] });
    }
    expect(await chain.viem().getTransactionCount({ address: account(0) })).toBe(before + 6);
  });

  test('can be followed by empty ones that nobody waits for', async () => {
    const before = chain.blockNumber;
    for (const block of [8, 9, 10]) await chain.mineEmpty({ timestamp: time(block), baseFee: BigInt(block) });
    const { balances } = await chain.read({ calls: [], accounts: [account(0)] });
    expect(balances[0]).toBeGreaterThan(0n);
    expect(chain.blockNumber).toBe(before + 3);
    expect((await chain.viem().getBlock()).baseFeePerGas).toBe(10n);
  });
});

describe('empty blocks that nobody waits for', () => {
  test('have each their own time and base fee, and the hashes of blocks made one by one', async () => {
    const [ahead, stepwise] = await Promise.all([fundedChain(), fundedChain()]);
    try {
      await ahead.setBlockInterval(12);
      const baseFees = Array.from({ length: 300 }, (_, i) => BigInt((i * 7919) % 1000) + 1n);
      for (const [i, baseFee] of baseFees.entries()) {
        // Every hundredth carries a transaction, so that both kinds follow each other.
        const transactions = i % 100 === 50 ? [transfer(0, 1, 3n)] : [];
        const block = { timestamp: time(i), baseFee, transactions };
        if (transactions.length === 0) await ahead.mineEmpty(block);
        else await ahead.mine(block);
        await stepwise.mine(block);
        const { timestamp, baseFeePerGas } = await stepwise.viem().getBlock();
        expect([Number(timestamp), baseFeePerGas]).toEqual([time(i), baseFee]);
        expect(await ahead.lastBlockHash()).toBe(await stepwise.lastBlockHash());
      }
    } finally {
      await Promise.all([ahead.close(), stepwise.close()]);
    }
  });

  test('hash alike when the chain is not asked in between', async () => {
    const [ahead, stepwise] = await Promise.all([fundedChain(), fundedChain()]);
    try {
      await ahead.setBlockInterval(12);
      for (let i = 0; i < 1000; i++) {
        const block = { timestamp: time(i), baseFee: BigInt(i % 97) + 1n };
        await ahead.mineEmpty(block);
        await stepwise.mine({ ...block, transactions: [] });
      }
      expect(await ahead.lastBlockHash()).toBe(await stepwise.lastBlockHash());
    } finally {
      await Promise.all([ahead.close(), stepwise.close()]);
    }
  });
});

describe('contracts', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await fundedChain();
  });
  afterAll(() => chain.close());

  const deploy = async (block: number, ...codes: readonly `0x${string}`[]) => {
    const transactions = codes.map((data) => ({ from: account(0), data, gas: 200_000n }));
    const receipts = await chain.mine({ timestamp: time(block), baseFee: 1n, transactions });
    return receipts.map(({ created }) => created as `0x${string}`);
  };
  const word = (value: number) => pad(toHex(value));

  test('are created, called in order, read after the block; a revert is a receipt', async () => {
    const [keeper, refuser] = (await deploy(1, KEEPER, REFUSER)) as [`0x${string}`, `0x${string}`];
    const calls = [3, 1, 2].map((value, i) => ({ from: account(i), to: keeper, data: word(value), gas: 100_000n }));
    const refused = { from: account(3), to: refuser, data: '0x', gas: 100_000n } as const;
    const { receipts, data, balances } = await chain.mineAndRead(
      { timestamp: time(2), baseFee: 1n, transactions: [...calls, refused] },
      { calls: [{ to: keeper, data: word(9) }], accounts: [account(3), account(9)] },
    );
    expect(receipts.map(({ succeeded }) => succeeded)).toEqual([true, true, true, false]);
    expect(data).toEqual([word(2)]);
    expect(balances).toEqual([1000n * ETHER - (receipts[3]?.fee as bigint), 0n]);
    expect(await chain.code([keeper, account(1)])).toEqual([`0x${KEEPER.slice(26)}`, '0x']);
  });

  test('a read that reverts is an error with what the node said', async () => {
    const [refuser] = (await deploy(3, REFUSER)) as [`0x${string}`];
    const error = await chain
      .read({ calls: [{ to: refuser, data: '0x' }], accounts: [] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ message: expect.stringContaining('eth_call failed: '), data: word(0xee) });
  });

  test('a thousand reads are one batch, and a message of two megabytes is one too', async () => {
    const [keeper] = (await deploy(4, KEEPER)) as [`0x${string}`];
    const calls = Array.from({ length: 1000 }, () => ({ to: keeper, data: word(1) }));
    const { data } = await chain.read({ calls, accounts: [] });
    expect(data).toEqual(calls.map(() => word(0)));
    const large = calls.map((call) => ({ ...call, data: pad(call.data, { size: 1024 }) }));
    expect((await chain.read({ calls: large, accounts: [account(0)] })).data).toEqual(data);
  });

  test('what does not fit into a block, or can not be paid, is an error and not a wait', async () => {
    const poor = await fundedChain(1);
    try {
      const unpaid = poor.mine({ timestamp: time(1), baseFee: 1n, transactions: [transfer(1, 0, 0n)] });
      await expect(unpaid).rejects.toThrow(/^eth_sendTransaction failed: .*[Ii]nsufficient funds/);
    } finally {
      await poor.close();
    }
    const full = await fundedChain(1);
    try {
      const large = { from: account(0), data: REFUSER, gas: GAS_LIMIT - 1n } as const;
      const both = full.mine({ timestamp: time(1), baseFee: 0n, transactions: [large, large] });
      await expect(both).rejects.toThrow(
        /^Anvil left transactions out of a block\n {2}block: 1\n {2}sent: {2}2\n {2}mined: 1\n/,
      );
    } finally {
      await full.close();
    }
  });
});

describe('several chains at once', () => {
  const play = async (chain: Chain): Promise<string> => {
    for (let block = 1; block <= 5; block++) {
      const transactions = Array.from({ length: 10 }, (_, i) => transfer(i % 4, (i + 1) % 4, BigInt(block * i)));
      await chain.mine({ timestamp: time(block), baseFee: BigInt(block) * GWEI, transactions });
    }
    return chain.lastBlockHash();
  };

  test('come to the same block hashes, and to others after anything else', async () => {
    const chains = await Promise.all([1, 2, 3].map(() => fundedChain()));
    try {
      expect(new Set(chains.map(({ processId }) => processId)).size).toBe(3);
      const hashes = await Promise.all(chains.map(play));
      expect(new Set(hashes).size).toBe(1);
      await Promise.all(
        chains.map((chain, i) => chain.mine({ timestamp: time(6) + i, baseFee: 1n, transactions: [] })),
      );
      expect(new Set(await Promise.all(chains.map((chain) => chain.lastBlockHash()))).size).toBe(3);
    } finally {
      await Promise.all(chains.map((chain) => chain.close()));
    }
  });

  test('a state that one has built is the start of the others, nonces too', async () => {
    const plain = await Chain.openPlain({ gasLimit: GAS_LIMIT });
    await plain.setBalances(new Map([[account(0), 1000n * ETHER]]));
    const [receipt] = await plain.mine({
      timestamp: time(0),
      baseFee: 0n,
      transactions: [{ from: account(0), data: KEEPER, gas: 200_000n }],
    });
    const state = overlayState(await plain.dumpState());
    expect(overlayState(await plain.dumpState())).toBe(state);
    await plain.close();

    const chain = await Chain.open({ state, gasLimit: GAS_LIMIT });
    try {
      expect(await chain.code([receipt?.created as `0x${string}`])).toEqual([`0x${KEEPER.slice(26)}`]);
      const [next] = await chain.mine({ timestamp: time(1), baseFee: 0n, transactions: [transfer(0, 1, 0n)] });
      expect(next?.succeeded).toBe(true);
      expect((await chain.viem().getBlock()).gasLimit).toBe(GAS_LIMIT);
    } finally {
      await chain.close();
    }
  });
});
