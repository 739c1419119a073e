import { type Address, encodeFunctionData, type Hex, parseAbi, toFunctionSelector, toFunctionSignature } from 'viem';
import { describe, expect, test } from 'vitest';
import { coreSignature, LIQUITY_NAMING } from '../core/naming.ts';
import type { CoreAddresses, System } from '../system.ts';
import { ZERO_CONSTANTS, ZERO_NAMING } from '../zero/constants.ts';
import { zeroArtifact } from '../zero/zeroArtifacts.ts';
import { decodeCall } from './decodeCall.ts';
import { KnownContracts } from './knownContracts.ts';
import { LIQUITY_FUNCTIONS } from './liquityFunctions.ts';

const at = (digits: string): Address => `0x${digits.padStart(40, '0')}`;
const PARTS = [
  ...['troveManager', 'borrowerOperations', 'stabilityPool', 'activePool', 'defaultPool', 'gasPool', 'collSurplusPool'],
  ...['sortedTroves', 'multiTroveGetter', 'stablecoin', 'rewardToken', 'communityIssuance', 'baseParams'],
];
const BACKSTOP = at('b5');
const STRANGER = at('ff');
const [TIMELOCK, SALT] = [at('71'), `0x${'00'.repeat(32)}` as Hex];

const system: System = {
  core: Object.fromEntries(PARTS.map((name, i) => [name, at(`c${i.toString(16)}`)])) as unknown as CoreAddresses,
  naming: { ...LIQUITY_NAMING, stable: 'USDL' },
  constants: ZERO_CONSTANTS,
  ...{ weth: at('d1'), pair: at('d2'), router: at('d3'), reader: at('d4') },
  collateralFeed: { address: at('e1'), decimals: 8 },
  stableFeed: { address: at('e2'), decimals: 8 },
};
const known = new KnownContracts({ system, backstop: BACKSTOP, names: new Map(), deployed: [] });

const data = (signature: string, args: readonly unknown[]): Hex =>
  encodeFunctionData({ abi: parseAbi([`function ${signature}`] as string[]), args } as never);
const decode = (to: Address, calldata: Hex) => {
  const found = decodeCall({ to, data: calldata }, known);
  return found === undefined ? undefined : [found.signature, ...found.args];
};

const { troveManager, borrowerOperations, stablecoin, baseParams } = system.core;
const PARAMS = data('setParams(uint256,uint256)', [60n, 25n]);

describe('calldata in words', () => {
  test.each<[string, Address, Hex, readonly string[]]>([
    ['a BAMM', BACKSTOP, PARAMS, ['setParams(uint256,uint256)', '60', '25']],
    ['Liquity', troveManager, data('liquidate(address)', [at('ab')]), ['liquidate(address)', at('ab')]],
    [
      'a fork’s own name',
      borrowerOperations,
      data('withdrawUSDL(uint256,uint256,address,address)', [1n, 2n, at('1'), at('2')]),
      ['withdrawUSDL(uint256,uint256,address,address)', '1', '2', at('1'), at('2')],
    ],
    ['Zero’s own', baseParams as Address, data('setMCR(uint256)', [5n]), ['setMCR(uint256)', '5']],
    ['a token', stablecoin, data('mint(address,uint256)', [at('1'), 9n]), ['mint(address,uint256)', at('1'), '9']],
    [
      'anybody',
      STRANGER,
      data('transfer(address,uint256)', [at('1'), 9n]),
      ['transfer(address,uint256)', at('1'), '9'],
    ],
    [
      'lists, text and tuples',
      troveManager,
      data('batchLiquidateTroves(address[])', [[at('1'), at('2')]]),
      ['batchLiquidateTroves(address[])', `[${at('1')}, ${at('2')}]`],
    ],
  ])('%s', (_, to, calldata, expected) => {
    expect(decode(to, calldata)).toEqual(expected);
  });

  test.each<[string, Address, Hex]>([
    ['a function of another contract', STRANGER, PARAMS],
    ['a function that nobody has', BACKSTOP, '0x12345678'],
    [
      'Liquity’s name on a fork',
      borrowerOperations,
      data('withdrawLUSD(uint256,uint256,address,address)', [1n, 2n, at('1'), at('2')]),
    ],
    ['arguments that are cut off', BACKSTOP, PARAMS.slice(0, -2) as Hex],
    [
      'more than its arguments, where the contract is unknown',
      STRANGER,
      `${data('transfer(address,uint256)', [at('1'), 9n])}00`,
    ],
    ['nothing', BACKSTOP, '0x'],
    ['less than a selector', BACKSTOP, '0x1234'],
  ])('%s is not guessed at', (_, to, calldata) => {
    expect(decode(to, calldata)).toBeUndefined();
  });

  test('what follows the arguments does not hide a contract’s own function', () => {
    expect(decode(BACKSTOP, `${PARAMS}beef`)).toEqual(['setParams(uint256,uint256)', '60', '25']);
  });

  test('a function that is known by its signature alone', () => {
    const signature = 'poke((uint256,string)[],bool)';
    const [item] = parseAbi([`function ${signature}`] as string[]) as never as [never];
    const calldata = data(signature, [[[1n, 'a "b"']], true]);
    expect(decodeCall({ to: STRANGER, data: calldata, item }, known)).toMatchObject({
      signature,
      args: ['[(1, "a \\"b\\"")]', 'true'],
    });
  });
});

describe('calls inside of calls', () => {
  const EXECUTE = 'execute(address,uint256,bytes,bytes32,bytes32)';

  test('a timelock’s', () => {
    expect(decode(TIMELOCK, data(EXECUTE, [BACKSTOP, 0n, PARAMS, SALT, SALT]))).toEqual([
      ...[EXECUTE, BACKSTOP, '0', 'backstop.setParams(60, 25)', SALT, SALT],
    ]);
  });

  test('of an unknown function they stay as they are', () => {
    expect(decode(TIMELOCK, data(EXECUTE, [STRANGER, 0n, PARAMS, SALT, SALT]))?.[3]).toBe(PARAMS);
    const transfer = data('transfer(address,uint256)', [at('1'), 9n]);
    expect(decode(TIMELOCK, data(EXECUTE, [STRANGER, 0n, transfer, SALT, SALT]))?.[3]).toBe(
      `${STRANGER}.transfer(${at('1')}, 9)`,
    );
  });

  test('a multisig’s to a timelock', () => {
    const inner = data(EXECUTE, [BACKSTOP, 0n, PARAMS, SALT, SALT]);
    const safe = 'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)';
    const args = [TIMELOCK, 0n, inner, 0, 0n, 0n, 0n, BACKSTOP, BACKSTOP, PARAMS];
    const decoded = decode(STRANGER, data(safe, args));
    expect(decoded?.[3]).toBe(`${TIMELOCK}.execute(${BACKSTOP}, 0, backstop.setParams(60, 25), ${SALT}, ${SALT})`);
    // Signatures are no call, whatever they look like.
    expect(decoded?.[10]).toBe(PARAMS);
  });

  test('lists of them', () => {
    const batch = 'executeBatch(address[],uint256[],bytes[],bytes32,bytes32)';
    const args = [[BACKSTOP, STRANGER], [0n, 0n], [PARAMS, '0x1234'], SALT, SALT];
    expect(decode(TIMELOCK, data(batch, args))?.[3]).toBe('[backstop.setParams(60, 25), 0x1234]');
  });

  test('Compound’s way, with the signature beside the arguments', () => {
    const execute = 'executeTransaction(address,uint256,string,bytes,uint256)';
    const bare = `0x${PARAMS.slice(10)}`;
    const call = (signature: string, inner: string) =>
      decode(TIMELOCK, data(execute, [BACKSTOP, 0n, signature, inner, 7n]))?.[4];
    expect(call('setParams(uint256,uint256)', bare)).toBe('backstop.setParams(60, 25)');
    expect(call('', PARAMS)).toBe('backstop.setParams(60, 25)');
    expect(call('no signature', bare)).toBe(bare);
    const propose = 'propose(address[],uint256[],string[],bytes[],string)';
    const args = [[BACKSTOP], [0n], ['setParams(uint256,uint256)'], [bare], 'why'];
    expect(decode(TIMELOCK, data(propose, args))?.slice(3)).toEqual([
      ...['["setParams(uint256,uint256)"]', '[backstop.setParams(60, 25)]', '"why"'],
    ]);
  });
});

test('what is listed of Liquity is what Zero has under its own names', () => {
  const zero = {
    troveManager: 'TroveManager',
    borrowerOperations: 'BorrowerOperations',
    stabilityPool: 'StabilityPool',
  } as const;
  for (const [name, signatures] of Object.entries(LIQUITY_FUNCTIONS)) {
    const { abi } = zeroArtifact(zero[name as keyof typeof zero]);
    const offered = abi.flatMap((item) => (item.type === 'function' ? [toFunctionSignature(item)] : []));
    expect(offered).toEqual(expect.arrayContaining(signatures.map((one) => coreSignature(ZERO_NAMING, one))));
  }
});

test('names stand for addresses, the system’s first', () => {
  const names = new Map([
    ['zUSDToken', stablecoin],
    ['vault', STRANGER],
  ]);
  const named = new KnownContracts({ system, names, deployed: [] });
  expect(named.names.get('zUSDToken')).toBe(stablecoin);
  expect([stablecoin, STRANGER, BACKSTOP].map((one) => named.nameOf(one))).toEqual(['stablecoin', 'vault', undefined]);
  expect(named.functionsOf(STRANGER)).toEqual([]);
});

test('selectors of functions that contracts share are their own', async () => {
  const { COMMON_FUNCTIONS } = await import('./commonFunctions.ts');
  const selectors = COMMON_FUNCTIONS.map((item) => toFunctionSelector(item));
  expect(new Set(selectors).size).toBe(selectors.length);
});
