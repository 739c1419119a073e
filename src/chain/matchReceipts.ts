import { BreakwaterError } from '../core/errors.ts';
import type { ChainTransaction, Receipt } from './block.ts';
import { decodeReceipt, type RawReceipt } from './codec.ts';

/**
 * Receipts of a block that was to hold exactly these transactions in this order.
 *
 * @param block its number, for messages
 * @throws BreakwaterError if one is missing or out of order
 */
export function matchReceipts(
  block: number,
  transactions: readonly ChainTransaction[],
  raw: readonly RawReceipt[] | null,
): Receipt[] {
  if (raw === null || raw.length !== transactions.length) {
    throw new BreakwaterError('Anvil left transactions out of a block', {
      facts: { block, sent: transactions.length, mined: raw?.length ?? 'unknown' },
      remedy: "raise the block's gas limit, or report this with the scenario and seed",
    });
  }
  return raw.map((receipt, place) => {
    if (receipt.from !== transactions[place]?.from.toLowerCase()) {
      throw new BreakwaterError('Anvil changed the order of a block', { facts: { block, place } });
    }
    return decodeReceipt(receipt);
  });
}
