import type { Address } from 'viem';
import { Chain } from '../chain/chain.ts';
import { UsageError } from '../core/errors.ts';
import { WAD } from '../core/units.ts';
import { ownArtifact } from '../protocol/artifacts.ts';
import { type AddressBook, bookContracts } from '../protocol/book/addressBook.ts';
import { readConstants } from '../protocol/core/readCore.ts';
import { type DexPlace, deployDex, deployWeth, PAIR_ARTIFACT } from '../protocol/dex/deployDex.ts';
import { ORACLE_OPERATOR, OWNER } from '../protocol/embeddedSystem.ts';
import { takeOverFeed } from '../protocol/feedTakeover.ts';
import type { FeedPlace, System } from '../protocol/system.ts';
import type { ContractOrigin } from '../protocol/systemCache.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Ground } from './ground.ts';
import { SETUP_GAS_LIMIT, Setup } from './setup.ts';
import type { ForkSource } from './source.ts';

/** Decimals of a feed that is ours alone. */
const NEW_FEED_DECIMALS = 8;

/**
 * The deployed system on a fork: our feeds at the live feeds' addresses, our reader beside it, and a DEX pool if the
 * scenario wants one of its own. No storage of the protocol is touched.
 *
 * @throws UsageError if the scenario wants what the address book does not name, BreakwaterError if a step reverts
 */
export async function forkGround(scenario: Scenario, { gate, book }: ForkSource): Promise<Ground> {
  const chain = await Chain.open({ base: gate, gasLimit: SETUP_GAS_LIMIT });
  try {
    const setup = new Setup(chain, scenario.clock.start);
    await chain.setBalances(new Map([OWNER, ORACLE_OPERATOR].map((account) => [account, WAD])));
    const system = await attach(setup, book, scenario);
    const origin = `chain ${book.chainId} at block ${gate.capture.block.number}`;
    const names = new Map([
      ...bookContracts(book),
      ...feedsOf(system),
      ['dexPair', system.pair] as const,
      ['dexRouter', system.router] as const,
    ]);
    return { chain, setup, system, book, contracts: contractsOf(book, system, origin), names };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

async function attach(setup: Setup, book: AddressBook, { market, dex }: Scenario): Promise<System> {
  const { chain, deployer } = setup;
  const { core, naming, feeds } = book;
  const feed = (at: AddressBook['feeds']['stable'], symbol: string): Promise<FeedPlace> => {
    const description = `${symbol} / USD`;
    return at === undefined ? newFeed(setup, description) : takeOverFeed(chain, deployer, at, description);
  };
  const collateralFeed = await feed(feeds.collateral, market.collateral.symbol);
  const stableFeed = await feed(feeds.stable, market.stable.symbol);
  const weth = book.weth ?? (await deployWeth(deployer));
  const place = dex.pool === 'deployed' ? deployedDex(book) : await deployDex(chain, deployer, weth, core.stablecoin);
  const reader = await deployer.deploy('reader', ownArtifact('BatchReader'));
  const constants = await readConstants(chain, { core, naming });
  return { core, naming, constants, weth, ...place, reader, collateralFeed, stableFeed };
}

/** Nobody on the fork reads it. */
async function newFeed({ deployer }: Setup, description: string): Promise<FeedPlace> {
  const args = [NEW_FEED_DECIMALS, description, ORACLE_OPERATOR, false];
  const address = await deployer.deploy('stableFeed', ownArtifact('ScriptedFeed'), args);
  return { address, decimals: NEW_FEED_DECIMALS };
}

function deployedDex({ name, dex, weth }: AddressBook): DexPlace {
  if (dex !== undefined && weth !== undefined) return dex;
  throw new UsageError('The address book names no deployed DEX pool', {
    facts: { book: name },
    remedy: 'add dex (pair and router) and weth to the book, or choose dex.pool: new with the depth of its stable side',
  });
}

function feedsOf({ collateralFeed, stableFeed }: System): readonly (readonly [string, Address])[] {
  return [
    ['collateralFeed', collateralFeed.address],
    ['stableFeed', stableFeed.address],
  ];
}

function contractsOf(book: AddressBook, { pair }: System, origin: string): ContractOrigin[] {
  const feeds = [book.feeds.collateral.address, book.feeds.stable?.address];
  const found = [...bookContracts(book)].map(([role, address]) =>
    feeds.includes(address)
      ? { role, name: 'ScriptedFeed', address, source: `breakwater contracts/ScriptedFeed.sol in place of ${origin}` }
      : { role, name: role, address, source: origin },
  );
  if (found.some(({ address }) => address === pair)) return found;
  const { name, source } = PAIR_ARTIFACT();
  return [...found.filter(({ role }) => role !== 'dexPair'), { role: 'dexPair', name, address: pair, source }];
}
