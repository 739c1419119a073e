import { type Address, encodeFunctionData, type Hex, padHex, parseAbi } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { BreakwaterError, UsageError } from '../core/errors.ts';
import { toWad } from '../core/units.ts';
import { type Artifact, ownArtifact } from '../protocol/artifacts.ts';
import { returnedWord } from '../protocol/batchRead.ts';
import type { AddressBook } from '../protocol/book/addressBook.ts';
import { knownCode } from '../protocol/knownCode.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';
import { bammFor, deploymentError } from './backstopArtifact.ts';
import type { BammTerms } from './observe.ts';
import { FEE_POOL, NOBODY } from './places.ts';
import type { Setup } from './setup.ts';

/** The backstop as it stands when the first block is made. */
export interface PlacedBackstop {
  readonly kind: 'bamm' | 'stability-pool';
  readonly address: Address;
  /** Executor of all-or-nothing arbitrage; there is one only for a BAMM. */
  readonly executor: Address | undefined;
  /** Whether its quotes follow the reference contract's formula; else the contract is asked. */
  readonly hasFormula: boolean;
  /** Reward tokens a year on each stablecoin in the Stability Pool, basis points: the contract's own unit. */
  readonly rewardBps: bigint;
  /** Price of a reward token, USD with 18 decimals. */
  readonly rewardPrice: bigint;
}

const BPS = 10_000;
/** What the code of our BAMM is known as. */
const REFERENCE = 'breakwater contracts/BackstopAMM.sol';
const BAMM = parseAbi(['function total() view returns (uint256)']);
const TERMS = parseAbi([
  'function A() view returns (uint256)',
  'function fee() view returns (uint256)',
  'function maxDiscount() view returns (uint256)',
]);

/**
 * Deploys the scenario's backstop, or takes the one that is there.
 *
 * @param book of a fork
 * @param baseDir folder that the scenario's file names are relative to
 * @throws UsageError for an artifact that can't be used, or a deployed BAMM that the address book does not name
 */
export async function placeBackstop(
  setup: Setup,
  system: System,
  { scenario, book, baseDir }: { scenario: Scenario; book: AddressBook | undefined; baseDir: string },
): Promise<PlacedBackstop | undefined> {
  const { backstop } = scenario;
  switch (backstop.kind) {
    case 'none':
      return undefined;
    case 'stability-pool': {
      const rewards = rewardsOf(scenario, backstop.rewards);
      return {
        kind: 'stability-pool',
        address: system.core.stabilityPool,
        executor: undefined,
        hasFormula: true,
        ...rewards,
      };
    }
    case 'deployed': {
      const address = book?.backstop?.address;
      if (address === undefined) {
        throw new UsageError('The address book names no deployed backstop', {
          facts: { book: book?.name },
          remedy: 'add backstop (address and fromBlock) to the book, or choose backstop.kind: bamm',
        });
      }
      const [code = '0x'] = await setup.chain.code([address]);
      const executor = await deployExecutor(setup, system, address);
      return {
        kind: 'bamm',
        address,
        executor,
        hasFormula: knownCode(code) === REFERENCE,
        rewardBps: 0n,
        rewardPrice: 0n,
      };
    }
    case 'bamm': {
      const artifact = await bammFor(scenario, baseDir, setup.chain, system);
      const address = await deployBamm(setup, system, artifact, backstop).catch((cause: unknown) => {
        throw deploymentError(scenario, cause);
      });
      const executor = await deployExecutor(setup, system, address);
      const hasFormula = backstop.artifact === undefined;
      return { kind: 'bamm', address, executor, hasFormula, ...rewardsOf(scenario, backstop.rewards) };
    }
  }
}

/** A core of its own issues rewards by a schedule of its own: those are not counted. */
function rewardsOf({ chain }: Scenario, { apr, price }: { readonly apr: number; readonly price: number }) {
  const rewardBps = chain.source === 'embedded' ? BigInt(Math.round(apr * BPS)) : 0n;
  return { rewardBps, rewardPrice: toWad(price) };
}

async function deployBamm(
  setup: Setup,
  { core, collateralFeed, stableFeed }: System,
  artifact: Artifact,
  terms: Extract<Scenario['backstop'], { kind: 'bamm' }>,
): Promise<Address> {
  const stable = compensates(terms)
    ? stableFeed.address
    : await setup.deployer.deploy('parFeed', ownArtifact('ParFeed'));
  const address = await setup.deployer.deploy('backstop', artifact, [
    ...[collateralFeed.address, stable, core.stabilityPool, core.stablecoin, core.rewardToken],
    ...[Math.round(terms.maxDiscount * BPS), FEE_POOL, NOBODY],
  ]);
  await setup.deployer.send(address, artifact.abi, 'setParams', [terms.amplification, Math.round(terms.fee * BPS)]);
  await checkAnswers(setup.chain, address);
  return address;
}

/** Calls to what is no BAMM may pass all the same, and return nothing. */
async function checkAnswers(chain: Chain, to: Address): Promise<void> {
  const data = encodeFunctionData({ abi: BAMM, functionName: 'total' });
  const [total] = (await chain.read({ calls: [{ to, data }], accounts: [] })).data;
  if (total !== padHex('0x')) throw new BreakwaterError(`total() of the new contract returned ${total}, not a zero`);
}

function deployExecutor(setup: Setup, { pair, weth, core }: System, bamm: Address): Promise<Address> {
  const executor = ownArtifact('ArbitrageExecutor');
  return setup.deployer.deploy('arbitrageExecutor', executor, [pair, bamm, core.stablecoin, weth]);
}

/** Whether a BAMM raises what buyers get by the stablecoin's price above 1 USD. */
export function compensates(backstop: Scenario['backstop']): boolean {
  return backstop.kind !== 'bamm' || backstop.stableCompensation !== 'off';
}

/** A BAMM's parameters as they are on chain. */
export async function readBammTerms(chain: Chain, bamm: Address): Promise<Omit<BammTerms, 'compensates'>> {
  const calls = TERMS.map(({ name }) => ({ to: bamm, data: encodeFunctionData({ abi: TERMS, functionName: name }) }));
  const { data } = await chain.read({ calls, accounts: [] });
  const at = (i: number): bigint => returnedWord(data[i] as Hex);
  return { amplification: at(0), fee: at(1), maxDiscount: at(2) };
}
