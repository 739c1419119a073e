import { type Address, parseAbi } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import { lower } from '../accounts.ts';
import { type Artifact, packageArtifact } from '../artifacts.ts';
import type { Deployer } from '../deployer.ts';

/** Where an empty Uniswap v2 pool stands. */
export interface DexPlace {
  readonly pair: Address;
  readonly router: Address;
}

const FACTORY = parseAbi(['function getPair(address, address) view returns (address)']);

/** What a factory's pairs are made of. */
export const PAIR_ARTIFACT = (): Artifact =>
  packageArtifact('@uniswap/v2-core', 'build/UniswapV2Pair.json', 'UniswapV2Pair');

/** The wrapped coin that mainnet has. */
export function deployWeth(deployer: Deployer): Promise<Address> {
  return deployer.deploy('weth', packageArtifact('canonical-weth', 'build/contracts/WETH9.json', 'WETH9'));
}

/** Deploys Uniswap v2's factory and router, and a pool of two tokens. @throws BreakwaterError if a step reverts */
export async function deployDex(chain: Chain, deployer: Deployer, weth: Address, token: Address): Promise<DexPlace> {
  const factoryArtifact = packageArtifact('@uniswap/v2-core', 'build/UniswapV2Factory.json', 'UniswapV2Factory');
  const routerArtifact = packageArtifact('@uniswap/v2-periphery', 'build/UniswapV2Router02.json', 'UniswapV2Router02');
  const factory = await deployer.deploy('dexFactory', factoryArtifact, [deployer.from]);
  const router = await deployer.deploy('dexRouter', routerArtifact, [factory, weth]);
  await deployer.send(factory, factoryArtifact.abi, 'createPair', [weth, token]);
  const pair = await chain.viem().readContract({
    address: factory,
    abi: FACTORY,
    functionName: 'getPair',
    args: [weth, token],
  });
  return { pair: lower(pair), router };
}
