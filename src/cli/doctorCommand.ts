import { RemoteReader } from '../chain/upstream/remoteReader.ts';
import { RpcClient } from '../chain/upstream/rpcClient.ts';
import { ExitCode, UsageError } from '../core/errors.ts';
import { type AddressBook, CONTRACT_NAMES } from '../protocol/book/addressBook.ts';
import { loadBook } from '../protocol/book/loadBook.ts';
import { type ContractReport, probeBook } from '../protocol/book/probeBook.ts';
import { resolveUrl } from '../scenario/upstreamUrl.ts';
import { checkEnvironment } from './doctorEnvironment.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface DoctorFlags {
  readonly book?: unknown;
  readonly url?: unknown;
  readonly block?: unknown;
}

/** Of a request: someone waits before the screen, so it is not tried for as long as in a run. */
const ATTEMPTS = 4;
const HASH_DIGITS = 8;
const NAME_WIDTH = Math.max(...CONTRACT_NAMES.map(({ length }) => length));

/** One line of the output, and what to do about it. */
export interface Line {
  readonly ok: boolean;
  /** What was looked at, padded to the width of the others. */
  readonly text: string;
  readonly remedy?: string | undefined;
}

/**
 * `breakwater doctor`: without flags, whether everything is there that Breakwater needs; with `--book` and `--url`, whether
 * an address book fits what is deployed. One line a thing, and a remedy below each that is wrong.
 *
 * @throws UsageError for a bad flag or book, or an environment variable that is not set
 * @throws UpstreamError if the endpoint can't be reached
 */
export async function doctorCommand(flags: DoctorFlags): Promise<ExitCode> {
  const book = once('--book', flags.book);
  const url = once('--url', flags.url);
  const block = blockNumber(once('--block', flags.block));
  if (book === undefined && url === undefined && flags.block === undefined) return doctorEnvironment();
  if (book === undefined || url === undefined) {
    throw new UsageError(`${book === undefined ? '--book' : '--url'} is missing`, {
      remedy: "name both: breakwater doctor --book liquity --url '${MAINNET_RPC_URL}'",
    });
  }
  return doctorBook(loadBook(book, process.cwd()), url, block);
}

async function doctorEnvironment(): Promise<ExitCode> {
  let isSound = true;
  for await (const line of checkEnvironment()) {
    print(line);
    isSound &&= line.ok;
  }
  return isSound ? ExitCode.pass : ExitCode.internal;
}

async function doctorBook(book: AddressBook, url: string, block: number | 'latest'): Promise<ExitCode> {
  const endpoint = resolveUrl(url, process.env);
  const client = new RpcClient({ ...endpoint, attempts: ATTEMPTS });
  try {
    const reader = await RemoteReader.connect({ client, block });
    const { number, timestamp } = reader.block;
    const time = new Date(timestamp * 1000).toISOString().replace('.000', '');
    write(`${book.name} on chain ${reader.chainId} at block ${number} of ${time}, by ${endpoint.label}`);
    return await examine(book, reader);
  } finally {
    // After a failure others are under way still.
    client.close();
  }
}

async function examine(book: AddressBook, reader: RemoteReader): Promise<ExitCode> {
  if (reader.chainId !== book.chainId) {
    print({
      ok: false,
      text: `the endpoint is of chain ${reader.chainId}, the book of chain ${book.chainId}`,
      remedy: `name an endpoint of chain ${book.chainId}, or correct chainId in the book`,
    });
    return ExitCode.usage;
  }
  const reports: ContractReport[] = [];
  for await (const report of probeBook(book, reader)) {
    for (const line of linesOf(report)) print(line);
    reports.push(report);
  }
  const wrong = reports.filter(({ findings }) => findings.some(({ ok }) => !ok)).length;
  write(wrong === 0 ? `all ${reports.length} contracts hold` : `${wrong} of ${reports.length} contracts do not hold`);
  writeUnpinned(reports);
  return wrong === 0 ? ExitCode.pass : ExitCode.usage;
}

function linesOf({ contract, address, codeHash, isPinned, findings }: ContractReport): Line[] {
  const pinned = isPinned === undefined ? 'not pinned' : isPinned ? 'pinned' : 'other than pinned';
  const code = codeHash === undefined ? 'none' : `${codeHash.slice(0, 2 + HASH_DIGITS)} (${pinned})`;
  const start = `${contract.padEnd(NAME_WIDTH)}  ${address}  code ${code}`;
  return findings.map(({ ok, text, remedy }) => ({ ok, remedy, text: `${start}  ${text}`.trimEnd() }));
}

/** What to paste into the book, so that another time other code is noticed. */
function writeUnpinned(reports: readonly ContractReport[]): void {
  const hashes = reports.flatMap(({ contract, codeHash, isPinned }) =>
    codeHash === undefined || isPinned !== undefined ? [] : [`  ${contract}: '${codeHash}'`],
  );
  if (hashes.length === 0) return;
  write(['', '# Code that the book does not pin; to pin it, add to the book:', 'codeHashes:', ...hashes].join('\n'));
}

function print({ ok, text, remedy }: Line): void {
  write(`${ok ? 'ok  ' : 'FAIL'}  ${text}`);
  if (remedy !== undefined) write(`      fix: ${remedy}`);
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** @throws UsageError for a flag that is repeated */
function once(flag: string, value: unknown): string | undefined {
  if (Array.isArray(value)) throw new UsageError(`${flag} is given ${value.length} times`, { remedy: 'give it once' });
  return value === undefined ? undefined : String(value);
}

function blockNumber(value: string | undefined): number | 'latest' {
  if (value === undefined || value === 'latest') return 'latest';
  const number = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new UsageError('--block takes the number of a block, or latest', { facts: { found: value } });
}
