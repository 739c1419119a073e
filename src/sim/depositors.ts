import { type Address, padHex } from 'viem';
import { TOPIC, topicAddress } from '../protocol/events.ts';
import { NOBODY } from './places.ts';
import type { ForkSource } from './source.ts';

/**
 * Everyone who ever got shares of the deployed BAMM, in the order of addresses: shares can't be passed on, so those who
 * have some are among them.
 *
 * @throws UpstreamError if the logs can't be had, MissingStateError if a pack lacks them
 */
export async function depositorsOf({ gate, book }: ForkSource): Promise<Address[]> {
  if (book.backstop === undefined) return [];
  const { address, fromBlock } = book.backstop;
  const topics = [TOPIC.transfer, padHex(NOBODY)];
  const logs = await gate.logs({ address, topics, fromBlock, toBlock: gate.capture.block.number });
  return [...new Set(logs.map((log) => topicAddress(log, 2)))].sort();
}
