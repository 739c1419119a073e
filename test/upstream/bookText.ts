import { getAddress, type Hex } from 'viem';
import { stringify } from 'yaml';
import { NAMINGS, type UpstreamSystem } from './deploySystem.ts';

/**
 * Address book of an upstream's system, as its user would write it.
 *
 * @param troveManagerHash keccak256 of the Trove Manager's code, for the book to pin
 */
export function bookTextOf(
  { naming, core, priceFeed, collateralFeed, stableFeed, weth, pair, router, backstop }: UpstreamSystem,
  { chainId, troveManagerHash }: { readonly chainId: number; readonly troveManagerHash: Hex },
): string {
  const { baseParams, ...contracts } = core;
  return stringify({
    name: `upstream-${naming}`,
    chainId,
    ...(naming === 'liquity' ? {} : { naming: NAMINGS[naming] }),
    // Only a core that says it is Zero lets its parameters be set.
    core: checksummed(naming === 'zero' ? core : contracts),
    priceFeed: getAddress(priceFeed),
    feeds: {
      collateral: { address: getAddress(collateralFeed.address), kind: naming === 'zero' ? 'zero' : 'chainlink' },
      stable: { address: getAddress(stableFeed.address), kind: 'chainlink' },
    },
    ...(backstop === undefined ? {} : { backstop: { ...backstop, address: getAddress(backstop.address) } }),
    dex: checksummed({ pair, router }),
    weth: getAddress(weth),
    codeHashes: { troveManager: troveManagerHash },
  });
}

function checksummed(addresses: object): object {
  return Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, getAddress(address)]));
}
