import { type AbiFunction, type Address, encodeFunctionData, type Hex, parseAbiItem, toFunctionSignature } from 'viem';
import { UsageError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import { lower } from '../accounts.ts';
import { checksumProblem, encodeArgument } from './encodeArgument.ts';

/** A call as a scenario writes it under `chain.actions`. */
export interface ActionSpec {
  /** Address, or the name of a contract; so is `to`. */
  readonly from: string;
  readonly to: string;
  /** Signature without spaces, e.g. `setParams(uint256,uint256)`; either this or `data`. */
  readonly call?: string | undefined;
  /** Of `call`, as YAML gives them. */
  readonly args: readonly unknown[];
  /** Raw calldata. */
  readonly data?: string | undefined;
  /** Wei. */
  readonly value: bigint;
  readonly note?: string | undefined;
}

/** The same, ready to be sent; addresses in lower case. */
export interface EncodedAction {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  /** Wei. */
  readonly value: bigint;
  /** Function that was named by its signature. */
  readonly item?: AbiFunction;
}

export interface EncodeActionOptions {
  /** Which action it is, for messages: `1 of 3`. */
  readonly place: string;
  /** Accounts that may be given by name. */
  readonly names: ReadonlyMap<string, Address>;
}

/**
 * Turns an action into a call.
 *
 * @throws UsageError if its contract is unknown, its signature can't be read, or an argument does not fit its type
 */
export function encodeAction(action: ActionSpec, { place, names }: EncodeActionOptions): EncodedAction {
  const from = accountOf(action.from, 'from', { place, names });
  const to = accountOf(action.to, 'to', { place, names });
  const { value } = action;
  if (action.call === undefined) return { from, to, value, data: (action.data ?? '0x').toLowerCase() as Hex };
  const item = functionOf(action.call, place);
  return { from, to, value, data: encodeArguments(action, item, { place, names }), item };
}

function accountOf(written: string, field: string, { place, names }: EncodeActionOptions): Address {
  const facts = { action: place, [field]: written };
  if (written.startsWith('0x')) {
    const remedy = checksumProblem(written);
    if (remedy === undefined) return lower(written);
    throw new UsageError('An action has a wrong address', { facts, remedy });
  }
  const address = names.get(written);
  if (address !== undefined) return address;
  const near = nearestNames(written, names.keys());
  throw new UsageError('An action names a contract that is not known', {
    facts: { ...facts, known: [...names.keys()].join(', ') },
    remedy: near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'use one of these names, or an address',
  });
}

/** @param signature e.g. `f(uint256,(address,bytes)[])` */
function functionOf(signature: string, place: string): AbiFunction {
  try {
    return parseAbiItem(`function ${signature}`) as AbiFunction;
  } catch (cause) {
    const { shortMessage, metaMessages = [] } = cause as { shortMessage?: string; metaMessages?: string[] };
    const problem = [shortMessage ?? String(cause), ...metaMessages].join(' ');
    throw new UsageError('The signature of an action can not be read', {
      facts: { action: place, call: signature, problem },
      remedy:
        'write the name and the types as Solidity has them, such as setParams(uint256,uint256); a struct is its types in brackets',
      cause,
    });
  }
}

function encodeArguments({ to, args }: ActionSpec, item: AbiFunction, { place, names }: EncodeActionOptions): Hex {
  const { inputs } = item;
  const facts = { action: place, to, call: toFunctionSignature(item) };
  if (args.length !== inputs.length) {
    throw new UsageError('An action has the wrong number of arguments', {
      facts: { ...facts, expected: inputs.length, found: args.length },
      remedy: 'give args a list with one item for each type of the signature',
    });
  }
  const values = inputs.map((parameter, i) => {
    return encodeArgument(args[i], { parameter, place: `${i + 1}`, names, facts });
  });
  return encodeFunctionData({ abi: [item], args: values });
}
