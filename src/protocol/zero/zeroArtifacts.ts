import { type Artifact, packageArtifact } from '../artifacts.ts';

const PACKAGE = '@sovryn-zero/contracts';

/** Folder inside `artifacts/contracts` of each contract that the core needs. */
const FOLDERS = {
  ActivePool: '',
  BorrowerOperations: '',
  CollSurplusPool: '',
  CommunityIssuance: 'ZERO',
  DefaultPool: '',
  FeeDistributor: '',
  GasPool: '',
  HintHelpers: '',
  LiquityBaseParams: '',
  MultiTroveGetter: '',
  PriceFeed: '',
  SortedTroves: '',
  StabilityPool: '',
  TroveManager: '',
  TroveManagerRedeemOps: 'Dependencies',
  ZUSDToken: '',
} as const;

/** The package holds bytecode of these two only with its record of the Rootstock deployment. */
const DEPLOYMENT_ONLY = ['ZEROStaking', 'ZEROToken'] as const;

export type ZeroContract = keyof typeof FOLDERS | (typeof DEPLOYMENT_ONLY)[number];

/**
 * Production bytecode of one of Sovryn Zero's contracts.
 *
 * @throws BreakwaterError if the package is not installed
 */
export function zeroArtifact(name: ZeroContract): Artifact {
  if (name === 'ZEROStaking' || name === 'ZEROToken') {
    return packageArtifact(PACKAGE, `deployment/rskSovrynMainnet/${name}.json`, name);
  }
  const folder = FOLDERS[name];
  const inner = folder === '' ? '' : `${folder}/`;
  return packageArtifact(PACKAGE, `artifacts/contracts/${inner}${name}.sol/${name}.json`, name);
}
