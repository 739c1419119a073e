import type { Hex } from 'viem';

/** Names by what they hash to: lower-case hex without a prefix. */
export interface Renames {
  /** New selectors by the old ones, of functions as they are called. */
  readonly functions: ReadonlyMap<string, string>;
  /** New first topics by the old ones. */
  readonly topics: ReadonlyMap<string, string>;
  /** A function that gives its place in the dispatcher to another name of a second function. */
  readonly replaced?: { readonly unneeded: string; readonly selector: string; readonly of: string };
}

interface Push {
  /** Offset of the operation in bytes. */
  readonly at: number;
  /** Bytes pushed. */
  readonly length: number;
}

/** A place in the dispatcher where the selector is compared with one function's. */
interface Entry {
  readonly at: number;
  readonly selector: string;
  /** Where the function's code begins, two bytes. */
  readonly destination: string;
}

const DUP1 = 0x80;
const GT = 0x11;
const EQ = 0x14;
const SHL = 0x1b;
const JUMPI = 0x57;
const PUSH1 = 0x60;
const PUSH2 = 0x61;
const PUSH32 = 0x7f;
/** By how much a selector is shifted to stand first in calldata, bits. */
const SELECTOR_SHIFT = 224;
/** Constants with zeros at the end are pushed without them, and shifted by more. */
const MOST_SHIFT = 255;

/**
 * Renames functions and events in a contract's creation bytecode, to what the compiler would have made of a source with
 * other names: selectors in the dispatcher, which stays in order, selectors of the calls to others, and first topics.
 * The length stays, and so do all offsets.
 *
 * Made for solc 0.6's output with a dispatcher that is a tree of `DUP1 PUSH4 selector EQ PUSH2 destination JUMPI`.
 *
 * @throws Error if a call leaves no room for a name, or two functions get one
 */
export function renameBytecode(bytecode: Hex, renames: Renames): Hex {
  const bytes = Buffer.from(bytecode.slice(2), 'hex');
  const pushes = pushesOf(bytes);
  const dispatcher = pushes.filter((push) => isCompared(bytes, push));
  renameDispatcher(bytes, dispatcher, renames);
  for (const push of pushes.filter((push) => !dispatcher.includes(push))) renameCall(bytes, push, renames);
  return `0x${replaceTopics(bytes.toString('hex'), renames)}`;
}

/** Code of a contract without data in it but at its end. */
function pushesOf(bytes: Buffer): Push[] {
  const pushes: Push[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const operation = bytes[at] as number;
    if (operation < PUSH1 || operation > PUSH32) continue;
    const length = operation - PUSH1 + 1;
    pushes.push({ at, length });
    at += length;
  }
  return pushes;
}

/** Whether the selector of a call is held against this one: is it that one, or below it? */
function isCompared(bytes: Buffer, { at, length }: Push): boolean {
  if (length !== 4 || bytes[at - 1] !== DUP1) return false;
  const compares = bytes[at + 5] === EQ || bytes[at + 5] === GT;
  return compares && bytes[at + 6] === PUSH2 && bytes[at + 9] === JUMPI;
}

/** The functions in the order of their new selectors take the places in the order of the old ones. */
function renameDispatcher(bytes: Buffer, pushes: readonly Push[], { functions, replaced }: Renames): void {
  const entries: Entry[] = pushes
    .filter(({ at }) => bytes[at + 5] === EQ)
    .map(({ at }) => ({ at, selector: operandAt(bytes, at, 4), destination: operandAt(bytes, at + 6, 2) }))
    .sort(bySelector);
  const aliased = entries.find(({ selector }) => selector === replaced?.of);
  const renamed = entries
    .map((entry) =>
      aliased !== undefined && replaced !== undefined && entry.selector === replaced.unneeded
        ? { selector: replaced.selector, destination: aliased.destination }
        : { ...entry, selector: functions.get(entry.selector) ?? entry.selector },
    )
    .sort(bySelector);
  const next = new Map(entries.map(({ selector }, place) => [selector, renamed[place] as (typeof renamed)[number]]));
  if (new Set(renamed.map(({ selector }) => selector)).size < renamed.length)
    throw new Error('Two functions, one name');
  for (const { at } of pushes) {
    const { selector, destination } = next.get(operandAt(bytes, at, 4)) as (typeof renamed)[number];
    bytes.write(selector, at + 1, 'hex');
    // After GT it is the other half of the tree that is jumped to.
    if (bytes[at + 5] === EQ) bytes.write(destination, at + 7, 'hex');
  }
}

/** Wherever they are: one that is used more than once stands behind the code, and is copied from there. */
function replaceTopics(code: string, { topics }: Renames): string {
  return [...topics].reduce((text, [topic, renamed]) => text.replaceAll(topic, renamed), code);
}

/** A selector is pushed as it is, or shifted right by the zeros that it ends with and shifted back. */
function renameCall(bytes: Buffer, { at, length }: Push, { functions }: Renames): void {
  if (length > 4) return;
  const end = at + 1 + length;
  const by = bytes[end + 1] ?? 0;
  const isShifted = bytes[end] === PUSH1 && bytes[end + 2] === SHL && by >= SELECTOR_SHIFT && by <= MOST_SHIFT;
  if (!isShifted && length < 4) return;
  const zeros = isShifted ? by - SELECTOR_SHIFT : 0;
  const selector = (BigInt(`0x${operandAt(bytes, at, length)}`) << BigInt(zeros)).toString(16).padStart(8, '0');
  const renamed = functions.get(selector);
  if (renamed === undefined) return;
  if (length === 4) {
    bytes.write(renamed, at + 1, 'hex');
    if (isShifted) bytes[end + 1] = SELECTOR_SHIFT;
    return;
  }
  const shifted = BigInt(`0x${renamed}`) >> BigInt(zeros);
  const fits = shifted << BigInt(zeros) === BigInt(`0x${renamed}`) && shifted < 1n << BigInt(8 * length);
  if (!fits) throw new Error(`A call of ${selector} at ${at} leaves no room for ${renamed}`);
  bytes.write(shifted.toString(16).padStart(2 * length, '0'), at + 1, 'hex');
}

function bySelector(a: { readonly selector: string }, b: { readonly selector: string }): number {
  return a.selector < b.selector ? -1 : 1;
}

/** What the push at an offset pushes. */
function operandAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('hex', at + 1, at + 1 + length);
}
