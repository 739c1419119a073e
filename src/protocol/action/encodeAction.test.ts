import { type Address, decodeFunctionData, encodeFunctionData, parseAbi } from 'viem';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { encodeAction } from './encodeAction.ts';

const BACKSTOP: Address = '0x00000000000000000000000000000000000000b5';
const FROM: Address = '0x00000000000000000000000000000000000000f0';
const names = new Map<string, Address>([
  ['backstop', BACKSTOP],
  ['troveManager', '0x00000000000000000000000000000000000000aa'],
]);

const encode = (action: { to?: string; from?: string; call?: string; args?: readonly unknown[]; data?: string }) =>
  encodeAction({ from: FROM, to: 'backstop', args: [], value: 0n, ...action }, { place: '2 of 3', names });

function refusal(action: Parameters<typeof encode>[0]): UsageError {
  try {
    encode(action);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new TypeError('it was accepted');
}

describe('a call by signature', () => {
  test.each<[string, readonly unknown[], readonly unknown[]]>([
    ['f(uint256,uint8)', [20, 255], [20n, 255]],
    ['f(uint)', ['1_150_000_000_000_000_000'], [1150000000000000000n]],
    ['f(uint256)', [`${2n ** 256n - 1n}`], [2n ** 256n - 1n]],
    ['f(uint256)', ['0xfF'], [255n]],
    ['f(int8,int256)', [-128, '-5'], [-128, -5n]],
    ['f(bool,bool)', [true, false], [true, false]],
    ['f(string,bytes)', ['1', '0x'], ['1', '0x']],
    ['f(bytes2)', ['0xABcd'], ['0xabcd']],
    ['f(address)', ['backstop'], [BACKSTOP]],
    ['f(address[2])', [[FROM, BACKSTOP]], [[FROM, BACKSTOP]]],
    [
      'f((uint256,(address,bytes)[])[],uint256[][])',
      [[[1, [[FROM, '0x01']]]], [[1, 2], []]],
      [[[1n, [[FROM, '0x01']]]], [[1n, 2n], []]],
    ],
  ])('%s of %j', (call, args, read) => {
    const { data, to, item } = encode({ call, args });
    expect(to).toBe(BACKSTOP);
    expect(item?.name).toBe('f');
    const decoded = decodeFunctionData({ abi: parseAbi([`function ${call}`] as string[]), data });
    const lowered = JSON.stringify(decoded.args, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(lowered.toLowerCase()).toBe(
      JSON.stringify(read, (_, value) => (typeof value === 'bigint' ? `${value}` : value)).toLowerCase(),
    );
  });

  test('an address written with its checksum is one', () => {
    const abi = parseAbi(['function f(address)']);
    const address = '0x66017D22b0f8556afDd19FC67041899Eb65a21bb';
    expect(encode({ call: 'f(address)', args: [address] }).data).toBe(
      encodeFunctionData({ abi, functionName: 'f', args: [address] }),
    );
    expect(encode({ to: address }).to).toBe(address.toLowerCase());
  });

  test('calldata is taken as it is', () => {
    expect(encode({ data: '0xABCD' })).toEqual({ from: FROM, to: BACKSTOP, value: 0n, data: '0xabcd' });
    expect(encode({ data: '0x' }).data).toBe('0x');
  });
});

describe('what does not fit is refused', () => {
  test.each<[string, readonly unknown[], Record<string, string>, RegExp | undefined]>([
    ['f(uint256)', [1.5], { argument: '1 (uint256)', found: 'the number 1.5' }, undefined],
    ['f(uint256)', [1.15e18], { found: 'the number 1150000000000000000' }, /quotes/],
    ['f(uint256)', [-1], { expected: 'a whole number from 0 to 2^256 - 1' }, undefined],
    ['f(uint8)', ['256'], { expected: 'a whole number from 0 to 2^8 - 1', found: '"256"' }, undefined],
    ['f(int8)', [128], { expected: 'a whole number from -2^7 to 2^7 - 1' }, undefined],
    ['f(uint256)', ['1e18'], { found: '"1e18"' }, undefined],
    ['f(uint256)', ['115%'], { found: '"115%"' }, undefined],
    ['f(uint256)', [null], { found: 'nothing' }, undefined],
    ['f(uint256)', [true], { found: 'true' }, undefined],
    ['f(bool)', ['true'], { expected: 'true or false', found: '"true"' }, undefined],
    ['f(bool)', [1], { found: 'the number 1' }, undefined],
    ['f(string)', [1], { expected: 'text' }, /quotes/],
    ['f(address)', [1e40], { expected: 'an address or the name of a contract' }, /quotes/],
    ['f(address)', ['0x12'], { found: '"0x12"' }, /40 hex digits/],
    ['f(address)', ['backstp'], { found: '"backstp"' }, /did you mean backstop/],
    ['f(address)', ['0x66017D22b0f8556afDd19FC67041899Eb65a21bB'], { expected: 'an address' }, /checksum/],
    ['f(bytes)', ['0x123'], { expected: '0x and pairs of hex digits' }, undefined],
    ['f(bytes)', [18], { found: 'the number 18' }, /quotes/],
    ['f(bytes4)', ['0x1234'], { expected: '0x and 8 hex digits', found: '"0x1234"' }, undefined],
    ['f(uint256[])', [1], { expected: 'a list' }, undefined],
    ['f(uint256[2])', [[1]], { expected: 'a list of 2', found: 'a list of 1' }, undefined],
    ['f(uint256[])', [[1, 'x']], { argument: '1, item 2 (uint256)', found: '"x"' }, undefined],
    ['f(bool,(uint256,bool)[])', [true, [[1, 2]]], { argument: '2, item 1, item 2 (bool)' }, undefined],
    ['f((uint256,bool))', [{ a: 1 }], { expected: 'a list of 2', found: 'a mapping' }, undefined],
    ['f((uint256,bool))', [[1]], { found: 'a list of 1' }, undefined],
    ['f(function)', ['0x'], { argument: '1 (function)' }, /data/],
  ])('%s of %j', (call, args, facts, remedy) => {
    const error = refusal({ call, args });
    expect(error.shortMessage).toBe('An argument of an action does not fit its type');
    expect(error.facts).toMatchObject({ action: '2 of 3', to: 'backstop', call, ...facts });
    if (remedy === undefined) expect(error.remedy).toBeUndefined();
    else expect(error.remedy).toMatch(remedy);
  });

  test('a message says where, what and how to put it right', () => {
    expect(refusal({ call: 'setParams(uint256,uint256)', args: [20, 1.15e18] }).message).toMatchInlineSnapshot(`
      "An argument of an action does not fit its type
        action:   2 of 3
        to:       backstop
        call:     setParams(uint256,uint256)
        argument: 2 (uint256)
        expected: a whole number from 0 to 2^256 - 1
        found:    the number 1150000000000000000
        fix:      put it in quotes, all its digits written out: YAML reads a bare number as one with 53 bits"
    `);
    expect(refusal({ to: 'backstp' }).message).toMatchInlineSnapshot(`
      "An action names a contract that is not known
        action: 2 of 3
        to:     backstp
        known:  backstop, troveManager
        fix:    did you mean backstop?"
    `);
  });

  test.each([[[]], [[1]], [[1, 2, 3]]])('%j for two parameters', (args) => {
    const error = refusal({ call: 'setParams(uint256,uint256)', args });
    expect(error.facts).toMatchObject({ expected: '2', found: `${args.length}` });
  });

  test.each(['f(uint7)', 'f(Foo)', 'f(', 'f(uint256', 'f(uint256)view', 'f(mapping(uint=>uint))', '9f()'])(
    'a signature of %s',
    (call) => {
      const error = refusal({ call });
      expect(error.shortMessage).toBe('The signature of an action can not be read');
      expect(error.facts).toMatchObject({ action: '2 of 3', call, problem: expect.stringMatching(/\w/) });
    },
  );

  test('a contract by a name that nothing has', () => {
    expect(refusal({ to: 'vault' }).facts).toEqual({
      action: '2 of 3',
      to: 'vault',
      known: 'backstop, troveManager',
    });
    expect(refusal({ to: 'vault' }).remedy).toMatch(/one of these names, or an address/);
  });

  test.each(['from', 'to'])('%s with a wrong checksum', (field) => {
    const error = refusal({ [field]: '0x66017D22b0f8556afDd19FC67041899Eb65a21bB' });
    expect(error.facts).toHaveProperty(field);
    expect(error.remedy).toMatch(/checksum/);
  });
});
