import { type Address, type Hex, numberToHex, toEventSelector, toFunctionSelector } from 'viem';
import { type CoreNaming, coreSignature } from '../core/naming.ts';
import { bookContracts, CONTRACT_FIELDS, type ContractName } from './addressBook.ts';
import { CORE_NAMES, type ContractInterface, type Pointer, type View } from './coreInterface.ts';
import type { Finding, Probed } from './probeBook.ts';

const WORD = 64;

/** Whether the contract answers its read-only functions, and sensibly. */
export async function probeViews(probed: Probed, { views }: ContractInterface): Promise<Finding[]> {
  const answered = await Promise.all(views.map((view) => probeView(probed, view)));
  const wrong = answered.filter((finding) => finding !== undefined);
  if (wrong.length > 0 || views.length === 0) return wrong;
  return [{ ok: true, text: `answers ${counted(views.length, 'function')}` }];
}

/** @returns what is wrong, if anything is */
async function probeView({ book, reader, address, contract }: Probed, view: View): Promise<Finding | undefined> {
  const signature = coreSignature(book.naming, view.signature);
  const args = view.args ?? parametersOf(signature).map(() => 1n);
  const data =
    `${toFunctionSelector(signature)}${args.map((arg) => numberToHex(arg, { size: 32 }).slice(2)).join('')}` as Hex;
  const words = wordsOf(await reader.call(address, data));
  if (words === undefined || words.length === 0) {
    return { ok: false, text: `does not answer ${signature}`, remedy: renameRemedy(view.signature, contract) };
  }
  const { sane } = view;
  if (sane === undefined ? words.length === 1 : sane.holds(words)) return undefined;
  return {
    ok: false,
    text: `${signature} answers ${words.length === 1 ? words[0] : counted(words.length, 'word')}, expected ${sane?.expected ?? 'one word'}`,
    remedy: `check that ${CONTRACT_FIELDS[contract]} is the contract that is meant, of the Liquity v1 interface`,
  };
}

/** Whether the contract's getters name the book's other contracts; getters that it lacks are passed over. */
export async function probePointers(probed: Probed, { pointers }: ContractInterface): Promise<Finding[]> {
  const targets = targetsOf(probed);
  const known = pointers.filter(({ to }) => targets.has(to));
  const found = await Promise.all(known.map(async (pointer) => ({ pointer, at: await follow(probed, pointer) })));
  const there = found.flatMap(({ pointer, at }) => (at === undefined ? [] : [{ ...pointer, at }]));
  const wrong = there.filter(({ to, at }) => at !== targets.get(to));
  if (wrong.length === 0)
    return there.length === 0 ? [] : [{ ok: true, text: `wired to ${there.map(({ to }) => to).join(', ')}` }];
  return wrong.map(({ getter, to, at }) => {
    const other = [...targets].find(([, address]) => address === at)?.[0];
    return {
      ok: false,
      text: `its ${getter} is ${at}${other === undefined ? '' : `, the book's ${other}`}; the book's ${to} is ${targets.get(to)}`,
      remedy: `correct ${CONTRACT_FIELDS[to]} or ${CONTRACT_FIELDS[probed.contract]} in the book: they are not of one system`,
    };
  });
}

/** Contracts by name; the core's own price feed may stand there as the feed of the collateral. */
function targetsOf({ book }: Probed): ReadonlyMap<ContractName, Address> {
  const targets = new Map(bookContracts(book));
  const { collateral } = book.feeds;
  if (collateral.kind === 'price-feed') targets.set('priceFeed', collateral.address);
  // What a core's own price feed asks for is not the book's matter when that is what scenarios take over.
  if (collateral.kind === 'price-feed') targets.delete('collateralFeed');
  return targets;
}

/** Where a getter points to, under the first of its likely names that is answered; undefined if none is. */
export async function follow(
  { book, reader, address }: Probed,
  { getter }: Pick<Pointer, 'getter'>,
): Promise<Address | undefined> {
  for (const signature of likelySignatures(book.naming, getter)) {
    const words = wordsOf(await reader.call(address, toFunctionSelector(signature)));
    const [word = 0n, ...rest] = words ?? [];
    if (rest.length === 0 && word > 0n && word < 2n ** 160n) return numberToHex(word, { size: 20 });
  }
  return undefined;
}

/** As Liquity has it, with this core's words in it, and with an underscore, as Zero has some. */
function likelySignatures({ stable, reward }: CoreNaming, getter: string): string[] {
  const worded = getter
    .replace('lusdToken', `${stable.toLowerCase()}Token`)
    .replace('lqtyToken', `${reward.toLowerCase()}Token`)
    .replace(/^LUSD$/, stable);
  return [...new Set([worded, getter, `_${worded}`])].map((name) => `${name}()`);
}

/**
 * Whether the contract's code knows the functions that are sent to it and the events that are followed, since neither
 * can be asked for. Code that knows none of its own getters has what it answers from elsewhere, as a proxy has: nothing
 * can be told from it then.
 */
export function probeCode({ book, code, contract }: Probed, asked: ContractInterface): Finding[] {
  const { naming } = book;
  const { views, pointers, sends, emits } = asked;
  if (sends.length + emits.length === 0) return [];
  const own = (signature: string): string => coreSignature(naming, signature);
  const isWhole =
    (views.length > 0 && views.every(({ signature }) => knowsFunction(code, own(signature)))) ||
    pointers.some(({ getter }) => likelySignatures(naming, getter).some((signature) => knowsFunction(code, signature)));
  if (!isWhole) return [{ ok: true, text: 'a proxy: transactions and events not looked for' }];
  const lacking = [
    ...sends.filter((signature) => !knowsFunction(code, own(signature))).map((signature) => ['function', signature]),
    ...emits.filter((signature) => !knowsEvent(code, own(signature))).map((signature) => ['event', signature]),
  ] as const;
  if (lacking.length > 0) {
    return lacking.map(([kind = '', signature = '']) => ({
      ok: false,
      text: `has no ${kind} ${own(signature)}`,
      remedy: renameRemedy(signature, contract),
    }));
  }
  const parts = [
    ...(sends.length === 0 ? [] : [`takes ${counted(sends.length, 'transaction')}`]),
    ...(emits.length === 0 ? [] : [`emits ${counted(emits.length, 'event')}`]),
  ];
  return [{ ok: true, text: parts.join('; ') }];
}

/** Compilers compare with a selector by pushing it. */
function knowsFunction(code: Hex, signature: string): boolean {
  return code.includes(`63${toFunctionSelector(signature).slice(2)}`);
}

function knowsEvent(code: Hex, signature: string): boolean {
  return code.includes(toEventSelector(signature).slice(2));
}

function renameRemedy(signature: string, contract: ContractName): string {
  const name = signature.slice(0, signature.indexOf('('));
  const field = CONTRACT_FIELDS[contract];
  return CORE_NAMES.includes(name)
    ? `if this core names it otherwise, set naming.names.${name} (or the words of naming); else correct ${field}`
    : `correct ${field} in the book; Breakwater works with the Liquity v1 interface alone`;
}

/** Words of 32 bytes; undefined if a call reverted or returned something else. */
export function wordsOf(data: Hex | undefined): readonly bigint[] | undefined {
  if (data === undefined || (data.length - 2) % WORD !== 0) return undefined;
  return (data.slice(2).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function parametersOf(signature: string): string[] {
  return signature
    .slice(signature.indexOf('(') + 1, -1)
    .split(',')
    .filter((type) => type !== '');
}
