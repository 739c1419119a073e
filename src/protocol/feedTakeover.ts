import { type Address, decodeFunctionResult, encodeFunctionData, type Hex, parseAbi } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { RpcError } from '../chain/ipcClient.ts';
import { ownArtifact } from './artifacts.ts';
import { returnedWord } from './batchRead.ts';
import type { BookFeed } from './book/addressBook.ts';
import type { Deployer } from './deployer.ts';
import { ORACLE_OPERATOR } from './embeddedSystem.ts';
import { knownCode } from './knownCode.ts';
import type { FeedPlace } from './system.ts';

/** What the code of our feed is known as. */
const OURS = 'breakwater contracts/ScriptedFeed.sol';

const ABI = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function getRoundData(uint80 id) view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);

interface Round {
  readonly id: bigint;
  readonly answer: bigint;
  readonly startedAt: bigint;
  readonly updatedAt: bigint;
  readonly answeredInRound: bigint;
}

/** Of a feed that says nothing of its decimals. */
const WAD_DECIMALS = 18;

/**
 * Puts our scripted feed where a live feed stands, at its address, so that whoever reads it goes on reading there. It
 * carries on with the newest two rounds of the live one: what Liquity's price feed looks at.
 *
 * @param description what the answer is a price of
 * @throws BreakwaterError if a step reverts
 */
export async function takeOverFeed(
  chain: Chain,
  deployer: Deployer,
  { address, kind }: BookFeed,
  description: string,
): Promise<FeedPlace> {
  const decimals = kind === 'price-feed' ? WAD_DECIMALS : await decimalsOf(chain, address);
  const [live = '0x'] = await chain.code([address]);
  // One of ours has its rounds already, where the copy will look for them.
  const isOurs = knownCode(live) === OURS;
  const history = kind === 'price-feed' || isOurs ? [] : await newestRounds(chain, address);
  const artifact = ownArtifact('ScriptedFeed');
  const args = [decimals, description, ORACLE_OPERATOR, kind === 'zero'];
  const copy = await deployer.deploy(`${description} feed, code`, artifact, args);
  const [code] = await chain.code([copy]);
  await chain.setCode(address, code as Hex);
  const [first] = history;
  if (first !== undefined) {
    const rounds = history.map(({ id: _, ...round }) => round);
    const data = encodeFunctionData({
      abi: artifact.abi,
      functionName: 'continueFrom',
      args: [rounds, first.id],
    });
    await deployer.mine([{ from: ORACLE_OPERATOR, to: address, data, gas: 2_000_000n }], 'taking over a feed');
  }
  return { address, decimals };
}

async function decimalsOf(chain: Chain, to: Address): Promise<number> {
  const data = await ask(chain, to, encodeFunctionData({ abi: ABI, functionName: 'decimals' }));
  return data === undefined ? WAD_DECIMALS : Number(returnedWord(data));
}

/** The last two rounds, the older first; fewer if there are no more. */
async function newestRounds(chain: Chain, to: Address): Promise<Round[]> {
  const last = await ask(chain, to, encodeFunctionData({ abi: ABI, functionName: 'latestRoundData' }));
  if (last === undefined) return [];
  const newest = roundOf('latestRoundData', last);
  if (newest.id < 2n) return newest.id === 0n ? [] : [newest];
  const args = [newest.id - 1n] as const;
  const before = await ask(chain, to, encodeFunctionData({ abi: ABI, functionName: 'getRoundData', args }));
  return before === undefined ? [newest] : [roundOf('getRoundData', before), newest];
}

function roundOf(functionName: 'latestRoundData' | 'getRoundData', data: Hex): Round {
  const [id, answer, startedAt, updatedAt, answeredInRound] = decodeFunctionResult({ abi: ABI, functionName, data });
  return { id, answer, startedAt, updatedAt, answeredInRound };
}

/** Return data; undefined if it reverts, or if nothing is returned. */
async function ask(chain: Chain, to: Address, data: Hex): Promise<Hex | undefined> {
  try {
    const [returned] = (await chain.read({ calls: [{ to, data }], accounts: [] })).data;
    return returned === '0x' ? undefined : returned;
  } catch (error) {
    if (error instanceof RpcError) return undefined;
    throw error;
  }
}
