import { resolve } from 'node:path';
import { BreakwaterError, UsageError } from '../core/errors.ts';
import { type Artifact, ownArtifact, userArtifact } from '../protocol/artifacts.ts';
import type { Scenario } from '../scenario/schema.ts';

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

/** Our BAMM, or the scenario's own. @throws UsageError for an artifact that can't be used */
export function backstopArtifact({ backstop }: Scenario, baseDir: string): Artifact {
  const ours = ownArtifact('BackstopAMM');
  if (backstop.kind !== 'bamm' || backstop.artifact === undefined) return ours;
  return userArtifact(resolve(baseDir, backstop.artifact), ours.abi, BAMM_FUNCTIONS);
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
