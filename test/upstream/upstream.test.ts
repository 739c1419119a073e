import {
  type AbiFunction,
  type Address,
  createPublicClient,
  type Hex,
  http,
  type PublicClient,
  toEventSelector,
  toFunctionSelector,
  toHex,
} from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toNumber, WAD } from '../../src/core/units.ts';
import { ownArtifact } from '../../src/protocol/artifacts.ts';
import { returnedWord } from '../../src/protocol/batchRead.ts';
import { parseBook } from '../../src/protocol/book/loadBook.ts';
import { coreCall, coreTopic, LIQUITY_NAMING } from '../../src/protocol/core/naming.ts';
import type { CoreAddresses } from '../../src/protocol/system.ts';
import { ZERO_NAMING } from '../../src/protocol/zero/constants.ts';
import { type ZeroContract, zeroArtifact } from '../../src/protocol/zero/zeroArtifacts.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const NOBODY: Address = '0x00000000000000000000000000000000000000bb';
/** 2023-12-31T23:00:00Z. */
const END = 1_704_063_600n;
/** Artifacts of the contracts that address books name. */
const CONTRACTS: Partial<Record<keyof CoreAddresses, ZeroContract>> = {
  ...{ troveManager: 'TroveManager', borrowerOperations: 'BorrowerOperations', stabilityPool: 'StabilityPool' },
  ...{ activePool: 'ActivePool', defaultPool: 'DefaultPool', collSurplusPool: 'CollSurplusPool' },
  ...{ sortedTroves: 'SortedTroves', multiTroveGetter: 'MultiTroveGetter', communityIssuance: 'CommunityIssuance' },
};
/** What a core answers, and the word that it is named by, under Liquity's names. */
const VIEWS: readonly (readonly [keyof CoreAddresses, string])[] = [
  ['activePool', 'getETH()'],
  ['activePool', 'getLUSDDebt()'],
  ['defaultPool', 'getETH()'],
  ['defaultPool', 'getLUSDDebt()'],
  ['stabilityPool', 'getETH()'],
  ['stabilityPool', 'getTotalLUSDDeposits()'],
  ['stabilityPool', 'getCompoundedLUSDDeposit(address)'],
  ['stabilityPool', 'getDepositorETHGain(address)'],
  ['stabilityPool', 'getDepositorLQTYGain(address)'],
  ['troveManager', 'LUSD_GAS_COMPENSATION()'],
  ['troveManager', 'L_ETH()'],
  ['troveManager', 'L_LUSDDebt()'],
  ['troveManager', 'getPendingETHReward(address)'],
  ['troveManager', 'getPendingLUSDDebtReward(address)'],
  ['communityIssuance', 'totalLQTYIssued()'],
];
const EVENTS: readonly (readonly [keyof CoreAddresses, string])[] = [
  ['stabilityPool', 'StabilityPoolLUSDBalanceUpdated(uint256)'],
  ['stabilityPool', 'StabilityPoolETHBalanceUpdated(uint256)'],
  ['stabilityPool', 'ETHGainWithdrawn(address,uint256,uint256)'],
  ['communityIssuance', 'TotalLQTYIssuedUpdated(uint256)'],
];

const clientOf = ({ url }: Upstream): PublicClient => createPublicClient({ transport: http(url), cacheTime: 0 });

describe.each(['zero', 'liquity', 'renamed'] as const)('an upstream of naming %s', (name) => {
  let upstream: Upstream;
  let client: PublicClient;

  beforeAll(async () => {
    upstream = await startUpstream({ naming: name });
    client = clientOf(upstream);
  });

  afterAll(() => upstream?.close());

  const call = async (to: Address, data: Hex): Promise<Hex> => (await client.call({ to, data })).data ?? '0x';
  /** One word of a view under this core's name. @param signature Liquity's */
  const ask = async (to: Address, signature: string, args: readonly Address[] = []): Promise<bigint> =>
    returnedWord(await call(to, coreCall(upstream.naming, signature, args)));
  const logs = (address: Address, topic: Hex) =>
    client.request({
      method: 'eth_getLogs',
      params: [{ address, topics: [topic], fromBlock: toHex(upstream.block - 100), toBlock: 'latest' }],
    });

  it('is as of the last day of 2023, on the chain asked for', async () => {
    const block = await client.getBlock();
    expect(block).toMatchObject({ number: BigInt(upstream.block), hash: upstream.blockHash, timestamp: END });
    expect(upstream.block).toBeGreaterThan(18_700_080);
    expect(await client.getChainId()).toBe(1);
  });

  it('answers under the names of its core', async () => {
    const { core } = upstream.addresses;
    for (const [contract, signature] of VIEWS) {
      const args = signature.includes('address') ? [NOBODY] : [];
      const to = core[contract] as Address;
      await expect(ask(to, signature, args), signature).resolves.toBeTypeOf('bigint');
    }
  });

  it('emitted events under the names of its core', async () => {
    for (const [contract, signature] of EVENTS) {
      const to = upstream.addresses.core[contract] as Address;
      expect(await logs(to, coreTopic(upstream.naming, signature)), signature).not.toEqual([]);
      const ofZero = coreTopic(ZERO_NAMING, signature);
      if (ofZero !== coreTopic(upstream.naming, signature)) expect(await logs(to, ofZero), signature).toEqual([]);
    }
  });

  it.runIf(name !== 'zero')('knows no name of Zero, from outside or within', async () => {
    const words = name === 'renamed' ? /ZUSD|SOV|zusdToken|sovToken|ETH/ : /ZUSD|SOV|zusdToken|sovToken/;
    let [functions, events] = [0, 0];
    for (const [contract, artifact] of Object.entries(CONTRACTS)) {
      const address = upstream.addresses.core[contract as keyof CoreAddresses] as Address;
      const code = (await client.getCode({ address })) as Hex;
      for (const item of zeroArtifact(artifact).abi) {
        if (item.type === 'event' && words.test(item.name)) {
          expect(code.includes(toEventSelector(item).slice(2)), `${contract}: ${item.name}`).toBe(false);
          events++;
        }
        if (item.type !== 'function' || !words.test(item.name)) continue;
        const selector = toFunctionSelector(item);
        expect(code.includes(selector.slice(2)), `${contract}: ${item.name}`).toBe(false);
        await expect(call(address, withZeros(selector, item)), `${contract}: ${item.name}`).rejects.toThrow('reverted');
        functions++;
      }
    }
    expect({ functions, events }).toEqual(
      name === 'renamed' ? { functions: 43, events: 20 } : { functions: 29, events: 14 },
    );
  });

  it('redistributed a trove, and owes troves their part of it', async () => {
    const { core, troveOwners } = upstream.addresses;
    expect(await ask(core.troveManager, 'L_ETH()')).toBeGreaterThan(0n);
    expect(await ask(core.troveManager, 'L_LUSDDebt()')).toBeGreaterThan(0n);
    const pending = await Promise.all(
      troveOwners.map((owner) => ask(core.troveManager, 'getPendingLUSDDebtReward(address)', [owner])),
    );
    const owed = pending.filter((amount) => amount > 0n).length;
    expect(owed).toBeGreaterThan(8);
    expect(owed).toBeLessThan(troveOwners.length / 2);
    // Pending parts lie in the default pool.
    expect(await ask(core.defaultPool, 'getLUSDDebt()')).toBeGreaterThan(0n);
    expect(await ask(core.defaultPool, 'getETH()')).toBeGreaterThan(0n);
  });

  it('has troves from 125 % to 400 %, and a TCR above 150 %', async () => {
    const { core, collateralFeed, troveOwners } = upstream.addresses;
    const { answer } = await newestRound(client, collateralFeed);
    const price = answer * 10n ** 10n;
    expect(toNumber(price)).toBeGreaterThan(1990);
    expect(toNumber(price)).toBeLessThan(2010);
    const word = price.toString(16).padStart(64, '0');
    const tcr = returnedWord(await call(core.troveManager, `${toFunctionSelector('getTCR(uint256)')}${word}`));
    expect(tcr).toBeGreaterThan((3n * WAD) / 2n);
    const ratios = await Promise.all(
      troveOwners.map(async (owner) => {
        const data = `${coreCall(LIQUITY_NAMING, 'getCurrentICR(address,uint256)', [owner])}${word}` as const;
        return toNumber(returnedWord(await call(core.troveManager, data)));
      }),
    );
    expect(ratios).toHaveLength(40);
    expect(Math.min(...ratios)).toBeCloseTo(1.25, 1);
    expect(Math.max(...ratios)).toBeCloseTo(4, 0);
    expect(await ask(core.sortedTroves, 'getSize()')).toBe(40n);
  });

  it('has depositors in the pool and in the BAMM, which holds collateral', async () => {
    const { core, backstop = NOBODY, bammDepositors, poolDepositors } = upstream.addresses;
    const { stabilityPool: pool } = core;
    const deposit = (who: Address) => ask(pool, 'getCompoundedLUSDDeposit(address)', [who]);
    for (const who of poolDepositors) expect(await deposit(who)).toBeGreaterThan(1000n * WAD);
    // The first was the last to be paid.
    for (const who of poolDepositors.slice(1)) {
      expect(await ask(pool, 'getDepositorLQTYGain(address)', [who])).toBeGreaterThan(0n);
    }
    expect(await deposit(backstop)).toBeGreaterThan(100_000n * WAD);
    const gain = await ask(pool, 'getDepositorETHGain(address)', [backstop]);
    const own = await client.getBalance({ address: backstop });
    expect(gain + own).toBeGreaterThan(WAD);
    const shares = await Promise.all(bammDepositors.map((who) => ask(backstop, 'balanceOf(address)', [who])));
    expect(Math.min(...shares.map(toNumber))).toBeGreaterThan(0);
    expect(shares.reduce((sum, one) => sum + one)).toBe(await ask(backstop, 'total()'));
    const abi = ownArtifact('BackstopAMM').abi;
    const quote = await client.readContract({
      ...{ abi, address: backstop, functionName: 'getSwapEthAmount' },
      args: [1000n * WAD],
    });
    expect((quote as bigint[])[0]).toBeGreaterThan(WAD / 2n);
  });

  it('has holders of the stablecoin, and a DEX pool at the price', async () => {
    const { core, pair, weth, holders } = upstream.addresses;
    const held = await Promise.all(holders.map((who) => ask(core.stablecoin, 'balanceOf(address)', [who])));
    expect(Math.min(...held.map(toNumber))).toBeGreaterThan(10_000);
    expect(held).toEqual([...held].sort((a, b) => (a > b ? -1 : 1)));
    const [stable, wrapped] = await Promise.all(
      [core.stablecoin, weth].map((token) => ask(token, 'balanceOf(address)', [pair])),
    );
    expect(toNumber(stable ?? 0n) / toNumber(wrapped ?? 1n)).toBeCloseTo(2000, 3);
  });

  it('has feeds of phased rounds, the newest some minutes old', async () => {
    const { collateralFeed, stableFeed, core } = upstream.addresses;
    for (const [feed, phase] of [
      [collateralFeed, 6n],
      [stableFeed, 3n],
    ] as const) {
      const newest = await newestRound(client, feed);
      expect(newest.id).toBe((phase << 64n) + 17n);
      expect(END - newest.updatedAt).toBe(360n);
    }
    expect(await ask(upstream.addresses.priceFeed, 'lastGoodPrice()')).toBeGreaterThan(0n);
    expect(await ask(core.troveManager, 'priceFeed()')).toBe(BigInt(upstream.addresses.priceFeed));
  });

  it('has an address book that can be read', () => {
    const book = parseBook(upstream.bookText, 'book.yaml');
    const { core, priceFeed, collateralFeed, stableFeed, backstop, pair, router, weth } = upstream.addresses;
    const { baseParams, ...others } = core;
    expect(book).toMatchObject({
      ...{ name: `upstream-${name}`, chainId: 1, naming: upstream.naming, priceFeed, weth, dex: { pair, router } },
      ...{ core: name === 'zero' ? core : others, backstop: { address: backstop } },
      feeds: { collateral: { address: collateralFeed }, stable: { address: stableFeed, kind: 'chainlink' } },
    });
  });
});

describe('the same options', () => {
  it('give the same block, other ones another', async () => {
    const options = { naming: 'liquity', troves: 10, seed: 4 } as const;
    const hashOf = async (changes: object): Promise<Hex> => {
      const upstream = await startUpstream({ ...options, ...changes });
      await upstream.close();
      return upstream.blockHash;
    };
    const hashes = await Promise.all([hashOf({}), hashOf({}), hashOf({ seed: 5 })]);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('may leave the BAMM out, and choose the chain', async () => {
    const upstream = await startUpstream({ hasBamm: false, troves: 8, chainId: 369 });
    try {
      expect(await clientOf(upstream).getChainId()).toBe(369);
      expect(upstream.addresses.backstop).toBeUndefined();
      const book = parseBook(upstream.bookText, 'book.yaml');
      expect(book).toMatchObject({ chainId: 369 });
      expect(book.backstop).toBeUndefined();
    } finally {
      await upstream.close();
    }
  });
});

/** A call with every parameter 0. */
function withZeros(selector: Hex, { inputs }: AbiFunction): Hex {
  return `${selector}${'0'.repeat(64 * inputs.length)}`;
}

async function newestRound(client: PublicClient, to: Address) {
  const { data = '0x' } = await client.call({ to, data: toFunctionSelector('latestRoundData()') });
  const [id = 0n, answer = 0n, , updatedAt = 0n] = (data.slice(2).match(/.{64}/g) ?? []).map((word) =>
    BigInt(`0x${word}`),
  );
  return { id, answer, updatedAt };
}
