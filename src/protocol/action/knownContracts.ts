import { type Abi, type AbiFunction, type Address, parseAbi } from 'viem';
import { type Artifact, ownArtifact, packageArtifact } from '../artifacts.ts';
import { coreSignature } from '../core/naming.ts';
import type { Deployed } from '../deployer.ts';
import type { CoreAddresses, System } from '../system.ts';
import { zeroArtifact } from '../zero/zeroArtifacts.ts';
import { COMMON_ERRORS } from './commonFunctions.ts';
import { LIQUITY_FUNCTIONS } from './liquityFunctions.ts';
import type { AbiError } from './revertReason.ts';

export interface KnownContractsOptions {
  readonly system: System;
  /** Default: there is none. */
  readonly backstop?: Address | undefined;
  /** Further names, such as an address book's; they win over the system's own. */
  readonly names: ReadonlyMap<string, Address>;
  /** Contracts whose artifacts are at hand. */
  readonly deployed: readonly Deployed[];
}

const FEED = (): Artifact => ownArtifact('ScriptedFeed');

/** Whose interface a contract is taken to have, by its name: what a Zero core has more than Liquity's is its own. */
const ARTIFACTS: Readonly<Record<string, () => Artifact>> = {
  backstop: () => ownArtifact('BackstopAMM'),
  collateralFeed: FEED,
  stableFeed: FEED,
  dexPair: () => packageArtifact('@uniswap/v2-core', 'build/UniswapV2Pair.json', 'UniswapV2Pair'),
  dexRouter: () => packageArtifact('@uniswap/v2-periphery', 'build/UniswapV2Router02.json', 'UniswapV2Router02'),
  weth: () => packageArtifact('canonical-weth', 'build/contracts/WETH9.json', 'WETH9'),
  troveManager: () => zeroArtifact('TroveManager'),
  borrowerOperations: () => zeroArtifact('BorrowerOperations'),
  stabilityPool: () => zeroArtifact('StabilityPool'),
  activePool: () => zeroArtifact('ActivePool'),
  defaultPool: () => zeroArtifact('DefaultPool'),
  collSurplusPool: () => zeroArtifact('CollSurplusPool'),
  sortedTroves: () => zeroArtifact('SortedTroves'),
  stablecoin: () => zeroArtifact('ZUSDToken'),
  communityIssuance: () => zeroArtifact('CommunityIssuance'),
  baseParams: () => zeroArtifact('LiquityBaseParams'),
  priceFeed: () => zeroArtifact('PriceFeed'),
  feeDistributor: () => zeroArtifact('FeeDistributor'),
};

/** Names and interfaces of the contracts that are known by their addresses. */
export class KnownContracts {
  /** Address by each name that a contract has: one may have several. */
  readonly names: ReadonlyMap<string, Address>;
  readonly #system: System;
  readonly #artifacts: ReadonlyMap<Address, Artifact>;
  readonly #namesOf = new Map<Address, string[]>();
  readonly #functions = new Map<Address, readonly AbiFunction[]>();

  constructor({ system, backstop, names, deployed }: KnownContractsOptions) {
    this.#system = system;
    this.#artifacts = new Map(deployed.map(({ address, artifact }) => [address, artifact]));
    this.names = new Map([
      ...(Object.entries(system.core) as [keyof CoreAddresses, Address][]),
      ...([
        ['collateralFeed', system.collateralFeed.address],
        ['stableFeed', system.stableFeed.address],
        ['dexPair', system.pair],
        ['dexRouter', system.router],
        ['weth', system.weth],
      ] as const),
      ...(backstop === undefined ? [] : [['backstop', backstop] as const]),
      ...names,
    ]);
    for (const [name, address] of this.names) {
      const known = this.#namesOf.get(address);
      if (known === undefined) this.#namesOf.set(address, [name]);
      else known.push(name);
    }
  }

  /** First name of a contract; undefined if it has none. */
  nameOf(address: Address): string | undefined {
    return this.#namesOf.get(address)?.[0];
  }

  /** Functions that the contract at an address is known to have; none for an unknown one. */
  functionsOf(address: Address): readonly AbiFunction[] {
    const known = this.#functions.get(address);
    if (known !== undefined) return known;
    const deployed = this.#artifacts.get(address);
    const names = this.#namesOf.get(address) ?? [];
    const functions = [
      ...functionsIn(deployed?.abi ?? []),
      ...names.flatMap((name) => this.#liquityFunctions(name)),
      ...names.flatMap((name) => functionsIn(ARTIFACTS[name]?.().abi ?? [])),
    ];
    this.#functions.set(address, functions);
    return functions;
  }

  /** Errors of all that was deployed, and those that many contracts share: an inner call's may be passed on. */
  get errors(): readonly AbiError[] {
    const deployed = [...this.#artifacts.values()].flatMap(({ abi }) => abi.filter((item) => item.type === 'error'));
    return [...deployed, ...COMMON_ERRORS];
  }

  #liquityFunctions(name: string): readonly AbiFunction[] {
    const signatures = LIQUITY_FUNCTIONS[name as keyof CoreAddresses] ?? [];
    return functionsIn(
      parseAbi(signatures.map((signature) => `function ${coreSignature(this.#system.naming, signature)}`) as string[]),
    );
  }
}

function functionsIn(abi: Abi): AbiFunction[] {
  return abi.filter((item) => item.type === 'function');
}
