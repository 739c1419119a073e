import { sample } from '../core/distribution.ts';
import type { RandomStream } from '../core/random.ts';
import { createAtomicArbitrageur } from './atomicArbitrageur.ts';
import { createBackstopper } from './backstopper.ts';
import { createBorrower } from './borrower.ts';
import { createCapitalArbitrageur } from './capitalArbitrageur.ts';
import { createFlashLiquidator } from './flashLiquidator.ts';
import { createGuardedPolicy } from './guardedPolicy.ts';
import { createJitDepositor } from './jitDepositor.ts';
import { createKeeper } from './keeper.ts';
import { createLiquidator } from './liquidator.ts';
import { createMarketMaker } from './marketMaker.ts';
import { createMinter } from './minter.ts';
import type { Policy, PolicyModule } from './policy.ts';
import { createRedeemer } from './redeemer.ts';
import { type AgentGroupSpec, EXISTING_POLICIES } from './schema.ts';

/**
 * One agent's policy.
 *
 * @param spec its group
 * @param random the agent's own stream
 * @param id e.g. `borrowers/17`
 * @param modules users' policy files, loaded, by the name in the scenario
 * @throws UsageError if a user's policy can't be created
 */
export function createPolicy(
  spec: AgentGroupSpec,
  random: RandomStream,
  id: string,
  modules: ReadonlyMap<string, PolicyModule>,
): Policy {
  switch (spec.policy) {
    case 'borrower':
    case 'existing-borrower':
      return createBorrower(spec, random);
    case 'liquidator':
      return createLiquidator(spec, random);
    case 'atomic-arbitrageur':
      return createAtomicArbitrageur(spec, random);
    case 'capital-arbitrageur':
      return createCapitalArbitrageur(spec, random);
    case 'backstopper':
      return createBackstopper(spec, sample(spec.joins, random.child('joins')), random);
    case 'existing-backstopper':
      return createBackstopper(spec, 0, random);
    case 'market-maker':
      return createMarketMaker(spec, random);
    case 'minter':
      return createMinter(spec, random);
    case 'redeemer':
      return createRedeemer(spec, random);
    case 'jit-depositor':
      return createJitDepositor(spec, random);
    case 'keeper':
      return createKeeper(spec, random);
    case 'flash-liquidator':
      return createFlashLiquidator(spec, random);
    case 'custom':
      return createGuardedPolicy(
        modules.get(spec.file) as PolicyModule,
        { random: random.child('policy'), params: spec.params, id },
        spec.file,
      );
  }
}

/** Class under which a group's profit is reported. */
export function classOf(spec: AgentGroupSpec): string {
  if (spec.policy === 'custom') return spec.class;
  return spec.policy === 'existing-borrower' || spec.policy === 'existing-backstopper'
    ? EXISTING_POLICIES[spec.policy]
    : spec.policy;
}
