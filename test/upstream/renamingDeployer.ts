import type { Abi, Address } from 'viem';
import type { Artifact } from '../../src/protocol/artifacts.ts';
import type { CoreNaming } from '../../src/protocol/core/naming.ts';
import { Deployer } from '../../src/protocol/deployer.ts';
import { type Renames, renameBytecode } from './renameBytecode.ts';
import { testArtifact } from './testArtifact.ts';
import type { UpstreamChain } from './upstreamChain.ts';
import { zeroRenames } from './zeroRenames.ts';

/** Of everything that comes from the npm package of Zero. */
const ZERO = /^npm @sovryn-zero\//;

/**
 * Deploys Zero's core as a core of other names: each contract with the names in its bytecode, the Stability Pool without
 * the facade that has Liquity's name, and in the place of Zero's price feed the one that stands for Liquity's.
 */
export class RenamingDeployer extends Deployer {
  readonly #renames: Renames;
  readonly #aggregator: Address;
  #priceFeed: Address | undefined;

  /** @param aggregator the Chainlink-like feed that the core's price feed reads */
  constructor(
    chain: UpstreamChain,
    from: Address,
    { time, naming, aggregator }: { readonly time: number; readonly naming: CoreNaming; readonly aggregator: Address },
  ) {
    super(chain.asChain(), from, time);
    this.#renames = zeroRenames(naming);
    this.#aggregator = aggregator;
  }

  override async deploy(role: string, artifact: Artifact, args: readonly unknown[] = []): Promise<Address> {
    if (role === 'stabilityPool') return args[0] as Address;
    if (role === 'priceFeed') {
      this.#priceFeed = await super.deploy(role, testArtifact('LiquityPriceFeed'), [this.#aggregator]);
      return this.#priceFeed;
    }
    const isOfCore = ZERO.test(artifact.source);
    const bytecode = isOfCore ? renameBytecode(artifact.bytecode, this.#renames) : artifact.bytecode;
    return super.deploy(role, { ...artifact, bytecode }, args);
  }

  override async send(to: Address, abi: Abi, functionName: string, args: readonly unknown[] = []): Promise<void> {
    // It was wired by its constructor.
    if (to !== this.#priceFeed) await super.send(to, abi, functionName, args);
  }
}
