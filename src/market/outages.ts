import type { OutageSpec } from './faultSchema.ts';
import { covers, spanOf } from './span.ts';

interface BlockRoomOptions {
  /** `outages` default to none. */
  readonly chain: { readonly gasLimit: bigint; readonly outages?: readonly OutageSpec[] | undefined };
  /** `block` is the time from tick to tick, seconds. */
  readonly clock: { readonly block: number };
}

/**
 * Room in each block for transactions of ours: the gas limit, or nothing in an outage. What is sent in one waits in the
 * mempool, and expires there as ever.
 *
 * @returns gas at a tick; no state, any order
 */
export function blockRoom({ chain: { gasLimit, outages = [] }, clock }: BlockRoomOptions): (tick: number) => bigint {
  const spans = outages.map((outage) => spanOf(outage, clock.block));
  return (tick) => (spans.some((span) => covers(span, tick)) ? 0n : gasLimit);
}
