import type { Address } from 'viem';
import { ownArtifact } from '../../src/protocol/artifacts.ts';
import { type CoreNaming, coreName, LIQUITY_NAMING } from '../../src/protocol/core/naming.ts';
import { Deployer } from '../../src/protocol/deployer.ts';
import { deployDex, deployWeth } from '../../src/protocol/dex/deployDex.ts';
import { renamedArtifact } from '../../src/protocol/solidity/renamedArtifact.ts';
import type { CoreAddresses } from '../../src/protocol/system.ts';
import { ZERO_NAMING } from '../../src/protocol/zero/constants.ts';
import { deployZero } from '../../src/protocol/zero/deployZero.ts';
import { zeroArtifact } from '../../src/protocol/zero/zeroArtifacts.ts';
import { FeedHistory } from './feedHistory.ts';
import { BAMM_OWNER, FEE_POOL, GOVERNOR } from './people.ts';
import { RenamingDeployer } from './renamingDeployer.ts';
import { testArtifact } from './testArtifact.ts';
import type { UpstreamChain } from './upstreamChain.ts';

/** Whose words a core's names are made of. */
export type Naming = 'zero' | 'liquity' | 'renamed';

export const NAMINGS: Readonly<Record<Naming, CoreNaming>> = {
  zero: ZERO_NAMING,
  liquity: LIQUITY_NAMING,
  // One name besides that does not follow from the words.
  renamed: {
    ...{ stable: 'USDL', reward: 'LOAN', collateral: 'PLS' },
    names: { getTotalLUSDDeposits: 'getTotalDeposits' },
  },
};

/** A wired system, without a trove. */
export interface UpstreamSystem {
  readonly naming: Naming;
  readonly core: CoreAddresses;
  /** The core's own. */
  readonly priceFeed: Address;
  readonly collateralFeed: FeedHistory;
  readonly stableFeed: FeedHistory;
  readonly weth: Address;
  /** Empty. */
  readonly pair: Address;
  readonly router: Address;
  readonly backstop: { readonly address: Address; readonly fromBlock: number } | undefined;
}

/** Ids of rounds begin with the phase of the proxy. */
const COLLATERAL_PHASE = 6n;
const STABLE_PHASE = 3n;
const FIRST_PRICE = 2080;
/** Basis points. */
const MAX_DISCOUNT = 400;
const REWARD_APR = 500;
const NO_FRONT_END: Address = '0x0000000000000000000000000000000000000000';

/**
 * Deploys the core under the names asked for, its feeds, a DEX pool and, if it is to have one, the BAMM made for it.
 *
 * @param time of the block before the first, Unix seconds
 */
export async function deploySystem(
  chain: UpstreamChain,
  { naming, hasBamm, time }: { readonly naming: Naming; readonly hasBamm: boolean; readonly time: number },
): Promise<UpstreamSystem> {
  const before = new Deployer(chain.asChain(), GOVERNOR, time);
  const collateralKind = testArtifact(naming === 'zero' ? 'ZeroFeed' : 'TestAggregator');
  const collateralFeed = new FeedHistory(await before.deploy('collateralFeed', collateralKind, [8]), COLLATERAL_PHASE);
  const stableFeed = new FeedHistory(
    await before.deploy('stableFeed', testArtifact('TestAggregator'), [8]),
    STABLE_PHASE,
  );
  // Two rounds: cores look at the newest and the one before it.
  const start = time + 60;
  await before.mine([collateralFeed.round(FIRST_PRICE, start - 60), stableFeed.round(1, start - 60)], 'first rounds');
  await before.mine([collateralFeed.round(FIRST_PRICE, start), stableFeed.round(1, start)], 'second rounds');

  const aggregator = collateralFeed.address;
  const deployer =
    naming === 'zero'
      ? new Deployer(chain.asChain(), GOVERNOR, start)
      : new RenamingDeployer(chain, GOVERNOR, { time: start, naming: NAMINGS[naming], aggregator });
  const core = await deployZero(deployer, { feed: aggregator });
  const priceFeed = deployer.deployed.find(({ role }) => role === 'priceFeed')?.address as Address;
  await deployer.send(core.communityIssuance, zeroArtifact('CommunityIssuance').abi, 'setAPR', [REWARD_APR]);
  const weth = await deployWeth(deployer);
  const dex = await deployDex(chain.asChain(), deployer, weth, core.stablecoin);

  const system = { naming, core, priceFeed, collateralFeed, stableFeed, weth, ...dex };
  if (!hasBamm) return { ...system, backstop: undefined };
  const address = await deployBamm(chain, system, start + 3600);
  return { ...system, backstop: { address, fromBlock: chain.blockNumber } };
}

async function deployBamm(
  chain: UpstreamChain,
  { naming, core, collateralFeed, stableFeed }: Omit<UpstreamSystem, 'backstop'>,
  time: number,
): Promise<Address> {
  const called = ['getCompoundedLUSDDeposit', 'getDepositorETHGain'];
  const names = Object.fromEntries(called.map((name) => [name, coreName(NAMINGS[naming], name)]));
  // Zero's pool has a facade, and Liquity's names are the reference's own.
  const artifact = naming === 'renamed' ? renamedArtifact('BackstopAMM', names) : ownArtifact('BackstopAMM');
  const deployer = new Deployer(chain.asChain(), BAMM_OWNER, time);
  return deployer.deploy('backstop', artifact, [
    ...[collateralFeed.address, stableFeed.address, core.stabilityPool, core.stablecoin, core.rewardToken],
    ...[MAX_DISCOUNT, FEE_POOL, NO_FRONT_END],
  ]);
}
