import { type AbiParameter, type Address, getAddress } from 'viem';
import { UsageError } from '../../core/errors.ts';
import { describeFound } from '../../core/field.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import { lower } from '../accounts.ts';

/** What an argument is made for. */
export interface Slot {
  readonly parameter: AbiParameter;
  /** Which argument: `2`, or `2, item 1` inside a list; counted from 1. */
  readonly place: string;
  /** Contracts that stand for their addresses. */
  readonly names: ReadonlyMap<string, Address>;
  /** Whose argument it is, for messages. */
  readonly facts: Readonly<Record<string, string>>;
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const DECIMAL = /^-?\d+(?:_\d+)*$/;
const HEX = /^0x[0-9a-fA-F]+$/;
const BYTES = /^0x(?:[0-9a-fA-F]{2})*$/;

const QUOTE = 'put it in quotes, all its digits written out: YAML reads a bare number as one with 53 bits';

/**
 * A value as YAML gives it, in the form that viem encodes: a whole number as a bigint, an address in lower case, lists
 * and tuples item by item.
 *
 * @throws UsageError if it does not fit the parameter's type
 */
export function encodeArgument(value: unknown, slot: Slot): unknown {
  const { type } = slot.parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array !== null) {
    const [, item = '', length = ''] = array;
    return listItems(value, slot, length === '' ? undefined : Number(length)).map((entry, i) =>
      encodeArgument(entry, inside(slot, { ...slot.parameter, type: item }, i)),
    );
  }
  if (type === 'tuple') {
    const components = 'components' in slot.parameter ? slot.parameter.components : [];
    const entries = listItems(value, slot, components.length);
    return components.map((component, i) => encodeArgument(entries[i], inside(slot, component, i)));
  }
  if (type === 'bool') {
    if (typeof value === 'boolean') return value;
    throw misfit(slot, 'true or false', describeFound(value));
  }
  if (type === 'string') {
    if (typeof value === 'string') return value;
    throw misfit(slot, 'text', describeFound(value), 'put it in quotes');
  }
  if (type === 'address') return addressOf(value, slot);
  if (type.startsWith('bytes')) return bytesOf(value, slot, type.slice('bytes'.length));
  const integer = /^(u?)int(\d+)$/.exec(type);
  if (integer !== null)
    return integerOf(value, slot, { signed: integer[1] === '', bits: BigInt(integer[2] as string) });
  throw misfit(slot, 'a type that can be written as an argument', type, 'give the whole calldata as data');
}

/** What is said of a text that should be an address and has a wrong checksum; undefined if nothing is wrong with it. */
export function checksumProblem(address: string): string | undefined {
  const digits = address.slice(2);
  const isMixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (!isMixed || getAddress(lower(address)) === address) return undefined;
  return 'its checksum (EIP-55) does not fit, so a digit may be wrong: copy it again, or write it in lower case if you are sure of it';
}

function inside(slot: Slot, parameter: AbiParameter, index: number): Slot {
  return { ...slot, parameter, place: `${slot.place}, item ${index + 1}` };
}

function listItems(value: unknown, slot: Slot, length: number | undefined): readonly unknown[] {
  const expected = length === undefined ? 'a list' : `a list of ${length}`;
  if (!Array.isArray(value)) throw misfit(slot, expected, describeFound(value));
  if (length === undefined || value.length === length) return value;
  throw misfit(slot, expected, `a list of ${value.length}`);
}

function addressOf(value: unknown, slot: Slot): Address {
  if (typeof value !== 'string')
    throw misfit(slot, 'an address or the name of a contract', describeFound(value), 'put it in quotes');
  if (!ADDRESS.test(value)) {
    const named = slot.names.get(value);
    if (named !== undefined) return named;
    const near = nearestNames(value, slot.names.keys());
    const remedy = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'an address is 0x and 40 hex digits';
    throw misfit(slot, 'an address or the name of a contract', describeFound(value), remedy);
  }
  const problem = checksumProblem(value);
  if (problem !== undefined) throw misfit(slot, 'an address', describeFound(value), problem);
  return lower(value);
}

function bytesOf(value: unknown, slot: Slot, size: string): string {
  const expected = size === '' ? '0x and pairs of hex digits' : `0x and ${2 * Number(size)} hex digits`;
  const remedy = typeof value === 'number' ? 'put it in quotes' : undefined;
  if (typeof value !== 'string' || !BYTES.test(value)) throw misfit(slot, expected, describeFound(value), remedy);
  if (size === '' || value.length === 2 + 2 * Number(size)) return value;
  throw misfit(slot, expected, describeFound(value));
}

function integerOf(value: unknown, slot: Slot, { signed, bits }: { signed: boolean; bits: bigint }): bigint {
  const least = signed ? -(2n ** (bits - 1n)) : 0n;
  const most = 2n ** (signed ? bits - 1n : bits) - 1n;
  const expected = `a whole number from ${signed ? `-2^${bits - 1n}` : '0'} to 2^${signed ? bits - 1n : bits} - 1`;
  const read = wholeNumber(value);
  if (read !== undefined && read >= least && read <= most) return read;
  const isLossy = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  throw misfit(slot, expected, describeFound(value), isLossy ? QUOTE : undefined);
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string') return undefined;
  if (DECIMAL.test(value)) return BigInt(value.replaceAll('_', ''));
  return HEX.test(value) ? BigInt(value) : undefined;
}

function misfit(slot: Slot, expected: string, found: string, remedy?: string): UsageError {
  const { facts, place, parameter } = slot;
  return new UsageError('An argument of an action does not fit its type', {
    facts: { ...facts, argument: `${place} (${parameter.type})`, expected, found },
    ...(remedy === undefined ? {} : { remedy }),
  });
}
