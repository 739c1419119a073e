import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { build } from '../../contracts/build.ts';
import { compile, readSources } from '../../src/protocol/solidity/compile.ts';
import { projectArtifact } from './support.ts';

const head = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n';

it('fails on an error, with what the compiler says about it', () => {
  expect(() => compile({ 'Broken.sol': `${head}contract Broken { uint256 x = "no"; }` })).toThrow(
    /TypeError.*\n.*Broken\.sol:3:31/,
  );
});

it('fails on a warning', () => {
  const source = `${head}contract Warned { function f() external returns (uint256) { return 1; } }`;
  expect(() => compile({ 'Warned.sol': source })).toThrow(
    'Warning: Function state mutability can be restricted to pure',
  );
});

it('writes what a fresh compilation gives, and is then up to date', () => {
  build();
  const artifacts = compile(readSources(fileURLToPath(new URL('../../contracts/', import.meta.url))));
  const deployable = artifacts.filter(({ bytecode }) => bytecode !== '0x');
  expect(deployable.map(({ contractName }) => contractName).sort()).toEqual([
    'ArbitrageExecutor',
    'BackstopAMM',
    'BatchReader',
    'ConstantReturn',
    'FundedLiquidator',
    'ParFeed',
    'RenamingFacade',
    'RewardRate',
    'ScriptedFeed',
  ]);
  for (const artifact of deployable) expect(projectArtifact(artifact.contractName)).toEqual(artifact);
  expect(build()).toBe(false);
});
