import { type Address, type Hex, isAddress } from 'viem';
import { z } from 'zod';
import { integer, mismatch, oneOf, section, textLike } from '../../core/field.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import { lower } from '../accounts.ts';
import { LIQUITY_NAMING } from '../core/naming.ts';
import { type AddressBook, bookContracts, CONTRACT_NAMES, FEED_KINDS } from './addressBook.ts';
import { CORE_NAMES } from './coreInterface.ts';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const EXPECTED_ADDRESS = 'an address of 0x and 40 hex digits';
const NOWHERE = `0x${'0'.repeat(40)}`;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** An address, with a valid checksum (EIP-55) if it is written in mixed case; lower case once read. */
const address = z
  .string({ error: (issue) => mismatch(EXPECTED_ADDRESS, issue.input) })
  .transform((written, context): Address => {
    const message = addressProblem(written);
    if (message === undefined) return lower(written);
    context.addIssue({ code: 'custom', message, input: written });
    return z.NEVER;
  });

function addressProblem(written: string): string | undefined {
  if (!ADDRESS.test(written)) return mismatch(EXPECTED_ADDRESS, written);
  if (written.toLowerCase() === NOWHERE) return 'is the zero address, where nothing stands';
  const digits = written.slice(2);
  const isMixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (!isMixed || isAddress(written)) return undefined;
  return `its checksum (EIP-55) does not fit, so a digit may be wrong: copy ${written} again, or write it in lower case if you are sure of it`;
}

const hash = textLike({ pattern: /^0x[0-9a-fA-F]{64}$/, expected: 'a hash of 0x and 64 hex digits' }).transform(
  (written) => written.toLowerCase() as Hex,
);

const tokenWord = (own: string) =>
  textLike({ pattern: /^[A-Za-z]\w*$/, expected: `the word that stands for ${own} in names, such as ${own}` }).default(
    own,
  );

const otherName = textLike({ pattern: IDENTIFIER, expected: 'a name without parameters such as getTotalDeposits' });

const naming = section({
  stable: tokenWord(LIQUITY_NAMING.stable),
  reward: tokenWord(LIQUITY_NAMING.reward),
  collateral: tokenWord(LIQUITY_NAMING.collateral),
  names: namedBy(CORE_NAMES, otherName, 'a mapping from names of Liquity to names of this core').optional(),
}).prefault({});

const core = section({
  troveManager: address,
  borrowerOperations: address,
  stabilityPool: address,
  activePool: address,
  defaultPool: address,
  gasPool: address,
  collSurplusPool: address,
  sortedTroves: address,
  multiTroveGetter: address,
  stablecoin: address,
  rewardToken: address,
  communityIssuance: address,
  baseParams: address.optional(),
}).superRefine((contracts, context) => {
  const first = new Map<Address, string>();
  for (const [name, at] of Object.entries(contracts)) {
    if (at === undefined) continue;
    const other = first.get(at);
    if (other === undefined) first.set(at, name);
    else context.addIssue({ code: 'custom', path: [name], message: `is the address of ${other} too: copy its own` });
  }
});

const feed = section({ address, kind: oneOf(FEED_KINDS) });

/** What an address book says, as plain data; see docs/address-books.md. Read, it is an `AddressBook`. */
export const bookSchema = section({
  name: textLike({ pattern: /^[a-z0-9][a-z0-9-]*$/, expected: 'a short name of a-z, 0-9 and - such as liquid-loans' }),
  chainId: integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  naming,
  core,
  priceFeed: address.optional(),
  feeds: section({ collateral: feed, stable: feed.optional() }),
  backstop: section({ address, fromBlock: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) }).optional(),
  dex: section({ pair: address, router: address }).optional(),
  weth: address.optional(),
  codeHashes: namedBy(CONTRACT_NAMES, hash, 'a mapping from contracts of this book to code hashes').default({}),
}).superRefine((book, context) => {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const { dex, weth, priceFeed, feeds } = book;
  if (dex !== undefined && weth === undefined) refuse(['dex'], 'needs weth besides: the wrapped coin of its pair');
  const { collateral } = feeds;
  if (collateral.kind === 'price-feed' && priceFeed !== undefined && priceFeed !== collateral.address) {
    refuse(
      ['feeds', 'collateral', 'address'],
      "is not the book's priceFeed: of kind price-feed it is the core's own; write the same address, or leave priceFeed out",
    );
  }
  const named: ReadonlyMap<string, Address> = bookContracts(book as AddressBook);
  for (const name of Object.keys(book.codeHashes).filter((name) => !named.has(name))) {
    refuse(['codeHashes', name], 'this book names no such contract: add it, or leave its hash out');
  }
});

/** A mapping whose keys are among known names: a slip would have no effect and go unseen. */
function namedBy<Value extends z.core.SomeType>(known: readonly string[], value: Value, expected: string) {
  const key = z.string().superRefine((name, context) => {
    if (known.includes(name)) return;
    const near = nearestNames(name, known);
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `expected one of ${known.join(', ')}`;
    context.addIssue({ code: 'custom', message: `unknown name; ${hint}` });
  });
  return z.record(key, value, { error: (issue) => mismatch(expected, issue.input) });
}
