import { encodeErrorResult, type Hex, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { COMMON_ERRORS } from './commonFunctions.ts';
import { revertReason } from './revertReason.ts';

const BUILT_IN = parseAbi([
  'error Error(string text)',
  'error Panic(uint256 code)',
  'error Odd(uint256, (bool, bytes)[])',
]);
const text = (message: string): Hex => encodeErrorResult({ abi: BUILT_IN, errorName: 'Error', args: [message] });
const panic = (code: bigint): Hex => encodeErrorResult({ abi: BUILT_IN, errorName: 'Panic', args: [code] });
const ACCOUNT = '0x00000000000000000000000000000000000000ab';
const raw = (inner: Hex): Hex => {
  const length = (inner.length - 2) / 2;
  const word = (value: number) => value.toString(16).padStart(64, '0');
  return `0x08c379a0${word(32)}${word(length)}${inner.slice(2).padEnd(Math.ceil(length / 32) * 64, '0')}`;
};
const odd = encodeErrorResult({ abi: BUILT_IN, errorName: 'Odd', args: [7n, [[true, '0x12']]] });

test.each<[string, Hex | undefined, string | undefined]>([
  ['text', text('Ownable: caller is not the owner'), 'Ownable: caller is not the owner'],
  ['text beyond ASCII', text('zu wenig – nein'), 'zu wenig – nein'],
  ['no text', text(''), 'an empty text'],
  ['text in text', raw(text('inner')), 'inner'],
  ['text in text in text', raw(raw(text('inmost'))), 'inmost'],
  ['a panic in text', raw(panic(1n)), 'an assertion failed'],
  ['overflow', panic(0x11n), 'arithmetic overflow or underflow'],
  ['division by zero', panic(0x12n), 'division by zero'],
  ['an index', panic(0x32n), 'an array index out of bounds'],
  ['a code of the future', panic(0x99n), 'panic 153'],
  [
    'a known error',
    encodeErrorResult({ abi: COMMON_ERRORS, errorName: 'OwnableUnauthorizedAccount', args: [ACCOUNT] }),
    `OwnableUnauthorizedAccount(${ACCOUNT})`,
  ],
  ['one without arguments', encodeErrorResult({ abi: COMMON_ERRORS, errorName: 'EnforcedPause' }), 'EnforcedPause()'],
  ['an unknown error', odd, odd],
  ['less than a selector', '0x1234', '0x1234'],
  ['a text cut short', '0x08c379a000', '0x08c379a000'],
  ['nothing', '0x', undefined],
  ['no data', undefined, undefined],
])('%s', (_, data, reason) => {
  expect(revertReason(data, COMMON_ERRORS)).toBe(reason);
});

test('an error of an interface at hand', () => {
  const errors = BUILT_IN.filter(({ name }) => name === 'Odd');
  expect(revertReason(odd, errors)).toBe('Odd(7, [(true, 0x12)])');
});
