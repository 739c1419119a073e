import { resolve } from 'node:path';
import type { Chain, ReadCall } from '../chain/chain.ts';
import { RpcError } from '../chain/ipcClient.ts';
import { BreakwaterError, UsageError } from '../core/errors.ts';
import { type Artifact, ownArtifact, userArtifact } from '../protocol/artifacts.ts';
import { coreCall, coreName, LIQUITY_NAMING } from '../protocol/core/naming.ts';
import { renamedArtifact } from '../protocol/solidity/renamedArtifact.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';
import { NOBODY } from './places.ts';

/** Length of one word as hex, 0x included. */
const WORD = 66;

/** What a user's BAMM has to have. */
const BAMM_FUNCTIONS = [
  'deposit',
  'withdraw',
  'swap',
  'getSwapEthAmount',
  'setParams',
  'total',
  'fetchPrice',
  'balanceOf',
];

/** Liquity's names of what a BAMM calls on the Stability Pool, and how. */
const POOL_CALLS = ['getCompoundedLUSDDeposit', 'getDepositorETHGain'];

/** The scenario's own BAMM, checked; undefined: ours is to be taken. @throws UsageError for one that can't be used */
export function scenarioArtifact({ backstop }: Scenario, baseDir: string): Artifact | undefined {
  if (backstop.kind !== 'bamm' || backstop.artifact === undefined) return undefined;
  return userArtifact(resolve(baseDir, backstop.artifact), ownArtifact('BackstopAMM').abi, BAMM_FUNCTIONS);
}

/**
 * The BAMM to deploy: the scenario's own, or ours. Where the Stability Pool does not answer to Liquity's names, ours is
 * compiled with the names that it has.
 *
 * @throws UsageError for an artifact that can't be used
 */
export async function bammFor(
  scenario: Scenario,
  baseDir: string,
  chain: Chain,
  { core, naming }: System,
): Promise<Artifact> {
  const own = scenarioArtifact(scenario, baseDir);
  if (own !== undefined) return own;
  const isLiquity = await answers(
    chain,
    POOL_CALLS.map((name) => ({
      to: core.stabilityPool,
      data: coreCall(LIQUITY_NAMING, `${name}(address)`, [NOBODY]),
    })),
  );
  if (isLiquity) return ownArtifact('BackstopAMM');
  return renamedArtifact('BackstopAMM', Object.fromEntries(POOL_CALLS.map((name) => [name, coreName(naming, name)])));
}

async function answers(chain: Chain, calls: readonly ReadCall[]): Promise<boolean> {
  try {
    const { data } = await chain.read({ calls, accounts: [] });
    return data.every((returned) => returned.length === WORD);
  } catch (error) {
    if (error instanceof RpcError) return false;
    throw error;
  }
}

/** What to say of a backstop that can't be deployed: of the scenario's own, that it is to blame. */
export function deploymentError({ backstop }: Scenario, cause: unknown): unknown {
  if (backstop.kind !== 'bamm' || backstop.artifact === undefined) return cause;
  return new UsageError('The backstop artifact does not behave as a BAMM', {
    facts: {
      file: backstop.artifact,
      problem: cause instanceof BreakwaterError ? cause.shortMessage : String(cause),
    },
    remedy: 'its bytecode has to be that of a contract with the constructor and functions of the deployed BAMM',
    cause,
  });
}
