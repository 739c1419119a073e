import {
  type Abi,
  type Address,
  createPublicClient,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  http,
  parseAbi,
} from 'viem';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { startAnvil } from '../../src/chain/anvilProcess.ts';
import { ownArtifact } from '../../src/protocol/artifacts.ts';
import { ORACLE_OPERATOR } from '../../src/protocol/embeddedSystem.ts';
import type { System } from '../../src/protocol/system.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';

const ETHER = 10n ** 18n;
const SOMEONE: Address = '0x00000000000000000000000000000000000000aa';
const ABI = parseAbi([
  'function openTrove(uint256 maxFee, uint256 amount, address upper, address lower) payable',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function deposit() payable',
  'function mint(address to) returns (uint256)',
  'function publish(int256 answer)',
]);

/** Sections of a book that stand for the world's own; undefined leaves one out. */
export type Changes = Readonly<Record<string, unknown>>;

/** A live chain as address books are for: the embedded system with a trove, a filled DEX pool, a BAMM, fresh feeds. */
export interface BookWorld {
  /** HTTP. */
  readonly url: string;
  readonly system: System;
  readonly backstop: Address;
  /** Snapshot of the chain before its DEX pool held anything. */
  readonly emptyPool: Hex;
  readonly ask: <T>(method: string, params?: readonly unknown[]) => Promise<T>;
  readonly lastBlock: () => Promise<number>;
  readonly publish: (feed: Address, answer: bigint) => Promise<unknown>;
  /** Text of the book that fits, with some sections replaced. */
  readonly book: (changes?: Changes) => string;
  /** Where a contract of the embedded system stands, by its role. */
  readonly at: (role: string) => Address;
  /** The text with `<role>` in place of addresses. */
  readonly named: (text: string) => string;
  readonly stop: () => Promise<void>;
}

export async function openBookWorld(): Promise<BookWorld> {
  const { state, system, contracts } = await prepareSystem();
  const { core, collateralFeed, stableFeed, weth, pair, router } = system;
  const anvil = await startAnvil({
    timestamp: 1_700_000_000,
    flags: ['--no-mining', '--auto-impersonate', '--accounts', '0'],
  });
  const client = createPublicClient({ transport: http(anvil.url, { retryCount: 0 }) });
  const ask: BookWorld['ask'] = (method, params = []) => client.request({ method, params } as never);

  const transact = async (from: Address, to: Address | undefined, data: Hex, value = 0n): Promise<Address> => {
    const transaction = { from, to, data, value: `0x${value.toString(16)}`, gas: '0x989680' };
    const hash = await ask('eth_sendTransaction', [transaction]);
    await ask('evm_mine');
    const receipt = await ask<{ status: Hex; contractAddress: Address }>('eth_getTransactionReceipt', [hash]);
    expect(receipt.status).toBe('0x1');
    return receipt.contractAddress;
  };
  const call = (from: Address, to: Address, functionName: string, args: readonly unknown[], value = 0n) =>
    transact(from, to, encodeFunctionData({ abi: ABI as Abi, functionName, args }), value);
  const publish = (feed: Address, answer: bigint) => call(ORACLE_OPERATOR, feed, 'publish', [answer]);

  await ask('anvil_loadState', [state]);
  for (const account of [SOMEONE, ORACLE_OPERATOR]) await ask('anvil_setBalance', [account, '0xffffffffffffffffffff']);
  await publish(stableFeed.address, 10n ** 8n);
  await publish(collateralFeed.address, 2000n * 10n ** 8n);
  const { abi, bytecode } = ownArtifact('BackstopAMM');
  const args = [
    ...[collateralFeed.address, stableFeed.address, core.stabilityPool, core.stablecoin, core.rewardToken],
    ...[400n, SOMEONE, SOMEONE],
  ];
  const backstop = await transact(SOMEONE, undefined, encodeDeployData({ abi, bytecode, args }));
  const trove = [ETHER, 50_000n * ETHER, SOMEONE, SOMEONE];
  await call(SOMEONE, core.borrowerOperations, 'openTrove', trove, 100n * ETHER);
  const emptyPool = await ask<Hex>('evm_snapshot');
  await call(SOMEONE, core.stablecoin, 'transfer', [pair, 10_000n * ETHER]);
  await call(SOMEONE, weth, 'deposit', [], 5n * ETHER);
  await call(SOMEONE, weth, 'transfer', [pair, 5n * ETHER]);
  await call(SOMEONE, pair, 'mint', [SOMEONE]);

  const fitting: Changes = {
    name: 'local',
    chainId: 31_337,
    naming: { stable: 'ZUSD', reward: 'SOV', collateral: 'ETH' },
    core,
    feeds: {
      collateral: { address: collateralFeed.address, kind: 'zero' },
      stable: { address: stableFeed.address, kind: 'chainlink' },
    },
    backstop: { address: backstop, fromBlock: 1 },
    dex: { pair, router },
    weth,
  };
  const addresses = [
    ['backstop', backstop] as const,
    ...contracts.map(({ role, address }) => [role, address] as const),
  ];
  return {
    ...{ url: anvil.url, system, backstop, emptyPool, ask, publish },
    lastBlock: async () => Number(await ask<Hex>('eth_blockNumber')),
    book: (changes = {}) => stringify({ ...fitting, ...changes }),
    at: (role) => new Map(addresses).get(role) as Address,
    named: (text) => addresses.reduce((rest, [role, address]) => rest.replaceAll(address, `<${role}>`), text),
    stop: () => anvil.stop(),
  };
}
