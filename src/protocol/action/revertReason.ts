import { type Abi, decodeAbiParameters, decodeErrorResult, type Hex, hexToString } from 'viem';
import { formatArgument } from './formatArgument.ts';

/** A custom error of an interface. */
export type AbiError = Extract<Abi[number], { type: 'error' }>;

const ERROR = '0x08c379a0';
const PANIC = '0x4e487b71';

/** Solidity's codes in words. */
const PANICS: Readonly<Record<string, string>> = {
  '0': 'a panic of the compiler',
  '1': 'an assertion failed',
  '17': 'arithmetic overflow or underflow',
  '18': 'division by zero',
  '33': 'a value that the enum does not have',
  '34': 'a storage byte array that is encoded wrongly',
  '49': 'pop of an empty array',
  '50': 'an array index out of bounds',
  '65': 'too much memory',
  '81': 'a call of an internal function that was not set',
};

/**
 * What a contract says when it reverts: its text, a panic in words, or an error of those known. Some contracts pass on
 * an inner revert as if it were text, as Sovryn Zero does for redemptions: that is unwrapped.
 *
 * @param data as the contract reverted with; undefined if the node gave none
 * @param errors that are known
 * @returns undefined if there is no data; the data itself if nothing explains it
 */
export function revertReason(data: Hex | undefined, errors: readonly AbiError[]): string | undefined {
  if (data === undefined || data === '0x') return undefined;
  try {
    return decodeReason(data, errors);
  } catch {
    // Nothing known, or what looks like it and is not.
    return data;
  }
}

function decodeReason(data: Hex, errors: readonly AbiError[]): string {
  const rest: Hex = `0x${data.slice(ERROR.length)}`;
  if (data.startsWith(ERROR)) {
    // Read as bytes: a revert inside of it is no UTF-8.
    const [text] = decodeAbiParameters([{ type: 'bytes' }], rest);
    if (text.startsWith(ERROR) || text.startsWith(PANIC)) return decodeReason(text, errors);
    return hexToString(text) || 'an empty text';
  }
  if (data.startsWith(PANIC)) {
    const [code] = decodeAbiParameters([{ type: 'uint256' }], rest);
    return PANICS[String(code)] ?? `panic ${code}`;
  }
  const { abiItem, args = [] } = decodeErrorResult({ abi: errors, data });
  const { name, inputs } = abiItem as AbiError;
  const values: readonly unknown[] = args;
  return `${name}(${inputs.map((input, i) => formatArgument(values[i], input)).join(', ')})`;
}
