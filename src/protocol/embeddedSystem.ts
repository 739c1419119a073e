import { type Address, encodeFunctionData } from 'viem';
import { Chain, GENESIS_TIME } from '../chain/chain.ts';
import { WAD } from '../core/units.ts';
import { accountOf, lower } from './accounts.ts';
import { ownArtifact, packageArtifact } from './artifacts.ts';
import { type Deployed, Deployer } from './deployer.ts';
import { deployZero, type ZeroAddresses } from './zero/deployZero.ts';

/** Account that deployed the system and owns what can be owned. */
export const OWNER: Address = accountOf('owner');

/** Account that publishes on both feeds. */
export const ORACLE_OPERATOR: Address = accountOf('oracle');

/** Decimals of the feeds, as Chainlink's USD feeds have. */
export const FEED_DECIMALS = 8;

/** A wired system before any scenario's own choices: no price, no trove, no backstop, an empty pool. */
export interface EmbeddedSystem {
  readonly zero: ZeroAddresses;
  readonly weth: Address;
  readonly pair: Address;
  readonly router: Address;
  readonly reader: Address;
  readonly collateralFeed: Address;
  readonly stableFeed: Address;
}

const BUILD_GAS_LIMIT = 100_000_000n;
const PAIR_ARTIFACT = () => packageArtifact('@uniswap/v2-core', 'build/UniswapV2Pair.json', 'UniswapV2Pair');
const ROUTER_ARTIFACT = () =>
  packageArtifact('@uniswap/v2-periphery', 'build/UniswapV2Router02.json', 'UniswapV2Router02');
const WETH_ARTIFACT = () => packageArtifact('canonical-weth', 'build/contracts/WETH9.json', 'WETH9');

/**
 * Builds the system on a chain of its own.
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
      deployer.deploy(role, ownArtifact('ScriptedFeed'), [FEED_DECIMALS, description, ORACLE_OPERATOR]);
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
    const zero = await deployZero(deployer, { feed: collateralFeed });
    const weth = await deployer.deploy('weth', WETH_ARTIFACT());
    const factoryArtifact = packageArtifact('@uniswap/v2-core', 'build/UniswapV2Factory.json', 'UniswapV2Factory');
    const factory = await deployer.deploy('dexFactory', factoryArtifact, [OWNER]);
    const router = await deployer.deploy('dexRouter', ROUTER_ARTIFACT(), [factory, weth]);
    const reader = await deployer.deploy('reader', ownArtifact('BatchReader'));
    await deployer.send(factory, factoryArtifact.abi, 'createPair', [weth, zero.stablecoin]);
    const viem = chain.viem();
    const pair = (await viem.readContract({
      address: factory,
      abi: factoryArtifact.abi,
      functionName: 'getPair',
      args: [weth, zero.stablecoin],
    })) as Address;
    const deployed: Deployed[] = [
      ...deployer.deployed,
      { role: 'dexPair', address: lower(pair), artifact: PAIR_ARTIFACT() },
    ];
    const system: EmbeddedSystem = { zero, weth, pair: lower(pair), router, reader, collateralFeed, stableFeed };
    return { state: await chain.dumpState(), system, deployed };
  } finally {
    await chain.close();
  }
}
