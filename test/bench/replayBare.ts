import type { BlockRequest } from '../../src/chain/chain.ts';
import type { LoadedScenario } from '../../src/scenario/load.ts';
import { openAgain } from './openAgain.ts';

/**
 * The same blocks on the same kind of Anvil over the same transport, with nothing around them: no market, agents, mempool,
 * decoding or probes. Receipts are fetched, since a replay has to know that its transactions were mined.
 *
 * @returns seconds from the first block to the last
 */
export async function replayBare({ loaded, ticks }: { loaded: LoadedScenario; ticks: readonly BlockRequest[] }) {
  const opened = await openAgain(loaded);
  try {
    const start = performance.now();
    for (const block of ticks) await opened.chain.mine(block);
    return { seconds: (performance.now() - start) / 1000 };
  } finally {
    await opened.chain.close();
  }
}
