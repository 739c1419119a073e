import type { BlockRequest } from '../../src/chain/chain.ts';
import type { LoadedScenario } from '../../src/scenario/load.ts';
import { openAgain } from './openAgain.ts';

/**
 * The same blocks on the same kind of Anvil over the same transport, with nothing around them: no market, agents, mempool,
 * decoding or probes. Receipts are fetched, since a replay has to know that its transactions were mined.
 *
 * @returns seconds, and milliseconds a block in the first and in the last tenth
 */
export async function replayBare({ loaded, ticks }: { loaded: LoadedScenario; ticks: readonly BlockRequest[] }) {
  const { opened } = await openAgain(loaded);
  try {
    const marks = [performance.now()];
    for (const block of ticks) {
      await opened.chain.mine(block);
      marks.push(performance.now());
    }
    const span = (from: number, to: number) => (marks[to] as number) - (marks[from] as number);
    const tenth = Math.max(1, Math.floor(ticks.length / 10));
    return {
      seconds: span(0, ticks.length) / 1000,
      firstTenth: span(0, tenth) / tenth,
      lastTenth: span(ticks.length - tenth, ticks.length) / tenth,
    };
  } finally {
    await opened.chain.close();
  }
}
