import type { Address } from 'viem';
import type { Artifact } from '../../src/protocol/solidity/compile.ts';
import { type Chain, type Contract, type fixtures, projectArtifact } from './support.ts';

/** 18-decimal units from a whole number of them. */
export const ether = (whole: number | bigint): bigint => BigInt(whole) * 10n ** 18n;

/** A backstop and all that it touches. */
export interface World {
  readonly backstop: Contract;
  readonly pool: Contract;
  readonly stable: Contract;
  readonly reward: Contract;
  readonly ethFeed: Contract;
  readonly lusdFeed: Contract;
}

export const feePool: Address = '0x00000000000000000000000000000000000000fe';
export const frontEnd: Address = '0x00000000000000000000000000000000000000f0';

/** What to put in place of the usual parts. */
export interface Parts {
  /** A backstop with the constructor of the reference. */
  readonly backstop?: Artifact;
  /** Deploys a Stability Pool. */
  readonly deployPool?: (stable: Address, reward: Address) => Promise<Contract>;
}

/**
 * Deploys a backstop with a discount cap of 400 bps on the tests' Stability Pool, at par for the stablecoin.
 *
 * @param price USD per ether, a whole number.
 */
export async function deployWorld(
  chain: Chain,
  fixture: ReturnType<typeof fixtures>,
  price: number,
  parts: Parts = {},
): Promise<World> {
  const feed = projectArtifact('ScriptedFeed');
  const ethFeed = await chain.deploy(feed, [8, 'ETH / USD', chain.account(0), false]);
  const lusdFeed = await chain.deploy(feed, [8, 'LUSD / USD', chain.account(0), false]);
  const stable = await chain.deploy(fixture('TestToken'));
  const reward = await chain.deploy(fixture('TestToken'));
  const { deployPool = (...tokens) => chain.deploy(fixture('TestStabilityPool'), tokens) } = parts;
  const pool = await deployPool(stable.address, reward.address);
  const addresses = [ethFeed, lusdFeed, pool, stable, reward].map(({ address }) => address);
  const backstop = await chain.deploy(parts.backstop ?? projectArtifact('BackstopAMM'), [
    ...addresses,
    400n,
    feePool,
    frontEnd,
  ]);
  await chain.send(ethFeed, 'publish', [BigInt(price) * 10n ** 8n]);
  await chain.send(lusdFeed, 'publish', [10n ** 8n]);
  return { backstop, pool, stable, reward, ethFeed, lusdFeed };
}

/** Gives an account stablecoin and lets the backstop take it. */
export async function fund(chain: Chain, { stable, backstop }: World, account: Address, amount: bigint): Promise<void> {
  await chain.send(stable, 'mint', [account, amount]);
  await chain.send(stable, 'approve', [backstop.address, 2n ** 256n - 1n], { from: account });
}

/** Funds an account and deposits for it. */
export async function deposit(chain: Chain, world: World, account: Address, amount: bigint) {
  await fund(chain, world, account, amount);
  return chain.send(world.backstop, 'deposit', [amount], { from: account });
}
