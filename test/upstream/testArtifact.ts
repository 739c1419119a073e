import { readFileSync } from 'node:fs';
import type { Abi } from 'viem';
import type { Artifact } from '../../src/protocol/artifacts.ts';
import { compile } from '../../src/protocol/solidity/compile.ts';

const SOURCES = {
  'TestAggregator.sol': new URL('../contracts/TestAggregator.sol', import.meta.url),
  'LiquityPriceFeed.sol': new URL('../contracts/LiquityPriceFeed.sol', import.meta.url),
  'ZeroFeed.sol': new URL('./ZeroFeed.sol', import.meta.url),
};

let artifacts: readonly Artifact[] | undefined;

/** A feed of the tests, compiled when first asked for one. */
export function testArtifact(wanted: 'TestAggregator' | 'LiquityPriceFeed' | 'ZeroFeed'): Artifact {
  artifacts ??= compile(
    Object.fromEntries(Object.entries(SOURCES).map(([name, url]) => [name, readFileSync(url, 'utf8')])),
  ).map(({ contractName: name, abi, bytecode }) => ({ name, abi: abi as Abi, bytecode, source: 'tests' }));
  return artifacts.find(({ name }) => name === wanted) as Artifact;
}
