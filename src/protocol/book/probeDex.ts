import { type Address, encodeFunctionData, formatUnits, numberToHex, parseAbi, toFunctionSelector } from 'viem';
import type { Finding, Probed } from './probeBook.ts';
import { follow, wordsOf } from './probeInterface.ts';

const FACTORY = parseAbi(['function getPair(address a, address b) view returns (address)']);

/** Whether the pair trades the stablecoin against the wrapped coin, and holds some of both. */
export async function probePair(probed: Probed): Promise<Finding[]> {
  const { book, reader, address } = probed;
  const { stablecoin } = book.core;
  const tokens = await Promise.all(['token0', 'token1'].map((getter) => follow(probed, { getter })));
  const other = tokens.find((token) => token !== stablecoin);
  if (!tokens.includes(stablecoin) || other === undefined || other !== book.weth) {
    return [
      {
        ok: false,
        text: `its tokens are ${tokens.map((token) => token ?? 'unknown').join(' and ')}, not stablecoin and weth`,
        remedy: 'name in dex.pair a Uniswap v2 pair of core.stablecoin and weth',
      },
    ];
  }
  const reserves = wordsOf(await reader.call(address, toFunctionSelector('getReserves()'))) ?? [];
  if (reserves.length !== 3) {
    return [{ ok: false, text: 'does not answer getReserves()', remedy: 'name in dex.pair a Uniswap v2 pair' }];
  }
  const [first = 0n, second = 0n] = reserves;
  if (first === 0n || second === 0n) {
    return [
      {
        ok: false,
        text: 'its reserves are empty',
        remedy:
          'leave dex out of the book, so that scenarios bring a pool of their own, or name a block with --block at which it held some',
      },
    ];
  }
  const [stable, wrapped] = tokens[0] === stablecoin ? [first, second] : [second, first];
  const holds = `${rounded(stable)} ${book.naming.stable} and ${rounded(wrapped)} wrapped coin`;
  return [{ ok: true, text: `trades stablecoin for weth; holds ${holds}` }];
}

/** Whether the router's factory made the pair: else its swaps go elsewhere. */
export async function probeRouter(probed: Probed): Promise<Finding[]> {
  const { book, reader } = probed;
  const factory = await follow(probed, { getter: 'factory' });
  if (factory === undefined) {
    return [{ ok: false, text: 'does not answer factory()', remedy: 'name in dex.router a Uniswap v2 router' }];
  }
  const args = [book.core.stablecoin, book.weth as Address] as const;
  const data = encodeFunctionData({ abi: FACTORY, functionName: 'getPair', args });
  const [word = 0n] = wordsOf(await reader.call(factory, data)) ?? [];
  const pair = numberToHex(word, { size: 32 }).slice(-40);
  if (`0x${pair}` === book.dex?.pair) return [{ ok: true, text: 'finds dexPair' }];
  return [
    {
      ok: false,
      text: `finds the pair 0x${pair} for stablecoin and weth; the book's dexPair is ${book.dex?.pair}`,
      remedy: 'correct dex.pair or dex.router in the book: they are not of one DEX',
    },
  ];
}

function rounded(amount: bigint): string {
  return Number(formatUnits(amount, 18)).toLocaleString('en-US', { maximumSignificantDigits: 4, useGrouping: false });
}
