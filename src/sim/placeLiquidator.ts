import type { Address } from 'viem';
import type { AgentGroupSpec } from '../agent/schema.ts';
import { ownArtifact } from '../protocol/artifacts.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Setup } from './setup.ts';

/**
 * Deploys the contract for liquidations that bring their own money, if somebody in the scenario may call it.
 *
 * @returns undefined with a backstop, on a fork, or if nobody would use it
 * @throws BreakwaterError if its constructor reverts
 */
export async function placeLiquidator(
  setup: Setup,
  { core, pair, weth }: System,
  { chain, backstop, agents }: Pick<Scenario, 'chain' | 'backstop' | 'agents'>,
): Promise<Address | undefined> {
  if (chain.source !== 'embedded' || backstop.kind !== 'none') return undefined;
  if (!Object.values(agents).some(bringsMoney)) return undefined;
  const places = [core.troveManager, core.stabilityPool, core.activePool, core.stablecoin, pair, weth];
  return setup.deployer.deploy('fundedLiquidator', ownArtifact('FundedLiquidator'), places);
}

/** Whether the group may liquidate with money of its own or of the DEX. */
export function bringsMoney(group: AgentGroupSpec): boolean {
  if (group.policy === 'keeper' || group.policy === 'flash-liquidator') return group.count > 0;
  return group.policy === 'custom';
}
