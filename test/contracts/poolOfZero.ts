import { createRequire } from 'node:module';
import { type Abi, zeroAddress } from 'viem';
import { type Chain, type Contract, projectArtifact } from './support.ts';

const require = createRequire(import.meta.url);
/**
 * Deploys Zero's Stability Pool on a price feed, everything else stubbed, with 100 units deposited by the first account.
 * It asks the feed for the price in each withdrawal, to see whether the riskiest trove is safe.
 */
export async function poolOfZero(chain: Chain, priceFeed: Contract): Promise<Contract> {
  const { address: zero } = await chain.deploy(projectArtifact('ConstantReturn'), [0n]);
  const { address: token } = await chain.deploy(projectArtifact('ConstantReturn'), [1n]);
  const path = '@sovryn-zero/contracts/artifacts/contracts/StabilityPool.sol/StabilityPool.json';
  const artifact: { abi: Abi; bytecode: string } = require(path);
  const pool = await chain.deploy(artifact, [chain.account(9)]);
  // Base parameters, borrower operations, trove manager, active pool, stablecoin, sorted troves, feed, issuance.
  const parts = [zero, zero, zero, zero, token, zero, priceFeed.address, zero];
  await chain.send(pool, 'setAddresses', parts);
  await chain.send(pool, 'provideToSP', [100n, zeroAddress]);
  return pool;
}
