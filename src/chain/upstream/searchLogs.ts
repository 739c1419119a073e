import type { LogFilter } from './stateSource.ts';
import { UpstreamError } from './upstreamError.ts';

/**
 * Searches for logs in parts that the upstream takes: a range of blocks that it refuses as too large is halved, and the
 * halves are searched at once.
 *
 * @param search one request; its refusal of a range is an `UpstreamError` with `isTooLarge`
 * @returns in the order of the blocks
 * @throws UpstreamError for any other failure, and for a single block that is too large
 */
export async function searchLogs<Log>(
  filter: LogFilter,
  search: (filter: LogFilter) => Promise<readonly Log[]>,
): Promise<readonly Log[]> {
  const { fromBlock, toBlock } = filter;
  try {
    return await search(filter);
  } catch (error) {
    if (!(error instanceof UpstreamError && error.isTooLarge) || fromBlock >= toBlock) throw error;
  }
  const middle = Math.floor((fromBlock + toBlock) / 2);
  const halves = await Promise.all([
    searchLogs({ ...filter, toBlock: middle }, search),
    searchLogs({ ...filter, fromBlock: middle + 1 }, search),
  ]);
  return halves.flat();
}
