import { type Address, type Hex, hexToBigInt, toFunctionSignature } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import { RpcError } from '../../chain/ipcClient.ts';
import { UsageError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import type { ActionRecord } from '../../metric/runRecord.ts';
import type { Deployer } from '../deployer.ts';
import type { System } from '../system.ts';
import { type DecodedCall, decodeCall } from './decodeCall.ts';
import { type ActionSpec, type EncodedAction, encodeAction } from './encodeAction.ts';
import { KnownContracts } from './knownContracts.ts';
import { changesBetween, readParameters } from './parameters.ts';
import { revertReason } from './revertReason.ts';

export interface ApplyActionsOptions {
  readonly chain: Chain;
  /** Makes the blocks, and knows what was deployed before them. */
  readonly deployer: Deployer;
  readonly actions: readonly ActionSpec[];
  readonly system: System;
  /** Default: there is none. */
  readonly backstop?: Address | undefined;
  /** Names by which actions may call contracts; the parts of the system have theirs already. */
  readonly names: ReadonlyMap<string, Address>;
}

/** Of one action: more than a block of the chains that are forked holds. It costs nothing. */
const ACTION_GAS = 100_000_000n;

/** One action, ready, and which it is of how many. */
interface Step {
  readonly place: string;
  readonly spec: ActionSpec;
  readonly action: EncodedAction;
  readonly decoded: DecodedCall | undefined;
  /** Name of the contract called. */
  readonly contract: string | undefined;
}

/**
 * Makes the calls that a scenario lists before the first tick, in order, each in a block of its own without fees, and
 * says what each changed. Senders are impersonated, contracts such as timelocks among them, and need no money: the
 * value that an action sends is put on top of its sender's balance first, so that what the sender had stays as it was.
 *
 * All actions are encoded before the first is made.
 *
 * @returns one record for each action, in order
 * @throws UsageError for an action that can't be encoded, calls what is no contract, reverts, or answers false where that
 * means that it failed
 * @throws BreakwaterError if the node fails
 */
export async function applyActions(options: ApplyActionsOptions): Promise<ActionRecord[]> {
  const { chain, deployer, actions, system, backstop } = options;
  if (actions.length === 0) return [];
  const known = new KnownContracts({ ...options, deployed: deployer.deployed });
  const steps = actions.map((spec, i): Step => {
    const place = `${i + 1} of ${actions.length}`;
    const action = encodeAction(spec, { place, names: known.names });
    return { place, spec, action, decoded: decodeCall(action, known), contract: known.nameOf(action.to) };
  });
  const watched = steps.map(({ action: { to }, contract }) => ({ name: contract ?? to, address: to }));
  const look = () => readParameters({ chain, system, backstop, watched });
  let before = await look();
  const records: ActionRecord[] = [];
  for (const step of steps) {
    const gasUsed = await apply(step, { chain, deployer, known });
    const after = await look();
    records.push({ ...recordOf(step), gasUsed, changes: changesBetween(before, after) });
    before = after;
  }
  return records;
}

/** @returns gas used */
async function apply(
  step: Step,
  { chain, deployer, known }: { chain: Chain; deployer: Deployer; known: KnownContracts },
): Promise<number> {
  const { place, action, decoded } = step;
  const { from, to, data, value } = action;
  await checkCode(step, chain);
  if (value > 0n) {
    const { balances } = await chain.read({ calls: [], accounts: [from] });
    await chain.setBalances(new Map([[from, (balances[0] as bigint) + value]]));
  }
  // Before it is made, as its receipt will not say why it failed; the node dates this by the block before, a second early.
  const returned = await attempt(step, chain, known);
  if (decoded !== undefined && saysFailed(decoded, returned)) {
    throw new UsageError('An action failed without reverting', {
      facts: { ...factsOf(step), returned: 'false' },
      remedy: 'correct the action: with this call a false answer says that nothing was done',
    });
  }
  const [receipt] = await deployer.mine([{ from, to, data, value, gas: ACTION_GAS }], `action ${place}`);
  return Number(receipt?.gasUsed);
}

/** A call to what is no contract passes and does nothing. */
async function checkCode(step: Step, chain: Chain): Promise<void> {
  const { to, data, value } = step.action;
  const [code] = await chain.code([to]);
  const isTransfer = data === '0x' && value > 0n;
  if (code !== '0x' || isTransfer) return;
  throw new UsageError('An action calls an account without code, which would do nothing', {
    facts: factsOf(step),
    remedy: 'correct to: it has to be the address of a contract on this chain, at this block',
  });
}

/** @returns what the call would return */
async function attempt(step: Step, chain: Chain, known: KnownContracts): Promise<Hex> {
  const { from, to, data, value } = step.action;
  try {
    const read = await chain.read({ calls: [{ from, to, data, value }], accounts: [] });
    return read.data[0] as Hex;
  } catch (cause) {
    if (!(cause instanceof RpcError)) throw cause;
    const said = cause.shortMessage.replace(/^\w+ failed: /, '');
    const reason = revertReason(cause.data as Hex | undefined, known.errors) ?? `none given (${said})`;
    throw new UsageError('An action reverted', {
      facts: { ...factsOf(step), reason },
      remedy:
        unknownFunction(step, known) ?? 'correct the action: its sender, its arguments, and what has to come before it',
      cause,
    });
  }
}

/** What may be wrong with a signature: nothing, as far as is known, if undefined. */
function unknownFunction({ action: { to, item }, contract }: Step, known: KnownContracts): string | undefined {
  const functions = known.functionsOf(to);
  if (item === undefined || functions.length === 0) return undefined;
  const signature = toFunctionSignature(item);
  const offered = [...new Set(functions.map((one) => toFunctionSignature(one)))];
  if (offered.includes(signature)) return undefined;
  const [near] = nearestNames(signature, offered, 1);
  const meant = near === undefined ? 'check its name and types' : `did you mean ${near}?`;
  return `${contract ?? to} is not known to have ${signature}: ${meant}`;
}

/** Tokens and multisigs say by `false` what others say by reverting. */
function saysFailed({ item: { outputs, stateMutability } }: DecodedCall, returned: Hex): boolean {
  const isVerdict = outputs.length === 1 && outputs[0]?.type === 'bool' && stateMutability !== 'view';
  return isVerdict && returned.length === 66 && hexToBigInt(returned) === 0n;
}

function factsOf({ place, spec, action, contract, decoded }: Step) {
  const { from, to, data } = action;
  return {
    action: place,
    from,
    to: contract === undefined ? to : `${contract} (${to})`,
    call: decoded === undefined ? (spec.call ?? data) : `${decoded.item.name}(${decoded.args.join(', ')})`,
  };
}

function recordOf({ spec, action, decoded, contract }: Step): Omit<ActionRecord, 'gasUsed' | 'changes'> {
  const { from, to, data, value } = action;
  return {
    ...{ from, to, data },
    contract: contract ?? null,
    call: decoded?.signature ?? null,
    args: decoded?.args ?? [],
    value: String(value),
    note: spec.note ?? '',
  };
}
