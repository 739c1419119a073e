import { relative, resolve } from 'node:path';
import { CHAIN_ID, HARDFORK } from '../chain/constants.ts';
import { Capture } from '../chain/upstream/capture.ts';
import { readCapture, writeCapture } from '../chain/upstream/captureCache.ts';
import { Gate } from '../chain/upstream/gate.ts';
import { LayeredSource } from '../chain/upstream/layeredSource.ts';
import { OfflineSource } from '../chain/upstream/offlineSource.ts';
import { readPack } from '../chain/upstream/pack.ts';
import { type Retry, RpcClient } from '../chain/upstream/rpcClient.ts';
import { RpcSource } from '../chain/upstream/rpcSource.ts';
import { UsageError } from '../core/errors.ts';
import type { ChainRecord } from '../metric/runRecord.ts';
import type { AddressBook } from '../protocol/book/addressBook.ts';
import { loadBook } from '../protocol/book/loadBook.ts';
import type { Scenario } from '../scenario/schema.ts';
import { FORK_TIME } from '../scenario/sections.ts';
import { resolveUrl } from '../scenario/upstreamUrl.ts';
import type { PackExtra } from './pack.ts';
import { SETUP_SECONDS } from './setup.ts';

/** A forked chain, live or from a pack: one for all trials of a run. */
export interface ForkSource {
  readonly gate: Gate;
  readonly book: AddressBook;
}

/** Where a run's chain comes from. */
export interface OpenedSource {
  /** The scenario with what only the chain tells: the time of the first tick. */
  readonly scenario: Scenario;
  /** Undefined for the embedded chain. */
  readonly fork: ForkSource | undefined;
  /** Overrides that pin what the scenario left open. */
  readonly pinned: readonly string[];
  record(): ChainRecord;
  /** Keeps what was captured for the next run, and ends the connection; safe to call again. */
  close(): Promise<void>;
}

export interface SourceOptions {
  /** Told of each request to a fork's endpoint that has to be made again. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  /** Gives up all requests that are under way. */
  readonly signal?: AbortSignal | undefined;
  /** Begins with an empty capture, though more is known: so that it comes to hold what this run reads, and no more. */
  readonly isFresh?: boolean | undefined;
}

type ChainOf<Source> = Extract<Scenario['chain'], { source: Source }>;

/**
 * Opens what a scenario's chain comes from.
 *
 * @param baseDir folder that the scenario's file names are relative to
 * @throws UsageError for an endpoint, address book or pack that can't be used, UpstreamError if the endpoint fails
 */
export async function openSource(
  scenario: Scenario,
  baseDir: string,
  options: SourceOptions = {},
): Promise<OpenedSource> {
  const { chain } = scenario;
  if (chain.source === 'embedded') return embeddedSource(scenario);
  return chain.source === 'fork' ? forkSource(scenario, chain, baseDir, options) : packSource(scenario, chain, baseDir);
}

function embeddedSource(scenario: Scenario): OpenedSource {
  return {
    ...{ scenario, fork: undefined, pinned: [] },
    record: () => ({ source: 'embedded', chainId: CHAIN_ID, hardfork: HARDFORK }),
    close: async () => {},
  };
}

async function forkSource(
  scenario: Scenario,
  { url: written, block, chainId, book: named, retry }: ChainOf<'fork'>,
  baseDir: string,
  { onRetry, signal, isFresh = false }: SourceOptions,
): Promise<OpenedSource> {
  const book = loadBook(named, baseDir);
  expectBookOf(book, chainId);
  const { url, label } = resolveUrl(written, process.env);
  const { attempts, timeout } = retry;
  const client = new RpcClient({ url, label, attempts, timeoutMs: timeout * 1000, ...(onRetry && { onRetry }) });
  signal?.addEventListener('abort', () => client.close(), { once: true });
  const kept = block === 'latest' ? undefined : await readCapture({ url, chainId, block });
  const rpc = kept === undefined ? await RpcSource.connect({ client, chainId, block }) : RpcSource.resume(client, kept);
  const source = isFresh && kept !== undefined ? new LayeredSource(kept, rpc) : rpc;
  const capture = isFresh || kept === undefined ? new Capture(rpc) : kept;
  const before = capture.changes;
  const gate = await Gate.open({ capture, source });
  return {
    ...{ scenario: withStart(scenario, capture), fork: { gate, book } },
    pinned: block === 'latest' ? [`chain.block=${capture.block.number}`] : [],
    record: () => ({
      ...{ source: 'fork', chainId, hardfork: HARDFORK, block: capture.block, book: book.name },
      upstream: { requests: client.requests, retries: client.retries },
    }),
    close: async () => {
      if (capture.changes > before) await writeCapture({ url, capture });
      await gate.close();
    },
  };
}

async function packSource(scenario: Scenario, chain: ChainOf<'pack'>, baseDir: string): Promise<OpenedSource> {
  const { capture, extra, sha256 } = await readPack<PackExtra>(resolve(baseDir, chain.file));
  const { book } = extra;
  expectFork(chain, capture);
  expectBookOf(book, capture.chainId);
  const source = new OfflineSource({
    file: relative(process.cwd(), resolve(baseDir, chain.file)),
    scenario: extra.scenario.name,
  });
  const gate = await Gate.open({ capture, source });
  const { chainId, block } = capture;
  return {
    ...{ scenario: withStart(scenario, capture), fork: { gate, book }, pinned: [] },
    record: () => ({ source: 'pack', chainId, hardfork: HARDFORK, block, book: book.name, pack: sha256 }),
    close: () => gate.close(),
  };
}

function expectBookOf(book: AddressBook, chainId: number): void {
  if (book.chainId === chainId) return;
  throw new UsageError('The address book is of another chain', {
    facts: { book: book.name, 'its chain': book.chainId, forked: chainId },
    remedy: 'name the book of the forked chain as chain.book, or correct chain.chainId',
  });
}

/** What a scenario says of the fork has to be true of the pack. */
function expectFork({ file, chainId, block }: ChainOf<'pack'>, capture: Capture): void {
  const isOther = (stated: number | 'latest' | undefined, found: number): boolean =>
    typeof stated === 'number' && stated !== found;
  if (!isOther(chainId, capture.chainId) && !isOther(block, capture.block.number)) return;
  throw new UsageError('The pack is of another chain or block than the scenario', {
    facts: {
      pack: `${file}: chain ${capture.chainId}, block ${capture.block.number}`,
      scenario: `chain ${chainId ?? 'any'}, block ${block ?? 'any'}`,
    },
    remedy: 'name the pack of that block as chain.file, or capture it: breakwater capture <scenario>',
  });
}

/** The chain has a time of its own, and time goes forward. */
function withStart(scenario: Scenario, { block }: Capture): Scenario {
  const { clock } = scenario;
  const earliest = block.timestamp + SETUP_SECONDS;
  if (clock.start !== FORK_TIME && clock.start < earliest) {
    throw new UsageError('The scenario begins before the forked block', {
      facts: { 'clock.start': instant(clock.start), block: `${block.number}, of ${instant(block.timestamp)}` },
      remedy: `set clock.start to fork or to ${instant(earliest)} or later, or fork an older block`,
    });
  }
  return { ...scenario, clock: { ...clock, start: Math.max(clock.start, earliest) } };
}

function instant(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 19)}Z`;
}
