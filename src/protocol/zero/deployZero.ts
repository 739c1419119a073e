import { type Address, maxUint256 } from 'viem';
import { ownArtifact, packageArtifact } from '../artifacts.ts';
import { coreSelector, LIQUITY_NAMING } from '../core/naming.ts';
import type { Deployer } from '../deployer.ts';
import type { CoreAddresses } from '../system.ts';
import { ZERO_NAMING } from './constants.ts';
import { type ZeroContract, zeroArtifact } from './zeroArtifacts.ts';

const COMPOUNDED = 'getCompoundedLUSDDeposit(address)';
const LIQUITY_NAME = coreSelector(LIQUITY_NAMING, COMPOUNDED);
const ZERO_NAME = coreSelector(ZERO_NAMING, COMPOUNDED);

/** Redemptions are closed for this long after deployment; systems here are deployed long before any scenario. */
const BOOTSTRAP_SECONDS = 14n * 86_400n;
const REWARD_SUPPLY = 10n ** 30n;
const NOBODY: Address = '0x000000000000000000000000000000000000dEaD';

/**
 * Deploys and wires Sovryn Zero's production bytecode, without proxies. Its Stability Pool stands behind a facade that
 * knows `getCompoundedLUSDDeposit`, so that a BAMM made for Liquity works on it.
 *
 * What Zero reaches outside of itself is stubbed where it has no bearing on loans: fee sharing, the wrapped coin and
 * the presale. The reward token is a real ERC-20, and its issuance is funded.
 *
 * @param feed answers `latestAnswer() returns (uint256 price18, bool ok)`
 * @throws BreakwaterError if a step reverts
 */
export async function deployZero(deployer: Deployer, { feed }: { feed: Address }): Promise<CoreAddresses> {
  const own = (name: ZeroContract, args: readonly unknown[] = []) =>
    deployer.deploy(name[0]?.toLowerCase() + name.slice(1), zeroArtifact(name), args);
  const set = (to: Address, name: ZeroContract, functionName: string, args: readonly unknown[]) =>
    deployer.send(to, zeroArtifact(name).abi, functionName, args);

  const returnsZero = await deployer.deploy('stub', ownArtifact('ConstantReturn'), [0n]);
  const returnsTrue = await deployer.deploy('presaleStub', ownArtifact('ConstantReturn'), [1n]);
  const token = packageArtifact('@uniswap/v2-core', 'build/ERC20.json', 'ERC20');
  const rewardToken = await deployer.deploy('rewardToken', token, [REWARD_SUPPLY]);
  const rewardRate = await deployer.deploy('rewardRate', ownArtifact('RewardRate'), [10n ** 18n]);

  const baseParams = await own('LiquityBaseParams');
  const priceFeed = await own('PriceFeed');
  const troveManager = await own('TroveManager', [BOOTSTRAP_SECONDS, NOBODY]);
  const redeemOps = await own('TroveManagerRedeemOps', [BOOTSTRAP_SECONDS, NOBODY]);
  const borrowerOperations = await own('BorrowerOperations', [NOBODY]);
  const implementation = await deployer.deploy('stabilityPoolImplementation', zeroArtifact('StabilityPool'), [NOBODY]);
  const facade = ownArtifact('RenamingFacade');
  const stabilityPool = await deployer.deploy('stabilityPool', facade, [implementation, LIQUITY_NAME, ZERO_NAME]);
  const activePool = await own('ActivePool');
  const defaultPool = await own('DefaultPool');
  const gasPool = await own('GasPool');
  const collSurplusPool = await own('CollSurplusPool');
  const sortedTroves = await own('SortedTroves');
  const hintHelpers = await own('HintHelpers');
  const multiTroveGetter = await own('MultiTroveGetter');
  const feeDistributor = await own('FeeDistributor');
  const stablecoin = await own('ZUSDToken');
  const zeroToken = await own('ZEROToken');
  const zeroStaking = await own('ZEROStaking');
  const communityIssuance = await own('CommunityIssuance');

  await set(baseParams, 'LiquityBaseParams', 'initialize', []);
  await set(stablecoin, 'ZUSDToken', 'initialize', [troveManager, stabilityPool, borrowerOperations]);
  await set(zeroToken, 'ZEROToken', 'initialize', [zeroStaking, NOBODY, returnsTrue]);
  await set(sortedTroves, 'SortedTroves', 'setParams', [maxUint256, troveManager, borrowerOperations]);
  await set(priceFeed, 'PriceFeed', 'setAddresses', [feed, feed]);
  await set(troveManager, 'TroveManager', 'setAddresses', [
    {
      _feeDistributorAddress: feeDistributor,
      _troveManagerRedeemOps: redeemOps,
      _liquityBaseParamsAddress: baseParams,
      _borrowerOperationsAddress: borrowerOperations,
      _activePoolAddress: activePool,
      _defaultPoolAddress: defaultPool,
      _stabilityPoolAddress: stabilityPool,
      _gasPoolAddress: gasPool,
      _collSurplusPoolAddress: collSurplusPool,
      _priceFeedAddress: priceFeed,
      _zusdTokenAddress: stablecoin,
      _sortedTrovesAddress: sortedTroves,
      _zeroTokenAddress: zeroToken,
      _zeroStakingAddress: zeroStaking,
    },
  ]);
  await set(borrowerOperations, 'BorrowerOperations', 'setAddresses', [
    ...[feeDistributor, baseParams, troveManager, activePool, defaultPool, stabilityPool, gasPool, collSurplusPool],
    ...[priceFeed, sortedTroves, stablecoin, zeroStaking],
  ]);
  await set(stabilityPool, 'StabilityPool', 'setAddresses', [
    ...[baseParams, borrowerOperations, troveManager, activePool, stablecoin, sortedTroves, priceFeed],
    communityIssuance,
  ]);
  await set(activePool, 'ActivePool', 'setAddresses', [borrowerOperations, troveManager, stabilityPool, defaultPool]);
  await set(defaultPool, 'DefaultPool', 'setAddresses', [troveManager, activePool]);
  await set(collSurplusPool, 'CollSurplusPool', 'setAddresses', [borrowerOperations, troveManager, activePool]);
  await set(hintHelpers, 'HintHelpers', 'setAddresses', [baseParams, sortedTroves, troveManager]);
  await set(multiTroveGetter, 'MultiTroveGetter', 'setAddresses', [troveManager, sortedTroves]);
  await set(zeroStaking, 'ZEROStaking', 'setAddresses', [zeroToken, stablecoin, feeDistributor, activePool]);
  await set(feeDistributor, 'FeeDistributor', 'setAddresses', [
    ...[returnsZero, zeroStaking, borrowerOperations, troveManager, returnsZero, stablecoin, activePool],
  ]);
  await set(communityIssuance, 'CommunityIssuance', 'initialize', [
    rewardToken,
    stablecoin,
    stabilityPool,
    rewardRate,
    0,
  ]);
  await set(communityIssuance, 'CommunityIssuance', 'setRewardManager', [deployer.from]);
  await deployer.send(rewardToken, token.abi, 'transfer', [communityIssuance, REWARD_SUPPLY]);

  return {
    ...{ troveManager, borrowerOperations, stabilityPool, activePool, defaultPool, gasPool, collSurplusPool },
    ...{ sortedTroves, multiTroveGetter, baseParams, stablecoin, rewardToken, communityIssuance },
  };
}
