import { createRequire } from 'node:module';
import { type Abi, encodeFunctionData, type Hex, toFunctionSelector } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain, fixtures, projectArtifact } from './support.ts';

const require = createRequire(import.meta.url);
const fixture = fixtures();
let chain: Chain;

beforeAll(async () => {
  chain = await Chain.start();
});

afterAll(() => chain?.stop());

describe('BatchReader', () => {
  it('gives one result for each call, in order, whatever becomes of the others', async () => {
    const reader = await chain.deploy(projectArtifact('BatchReader'));
    const { address: target, abi } = await chain.deploy(fixture('TestImplementation'));
    const encode = (functionName: string, args: readonly unknown[] = []) =>
      encodeFunctionData({ abi, functionName, args });
    const calls = [
      { target, data: encode('stored') },
      { target: chain.account(4), data: encode('stored') },
      { target, data: encode('refuse', [1n]) },
      { target, data: encode('store', [5n]) },
      { target, data: '0xdeadbeef' },
    ];
    const results = await chain.read<readonly { ok: boolean; data: Hex }[]>(reader, 'read', [calls]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, false, false, true]);
    expect(results[0]?.data).toBe(`0x${'0'.repeat(64)}`);
    // An account without code would otherwise have answered with nothing, successfully.
    expect(results[1]?.data).toBe('0x');
    expect(results[2]?.data.slice(0, 10)).toBe(toFunctionSelector('Refused(uint256,string)'));
    // Static calls: writing fails.
    expect(results[3]?.data).toBe('0x');
    expect(results[4]?.data).toBe('0xdeadbeef');
  });

  it('reads nothing', async () => {
    const reader = await chain.deploy(projectArtifact('BatchReader'));
    expect(await chain.read(reader, 'read', [[]])).toEqual([]);
  });
});

describe('RewardRate', () => {
  it('is asked by CommunityIssuance under this name', () => {
    const path = '@sovryn-zero/contracts/artifacts/contracts/ZERO/CommunityIssuance.sol/CommunityIssuance.json';
    const { deployedBytecode }: { deployedBytecode: string } = require(path);
    expect(deployedBytecode).toContain(toFunctionSelector('queryReturn(address,address,uint256)').slice(2));
  });

  it('multiplies by its rate and rounds down', async () => {
    const feed = await chain.deploy(projectArtifact('RewardRate'), [25n * 10n ** 17n]);
    const [source, destination] = [chain.account(1), chain.account(2)];
    expect(await chain.read(feed, 'rate')).toBe(25n * 10n ** 17n);
    expect(await chain.read(feed, 'queryReturn', [source, destination, 4n * 10n ** 18n])).toBe(10n ** 19n);
    expect(await chain.read(feed, 'queryReturn', [source, destination, 3n])).toBe(7n);
  });
});

describe('ConstantReturn', () => {
  it('answers any call with its word', async () => {
    const stub = await chain.deploy(projectArtifact('ConstantReturn'), [77n]);
    const word = `0x${(77).toString(16).padStart(64, '0')}`;
    for (const data of ['0x', '0x12', '0x11223344aabb'] as const) {
      expect((await chain.client.call({ to: stub.address, data })).data).toBe(word);
      expect((await chain.client.call({ to: stub.address, data, value: 1n, account: chain.account(0) })).data).toBe(
        word,
      );
    }
  });

  it('passes for a contract that has any function', async () => {
    const stub = await chain.deploy(projectArtifact('ConstantReturn'), [1n]);
    const abi = [
      { type: 'function', name: 'ready', stateMutability: 'view', inputs: [], outputs: [{ type: 'bool' }] },
    ] as unknown as Abi;
    expect(await chain.read({ address: stub.address, abi }, 'ready')).toBe(true);
  });
});

describe('ParFeed', () => {
  it('answers one dollar in its own decimals, as of the block', async () => {
    const feed = await chain.deploy(projectArtifact('ParFeed'));
    await chain.advance(86_400);
    const { timestamp } = await chain.client.getBlock();
    const decimals = await chain.read<number>(feed, 'decimals');
    const round = await chain.read<readonly bigint[]>(feed, 'latestRoundData');
    expect([decimals, ...round]).toEqual([8, 1n, 100_000_000n, timestamp, timestamp, 1n]);
  });
});
