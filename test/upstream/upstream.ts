import { type Address, type Hex, keccak256 } from 'viem';
import type { CoreNaming } from '../../src/protocol/core/naming.ts';
import type { CoreAddresses } from '../../src/protocol/system.ts';
import { bookTextOf } from './bookText.ts';
import { deploySystem, NAMINGS, type Naming, type UpstreamSystem } from './deploySystem.ts';
import { endowments, livePast } from './past.ts';
import { BAMM_DEPOSITORS, BAMM_OWNER, GOVERNOR, HOLDERS, POOL_DEPOSITORS, people } from './people.ts';
import { UpstreamChain } from './upstreamChain.ts';

export interface UpstreamOptions {
  /** Whose words the core's names are made of; default: Liquity's own. */
  readonly naming?: Naming;
  /** How many are open in the end, from 8; default 40. */
  readonly troves?: number;
  /** Whether there is a BAMM with depositors; default true. */
  readonly hasBamm?: boolean;
  /** Of its figures; default 1. */
  readonly seed?: number;
  /** Default 1. */
  readonly chainId?: number;
}

/** Where everything and everyone is. */
export interface UpstreamAddresses {
  readonly core: CoreAddresses;
  readonly priceFeed: Address;
  readonly collateralFeed: Address;
  readonly stableFeed: Address;
  readonly weth: Address;
  readonly pair: Address;
  readonly router: Address;
  readonly backstop: Address | undefined;
  /** May set the core's parameters. */
  readonly governor: Address;
  readonly bammOwner: Address;
  readonly troveOwners: readonly Address[];
  readonly bammDepositors: readonly Address[];
  readonly poolDepositors: readonly Address[];
  /** Of stablecoin, the largest first. */
  readonly holders: readonly Address[];
}

/** A running node of a chain that holds a whole system with a past. */
export interface Upstream {
  /** On loopback. */
  readonly url: string;
  readonly chainId: number;
  /** Number of the last block, which is there to be forked. */
  readonly block: number;
  /** Its hash. */
  readonly blockHash: Hex;
  readonly naming: CoreNaming;
  /** YAML of an address book for the system. */
  readonly bookText: string;
  readonly addresses: UpstreamAddresses;
  readonly close: () => Promise<void>;
}

/** As a chain that has been there for long. */
const FIRST_BLOCK = 18_700_000;
const GENESIS = Date.UTC(2023, 11, 1) / 1000;
/** An hour before the scenarios' first tick: room for what a run sets up before it. */
const END = Date.UTC(2023, 11, 31, 23) / 1000;

/**
 * Starts an Anvil that forks nothing and holds a system that was deployed, borrowed from, liquidated and deposited in
 * during December 2023. The same options give the same blocks, hashes included, on every machine.
 *
 * @throws Error if a step of the past reverts
 */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const { naming = 'liquity', troves = 40, hasBamm = true, seed = 1, chainId = 1 } = options;
  const past = { troves, seed, genesis: GENESIS, end: END };
  const chain = await UpstreamChain.start({ chainId, firstBlock: FIRST_BLOCK, genesis: GENESIS });
  try {
    const endowed = endowments(past);
    await chain.setBalances([...endowed.keys()], (account) => endowed.get(account) ?? 0n);
    const system = await deploySystem(chain, { naming, hasBamm, time: GENESIS });
    await livePast(chain, system, past);
    const { core } = system;
    const client = chain.viem();
    const code = await client.getCode({ address: core.troveManager });
    const { hash } = await client.getBlock();
    console.info(`upstream ${naming}: ${troves} troves, seed ${seed}, block ${chain.blockNumber}, ${hash}`);
    return {
      ...{ url: chain.url, chainId, block: chain.blockNumber, blockHash: hash, naming: NAMINGS[naming] },
      bookText: bookTextOf(system, { chainId, troveManagerHash: keccak256(code ?? '0x') }),
      addresses: addressesOf(system, troves),
      close: () => chain.close(),
    };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

function addressesOf(system: UpstreamSystem, troves: number): UpstreamAddresses {
  const { core, priceFeed, collateralFeed, stableFeed, weth, pair, router, backstop } = system;
  return {
    ...{ core, priceFeed, weth, pair, router, backstop: backstop?.address },
    ...{ collateralFeed: collateralFeed.address, stableFeed: stableFeed.address },
    ...{ governor: GOVERNOR, bammOwner: BAMM_OWNER, troveOwners: people('borrower', troves) },
    ...{ bammDepositors: BAMM_DEPOSITORS, poolDepositors: POOL_DEPOSITORS, holders: HOLDERS },
  };
}
