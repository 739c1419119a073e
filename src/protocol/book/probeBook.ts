import { type Address, type Hex, keccak256 } from 'viem';
import type { RemoteReader } from '../../chain/upstream/remoteReader.ts';
import { type AddressBook, bookContracts, CONTRACT_FIELDS, type ContractName } from './addressBook.ts';
import { INTERFACES, NO_INTERFACE } from './coreInterface.ts';
import { probePair, probeRouter } from './probeDex.ts';
import { probeFeed } from './probeFeed.ts';
import { follow, probeCode, probePointers, probeViews } from './probeInterface.ts';

/** Where a BAMM says whom it asks for the stablecoin's price. */
const STABLE_FEED = 'lusd2UsdPriceAggregator';

/** One thing that was looked at. */
export interface Finding {
  readonly ok: boolean;
  /** What was found, in words. */
  readonly text: string;
  /** What to do about it; only where something is wrong. */
  readonly remedy?: string;
}

/** What was found of one contract. */
export interface ContractReport {
  readonly contract: ContractName;
  readonly address: Address;
  /** keccak256 of its code; undefined if there is none. */
  readonly codeHash: Hex | undefined;
  /** Whether the code is what the book pins; undefined if the book does not say. */
  readonly isPinned: boolean | undefined;
  readonly findings: readonly Finding[];
}

/** A contract of a book on a chain, and what it is asked with. */
export interface Probed {
  readonly book: AddressBook;
  readonly reader: RemoteReader;
  readonly contract: ContractName;
  readonly address: Address;
  readonly code: Hex;
}

/**
 * Looks at every contract of an address book as of the reader's block: is there code, is it the pinned one, does it
 * answer, is it wired to the book's other contracts, is the feed live, does the DEX pool hold anything.
 *
 * @returns one report a contract, in the order of the book, each as soon as it and those before it are there
 * @throws BreakwaterError if the endpoint fails
 */
export async function* probeBook(book: AddressBook, reader: RemoteReader): AsyncGenerator<ContractReport> {
  const reports = [...bookContracts(book)].map(([contract, address]) => probeContract(book, reader, contract, address));
  // All are under way at once; if one fails, nobody waits for those behind it.
  for (const report of reports) report.catch(() => {});
  for (const report of reports) yield await report;
}

async function probeContract(
  book: AddressBook,
  reader: RemoteReader,
  contract: ContractName,
  address: Address,
): Promise<ContractReport> {
  const code = await reader.code(address);
  if (code === '0x') {
    const findings = [noCode(contract, reader)];
    return { contract, address, codeHash: undefined, isPinned: undefined, findings };
  }
  const codeHash = keccak256(code);
  const pinned = book.codeHashes[contract];
  const isPinned = pinned === undefined ? undefined : pinned === codeHash;
  const findings = [
    ...(isPinned === false ? [otherCode(contract, codeHash)] : []),
    ...(await probeAnswers({ book, reader, contract, address, code })),
  ];
  return { contract, address, codeHash, isPinned, findings };
}

/** Everything that is wrong; if nothing is, one finding that says what was looked at. */
async function probeAnswers(probed: Probed): Promise<Finding[]> {
  const asked = INTERFACES[probed.contract] ?? NO_INTERFACE;
  const findings = [
    ...(await probeViews(probed, asked)),
    ...(await probePointers(probed, asked)),
    ...probeCode(probed, asked),
    ...(await probeRole(probed)),
  ];
  const wrong = findings.filter(({ ok }) => !ok);
  if (wrong.length > 0) return wrong;
  const looked = findings.map(({ text }) => text);
  return [{ ok: true, text: looked.length === 0 ? 'is there; nothing is asked of it' : looked.join('; ') }];
}

/** What is looked at in contracts of this kind alone. */
async function probeRole(probed: Probed): Promise<Finding[]> {
  const { book, contract } = probed;
  switch (contract) {
    case 'collateralFeed':
      return probeFeed(probed, book.feeds.collateral.kind);
    case 'stableFeed':
      return book.feeds.stable === undefined ? [] : probeFeed(probed, book.feeds.stable.kind);
    case 'backstop':
      return probeBackstop(probed);
    case 'dexPair':
      return probePair(probed);
    case 'dexRouter':
      return probeRouter(probed);
    default:
      return [];
  }
}

function noCode(contract: ContractName, { block }: RemoteReader): Finding {
  return {
    ok: false,
    text: `there is no contract at block ${block.number}`,
    remedy: `correct ${CONTRACT_FIELDS[contract]} in the book, or name a block after its deployment with --block`,
  };
}

function otherCode(contract: ContractName, codeHash: Hex): Finding {
  return {
    ok: false,
    text: 'the code is not the one that the book pins',
    remedy: `find out what was changed there; if it is to be trusted, set codeHashes.${contract} to ${codeHash}`,
  };
}

async function probeBackstop(probed: Probed): Promise<Finding[]> {
  const { backstop, feeds } = probed.book;
  const { number } = probed.reader.block;
  const findings: Finding[] = [];
  // Depositors are looked for from this block on.
  if (backstop !== undefined && backstop.fromBlock > number) {
    findings.push({
      ok: false,
      text: `fromBlock is ${backstop.fromBlock}, after block ${number}`,
      remedy: 'set backstop.fromBlock to the block that the BAMM was deployed in',
    });
  }
  const stableFeed = feeds.stable === undefined ? await follow(probed, { getter: STABLE_FEED }) : undefined;
  if (stableFeed !== undefined) {
    findings.push({
      ok: false,
      text: `its ${STABLE_FEED} is ${stableFeed}; the book names no feed of the stablecoin`,
      remedy: 'add feeds.stable to the book',
    });
  }
  return findings;
}
