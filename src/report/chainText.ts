import type { ChainRecord, RunRecord } from '../metric/runRecord.ts';
import { formatInteger, plural } from './format.ts';

/** Digits of a pack's hash that tell it from others. */
const PACK_DIGITS = 8;

/**
 * The chain that a run was made on, in words: `chain 1 at block 19500000 (fork, book liquity)`. Block numbers
 * stay ungrouped: they are copied.
 */
export function chainText({ source, chainId, block, book, pack }: ChainRecord): string {
  const place = block === undefined ? `chain ${chainId}` : `chain ${chainId} at block ${block.number}`;
  const facts = [
    source === 'pack' && pack !== undefined ? `pack ${pack.slice(0, PACK_DIGITS)}` : source,
    ...(book === undefined ? [] : [`book ${book}`]),
  ];
  return `${place} (${facts.join(', ')})`;
}

/** The chain, and that it was changed before the first tick; null for a system of our own as it was deployed. */
export function groundText({ provenance: { chain, actions } }: Pick<RunRecord, 'provenance'>): string | null {
  if (chain.source === 'embedded' && actions.length === 0) return null;
  return `${chainText(chain)}${actions.length === 0 ? '' : `; ${plural(actions.length, 'action')} before tick 0`}`;
}

/** What was asked of the endpoint: `1 204 requests, 3 retries`; null if nothing could be. */
export function upstreamText({ upstream }: ChainRecord): string | null {
  if (upstream === undefined) return null;
  return `${plural(upstream.requests, 'request')}, ${formatInteger(upstream.retries)} ${upstream.retries === 1 ? 'retry' : 'retries'}`;
}
