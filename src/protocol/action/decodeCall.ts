import {
  type AbiFunction,
  type Address,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem';
import { lower } from '../accounts.ts';
import { COMMON_FUNCTIONS } from './commonFunctions.ts';
import { formatArgument } from './formatArgument.ts';
import type { KnownContracts } from './knownContracts.ts';

export interface Call {
  /** Lower case. */
  readonly to: Address;
  readonly data: Hex;
  /** Function that the caller says it is. */
  readonly item?: AbiFunction | undefined;
}

/** A call in words. */
export interface DecodedCall {
  readonly item: AbiFunction;
  /** E.g. `setParams(uint256,uint256)`. */
  readonly signature: string;
  /** In order; calldata inside of them as calls in their turn, e.g. `backstop.setParams(20, 50)`. */
  readonly args: readonly string[];
}

/** Hex digits of a selector, with the prefix. */
const SELECTOR = 10;
/** Calls inside of calls are told so far down: a multisig's to a timelock, and that one's. */
const DEPTH = 3;

/**
 * Says what calldata means: a function of the contract called, as far as its interface is known, else one that many
 * contracts share, else what the caller says. Nothing is guessed: selector and arguments have to fit.
 *
 * @param depth calls inside of it are told so far down
 * @returns undefined if nothing fits
 */
export function decodeCall({ to, data, item }: Call, known: KnownContracts, depth = DEPTH): DecodedCall | undefined {
  if (data.length < SELECTOR) return undefined;
  return (
    decodeAs(known.functionsOf(to), { data, known, depth, isExact: false }) ??
    decodeAs(COMMON_FUNCTIONS, { data, known, depth, isExact: true }) ??
    decodeAs(item === undefined ? [] : [item], { data, known, depth, isExact: false })
  );
}

interface DecodeOptions {
  readonly data: Hex;
  readonly known: KnownContracts;
  readonly depth: number;
  /** Whether nothing may follow the arguments. A contract ignores what does, so it is no reason to doubt its own function. */
  readonly isExact: boolean;
}

function decodeAs(functions: readonly AbiFunction[], options: DecodeOptions): DecodedCall | undefined {
  const { data, isExact } = options;
  const item = functions.find((candidate) => toFunctionSelector(candidate) === data.slice(0, SELECTOR));
  if (item === undefined) return undefined;
  const values = valuesOf(item, `0x${data.slice(SELECTOR)}`, isExact);
  if (values === undefined) return undefined;
  const args = item.inputs.map((input, i) => innerCall(item, values, i, options) ?? formatArgument(values[i], input));
  return { item, signature: toFunctionSignature(item), args };
}

function valuesOf({ inputs }: AbiFunction, encoded: Hex, isExact: boolean): readonly unknown[] | undefined {
  try {
    const values = decodeAbiParameters(inputs, encoded);
    return isExact && encodeAbiParameters(inputs, values) !== encoded ? undefined : values;
  } catch {
    return undefined;
  }
}

/** Text of an argument that is calldata for the address beside it, or a list of such; undefined if it is not. */
function innerCall(
  { inputs }: AbiFunction,
  values: readonly unknown[],
  index: number,
  { known, depth }: DecodeOptions,
): string | undefined {
  const type = inputs[index]?.type;
  if (depth === 0 || (type !== 'bytes' && type !== 'bytes[]') || inputs[index]?.name === 'signatures') return undefined;
  const suffix = type.slice('bytes'.length);
  const targetAt = targetOf(inputs, index, `address${suffix}`);
  // Compound's way: the signature stands by itself, and the calldata has no selector.
  const signatureAt = inputs[index - 1]?.type === `string${suffix}` ? index - 1 : -1;
  if (targetAt < 0) return undefined;
  const tell = (to: unknown, data: unknown, signature: unknown): string | undefined => {
    const target = lower(String(to));
    const call = withSelector(data as Hex, typeof signature === 'string' ? signature : '');
    const inner = call === undefined ? undefined : decodeCall({ to: target, data: call }, known, depth - 1);
    if (inner === undefined) return undefined;
    return `${known.nameOf(target) ?? target}.${inner.item.name}(${inner.args.join(', ')})`;
  };
  const [targets, data, signatures] = [values[targetAt], values[index], values[signatureAt]];
  if (!Array.isArray(data)) return tell(targets, data, signatures);
  const told = data.map(
    (one, i) => tell((targets as unknown[])[i], one, (signatures as unknown[] | undefined)?.[i]) ?? one,
  );
  return `[${told.join(', ')}]`;
}

/** The parameter named so, or the last one of the type before the calldata; -1 if there is none. */
function targetOf(inputs: AbiFunction['inputs'], index: number, type: string): number {
  const named = inputs.findIndex(({ name }) => name === 'target' || name === 'targets');
  return named >= 0 ? named : inputs.slice(0, index).findLastIndex((input) => input.type === type);
}

function withSelector(data: Hex, signature: string): Hex | undefined {
  if (signature === '') return data;
  try {
    return `${toFunctionSelector(`function ${signature}`)}${data.slice(2)}` as Hex;
  } catch {
    return undefined;
  }
}
