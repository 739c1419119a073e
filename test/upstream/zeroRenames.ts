import { toEventSelector, toFunctionSelector } from 'viem';
import { type CoreNaming, coreName } from '../../src/protocol/core/naming.ts';
import { type ZeroContract, zeroArtifact } from '../../src/protocol/zero/zeroArtifacts.ts';
import type { Renames } from './renameBytecode.ts';

const CONTRACTS: readonly ZeroContract[] = [
  ...(['ActivePool', 'BorrowerOperations', 'CollSurplusPool', 'CommunityIssuance', 'DefaultPool'] as const),
  ...(['FeeDistributor', 'GasPool', 'HintHelpers', 'LiquityBaseParams', 'MultiTroveGetter', 'SortedTroves'] as const),
  ...(['StabilityPool', 'TroveManager', 'TroveManagerRedeemOps', 'ZEROStaking', 'ZEROToken', 'ZUSDToken'] as const),
];

const DEBT = 'getZUSDDebt()';
/**
 * What Zero's contracts call `getZUSDDebt()` by among each other once it is renamed. Its selector ends with seven zero
 * bits, so the compiler pushed three bytes for it, and only a selector of that form fits there. Nobody outside knows it.
 */
const DEBT_INSIDE = '212ba580';
/** Asked by nobody: the pools' `getLUSDDebt()` is answered in its place. */
const UNNEEDED = 'NAME()';

/** How Zero's contracts have to be renamed to bear the names of another core. */
export function zeroRenames(naming: CoreNaming): Renames {
  const items = CONTRACTS.flatMap((contract) => [...zeroArtifact(contract).abi]);
  const functions = new Map<string, string>();
  const topics = new Map<string, string>();
  for (const item of items) {
    if (item.type === 'function') {
      functions.set(digits(toFunctionSelector(item)), digits(toFunctionSelector({ ...item, name: nameOf(item.name) })));
    } else if (item.type === 'event') {
      topics.set(digits(toEventSelector(item)), digits(toEventSelector({ ...item, name: nameOf(item.name) })));
    }
  }
  const of = digits(toFunctionSelector(DEBT));
  const selector = functions.get(of) as string;
  functions.set(of, DEBT_INSIDE);
  return { functions, topics, replaced: { unneeded: digits(toFunctionSelector(UNNEEDED)), selector, of } };

  function nameOf(name: string): string {
    const { stable, reward } = naming;
    const getter = name
      .replace('zusdToken', `${stable.toLowerCase()}Token`)
      .replace('sovToken', `${reward.toLowerCase()}Token`);
    return coreName(naming, getter.replaceAll('ZUSD', 'LUSD').replaceAll('SOV', 'LQTY'));
  }
}

function digits(hash: string): string {
  return hash.slice(2);
}
