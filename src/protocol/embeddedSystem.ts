import { type Address, encodeFunctionData } from 'viem';
import { Chain, GENESIS_TIME } from '../chain/chain.ts';
import { WAD } from '../core/units.ts';
import { accountOf } from './accounts.ts';
import { ownArtifact } from './artifacts.ts';
import { type Deployed, Deployer } from './deployer.ts';
import { deployDex, deployWeth, PAIR_ARTIFACT } from './dex/deployDex.ts';
import type { System } from './system.ts';
import { ZERO_NAMING } from './zero/constants.ts';
import { deployZero } from './zero/deployZero.ts';

/** Account that deployed the system and owns what can be owned. */
export const OWNER: Address = accountOf('owner');

/** Account that publishes on both feeds. */
export const ORACLE_OPERATOR: Address = accountOf('oracle');

/** Decimals of the feeds, as Chainlink's USD feeds have. */
const FEED_DECIMALS = 8;

const BUILD_GAS_LIMIT = 100_000_000n;

/**
 * Builds a wired system on a chain of its own, before any scenario's choices: no trove, no backstop, an empty pool.
 *
 * @returns the state to load into trials, where things stand, and what was deployed
 * @throws BreakwaterError if a step reverts
 */
export async function buildEmbeddedSystem() {
  const chain = await Chain.openPlain({ gasLimit: BUILD_GAS_LIMIT });
  try {
    await chain.setBalances(
      new Map([
        [OWNER, WAD],
        [ORACLE_OPERATOR, WAD],
      ]),
    );
    const deployer = new Deployer(chain, OWNER, GENESIS_TIME);
    const feed = (role: string, description: string) =>
      deployer.deploy(role, ownArtifact('ScriptedFeed'), [FEED_DECIMALS, description, ORACLE_OPERATOR, true]);
    const collateralFeed = await feed('collateralFeed', 'ETH / USD');
    const stableFeed = await feed('stableFeed', 'ZUSD / USD');
    // Zero's price feed refuses to be wired to a feed without an answer; trials publish their own before anything else.
    const data = encodeFunctionData({
      abi: ownArtifact('ScriptedFeed').abi,
      functionName: 'publish',
      args: [10n ** 8n],
    });
    const publish = { from: ORACLE_OPERATOR, data, gas: 200_000n };
    await deployer.mine(
      [collateralFeed, stableFeed].map((to) => ({ ...publish, to })),
      'publish',
    );
    const core = await deployZero(deployer, { feed: collateralFeed });
    const weth = await deployWeth(deployer);
    const { pair, router } = await deployDex(chain, deployer, weth, core.stablecoin);
    const reader = await deployer.deploy('reader', ownArtifact('BatchReader'));
    const deployed: Deployed[] = [...deployer.deployed, { role: 'dexPair', address: pair, artifact: PAIR_ARTIFACT() }];
    const feedPlace = (address: Address) => ({ address, decimals: FEED_DECIMALS });
    const system: Omit<System, 'constants'> = {
      ...{ core, naming: ZERO_NAMING, weth, pair, router, reader },
      ...{ collateralFeed: feedPlace(collateralFeed), stableFeed: feedPlace(stableFeed) },
    };
    return { state: await chain.dumpState(), system, deployed };
  } finally {
    await chain.close();
  }
}
