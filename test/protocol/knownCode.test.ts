import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Hex, keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Chain, GENESIS_TIME } from '../../src/chain/chain.ts';
import { WAD } from '../../src/core/units.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import { ownArtifact, packageArtifact } from '../../src/protocol/artifacts.ts';
import { Deployer } from '../../src/protocol/deployer.ts';
import { OWNER } from '../../src/protocol/embeddedSystem.ts';
import { immutablesOf, knownCode } from '../../src/protocol/knownCode.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';

const require = createRequire(import.meta.url);

let chain: Chain;
/** Runtime code by role. */
let codes: ReadonlyMap<string, Hex>;

beforeAll(async () => {
  const { state, contracts } = await prepareSystem();
  chain = await Chain.open({ state, gasLimit: 100_000_000n });
  await chain.setBalances(new Map([[OWNER, WAD]]));
  const deployer = new Deployer(chain, OWNER, GENESIS_TIME + 1_000_000);
  const at = (role: string) => contracts.find((contract) => contract.role === role)?.address;
  await deployer.deploy('backstop', ownArtifact('BackstopAMM'), [
    ...[at('collateralFeed'), at('stableFeed'), at('stabilityPool'), at('zUSDToken'), at('rewardToken')],
    ...[400n, accountOf('feePool'), accountOf('nobody')],
  ]);
  await deployer.deploy('erc20', packageArtifact('@uniswap/v2-core', 'build/ERC20.json', 'ERC20'), [1n]);
  const placed = [...contracts, ...deployer.deployed];
  const found = await chain.code(placed.map(({ address }) => address));
  codes = new Map(placed.map(({ role }, i) => [role, found[i] as Hex]));
});

afterAll(() => chain.close());

const codeOf = (role: string): Hex => {
  const code = codes.get(role);
  if (code === undefined) throw new Error(`nothing plays ${role}`);
  return code;
};

describe('code on a chain', () => {
  test.each([
    ['backstop', 'breakwater contracts/BackstopAMM.sol'],
    ['collateralFeed', 'breakwater contracts/ScriptedFeed.sol'],
    ['stabilityPool', 'breakwater contracts/RenamingFacade.sol'],
    ['reader', 'breakwater contracts/BatchReader.sol'],
    ['dexPair', 'npm @uniswap/v2-core@1.0.1 UniswapV2Pair'],
    ['dexFactory', 'npm @uniswap/v2-core@1.0.1 UniswapV2Factory'],
    ['erc20', 'npm @uniswap/v2-core@1.0.1 ERC20'],
    ['dexRouter', 'npm @uniswap/v2-periphery@1.1.0-beta.0 UniswapV2Router02'],
    ['weth', 'npm canonical-weth@1.4.0 WETH9'],
    ['troveManager', 'npm @sovryn-zero/contracts@0.4.0 TroveManager'],
    ['borrowerOperations', 'npm @sovryn-zero/contracts@0.4.0 BorrowerOperations'],
    ['zEROToken', 'npm @sovryn-zero/contracts@0.4.0 ZEROToken'],
    ['zEROStaking', 'npm @sovryn-zero/contracts@0.4.0 ZEROStaking'],
  ])('%s is %s', (role, owner) => {
    expect(knownCode(codeOf(role))).toBe(owner);
  });

  test('all of the embedded system is known, with immutables or without', () => {
    expect([...codes].filter(([, code]) => knownCode(code) === null)).toEqual([]);
    expect(knownCode(codeOf('troveManager').toUpperCase().replace('0X', '0x') as Hex)).toContain('TroveManager');
  });

  test('one byte outside of the immutables makes it nobody’s', () => {
    for (const role of ['backstop', 'dexPair', 'troveManager']) {
      const code = codeOf(role);
      expect(knownCode(`${code.slice(0, -2)}${code.endsWith('00') ? '01' : '00'}` as Hex), role).toBeNull();
    }
    expect(knownCode(codeOf('dexPair').slice(0, -2) as Hex)).toBeNull();
    expect(knownCode(`${codeOf('dexPair')}00`)).toBeNull();
  });
});

describe('an address book’s hash', () => {
  const mine: Hex = '0x60016002';

  test('makes that very code known, and no other', () => {
    expect(knownCode(mine)).toBeNull();
    expect(knownCode(mine, keccak256(mine))).toBe('pinned in the address book');
    expect(knownCode(mine, keccak256(mine).toUpperCase().replace('0X', '0x') as Hex)).toBe(
      'pinned in the address book',
    );
    expect(knownCode(mine, keccak256('0x6002'))).toBeNull();
  });

  test('comes after whose code it is', () => {
    const pair = codeOf('dexPair');
    expect(knownCode(pair, keccak256(pair))).toBe('npm @uniswap/v2-core@1.0.1 UniswapV2Pair');
  });

  test('no code is nobody’s, whatever is pinned', () => {
    expect(knownCode('0x', keccak256('0x'))).toBeNull();
  });
});

test('immutables lie where the compilers that tell say', () => {
  const ours = new URL('../../contracts/artifacts/', import.meta.url);
  const compiled = readdirSync(ours)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(new URL(name, ours), 'utf8')));
  const { deployedBytecode } = require('@uniswap/v2-periphery/build/UniswapV2Router02.json').evm;
  const router = {
    deployedBytecode: deployedBytecode.object,
    immutableReferences: Object.values(deployedBytecode.immutableReferences).flat(),
  };
  const told = [...compiled, router].map((artifact) => ({
    found: immutablesOf(artifact.deployedBytecode.replace(/^0x/, '')),
    said: artifact.immutableReferences.map(({ start }: { start: number }) => start),
  }));
  expect(told.filter(({ said }) => said.length > 0).length).toBeGreaterThan(4);
  for (const { found, said } of told) expect(found).toEqual(said.sort((a: number, b: number) => a - b));
});
