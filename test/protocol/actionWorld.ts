import { readFileSync } from 'node:fs';
import { type Abi, type Address, encodeFunctionData, type Hex, parseAbi } from 'viem';
import { onTestFinished } from 'vitest';
import { Chain, GENESIS_TIME } from '../../src/chain/chain.ts';
import { UsageError } from '../../src/core/errors.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import { applyActions } from '../../src/protocol/action/applyActions.ts';
import type { ActionSpec } from '../../src/protocol/action/encodeAction.ts';
import { type Artifact, ownArtifact } from '../../src/protocol/artifacts.ts';
import { Deployer } from '../../src/protocol/deployer.ts';
import { OWNER } from '../../src/protocol/embeddedSystem.ts';
import { compile } from '../../src/protocol/solidity/compile.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';

export const NOBODY = accountOf('nobody');
const FEE_POOL = accountOf('feePool');
/** Has never held anything. */
export const STRANGER = accountOf('stranger');
export const PROPOSER = accountOf('proposer');
export const SALT = `0x${'00'.repeat(32)}`;
const ABI = parseAbi([
  'function setParams(uint256 A, uint256 fee)',
  'function setMCR(uint256 ratio)',
  'function MCR() view returns (uint256)',
  'function fail(uint256 way)',
]);
/** Sets the BAMM's amplification to 60 and its fee to 25 bps. */
export const PARAMS = encodeFunctionData({ abi: ABI, functionName: 'setParams', args: [60n, 25n] });
/** Sets the core's minimum collateral ratio. */
export const setMCR = (percent: bigint): Hex =>
  encodeFunctionData({ abi: ABI, functionName: 'setMCR', args: [percent * 10n ** 16n] });

let compiled: Artifact | undefined;

function timelock(): Artifact {
  if (compiled === undefined) {
    const file = 'TestTimelock.sol';
    const content = readFileSync(new URL(`../contracts/${file}`, import.meta.url), 'utf8');
    const [{ abi, bytecode }] = compile({ [file]: content }) as [ReturnType<typeof compile>[number]];
    compiled = { name: 'TestTimelock', abi: abi as Abi, bytecode, source: 'a test' };
  }
  return compiled;
}

/** A chain with the embedded system, a BAMM and a timelock, on which actions are applied. */
export async function openWorld() {
  const { state, system, contracts } = await prepareSystem();
  const chain = await Chain.open({ state, gasLimit: 10n ** 10n });
  onTestFinished(() => chain.close());
  const deployer = new Deployer(chain, OWNER, GENESIS_TIME + 1_000_000);
  const { core, collateralFeed, stableFeed } = system;
  const backstop = await deployer.deploy('backstop', ownArtifact('BackstopAMM'), [
    ...[collateralFeed.address, stableFeed.address, core.stabilityPool, core.stablecoin, core.rewardToken],
    ...[400n, FEE_POOL, NOBODY],
  ]);
  const governor = await deployer.deploy('timelock', timelock(), [PROPOSER]);
  const names = new Map(contracts.map(({ role, address }) => [role, address]));
  const options = { chain, deployer, system, backstop, names };
  const apply = (...actions: (Pick<ActionSpec, 'from' | 'to'> & Partial<ActionSpec>)[]) =>
    applyActions({ ...options, actions: actions.map((action) => ({ args: [], value: 0n, ...action })) });
  const refusal = async (...actions: Parameters<typeof apply>): Promise<UsageError> => {
    try {
      await apply(...actions);
    } catch (error) {
      if (error instanceof UsageError) return error;
      throw error;
    }
    throw new TypeError('it was accepted');
  };
  const balance = async (account: Address) => (await chain.read({ calls: [], accounts: [account] })).balances[0];
  const mcr = async () => {
    const data = encodeFunctionData({ abi: ABI, functionName: 'MCR' });
    return BigInt((await chain.read({ calls: [{ to: core.troveManager, data }], accounts: [] })).data[0] as Hex);
  };
  return { chain, system, backstop, governor, apply, refusal, balance, mcr };
}

/** Makes the timelock fail; see there for the ways. */
export function fail(way: bigint): Hex {
  return encodeFunctionData({ abi: ABI, functionName: 'fail', args: [way] });
}
