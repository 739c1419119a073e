import { type BlockRequest, Chain } from '../../src/chain/chain.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { run } from '../../src/sim/run.ts';
import { replayBare } from './replayBare.ts';
import { replayWithViem } from './replayWithViem.ts';

/**
 * `npm run bench -- [scenario] [most transactions of the viem loop]`: speed of one run, and as ratios, because machines differ:
 * our time over a bare replay of the same blocks on the same Anvil, and a plain viem loop's time for the same
 * transactions over ours.
 */
const [file = 'scenarios/black-thursday.yaml', viemTransactions = '1000000'] = process.argv.slice(2);

interface Recorded {
  readonly blocks: BlockRequest[];
  /** When each tick was done, milliseconds; the first tick, which carries the start, is left out of the figures. */
  readonly marks: number[];
}

/** Notes every block that a run mines, and when its ticks began and ended. */
async function recordRun(): Promise<Recorded> {
  const recorded: Recorded = { blocks: [], marks: [] };
  const { mineAndRead, mineEmpty } = Chain.prototype;
  Chain.prototype.mineAndRead = async function (block, reads) {
    recorded.blocks.push(block);
    return mineAndRead.call(this, block, reads);
  };
  Chain.prototype.mineEmpty = async function (block) {
    recorded.blocks.push({ ...block, transactions: [] });
    return mineEmpty.call(this, block);
  };
  try {
    await run(loadScenario(file), {
      onProgress: () => recorded.marks.push(performance.now()),
    });
  } finally {
    Object.assign(Chain.prototype, { mineAndRead, mineEmpty });
  }
  return recorded;
}

const loaded = loadScenario(file);
const start = loaded.scenario.clock.start;
const wall = performance.now();
const { blocks, marks } = await recordRun();
const wallSeconds = (performance.now() - wall) / 1000;
const ticks = blocks.filter(({ timestamp }) => timestamp >= start);
const setup = blocks.filter(({ timestamp }) => timestamp < start);
const transactions = ticks.reduce((sum, block) => sum + block.transactions.length, 0);
const span = (from: number, to: number): number => (marks[to] as number) - (marks[from] as number);
const last = marks.length - 1;
const tenth = Math.max(1, Math.floor(last / 10));
const seconds = span(0, last) / 1000;

const bare = await replayBare({ loaded, ticks });
const viem = await replayWithViem({ setup, ticks, limit: Number(viemTransactions) });
const oursPerTransaction = seconds / transactions;

const rows: [string, string][] = [
  ['scenario', loaded.scenario.name],
  ['blocks', String(ticks.length)],
  ['transactions', String(transactions)],
  ['whole run, s', wallSeconds.toFixed(2)],
  ['ticks alone, s', seconds.toFixed(2)],
  ['blocks/s', (last / seconds).toFixed(0)],
  ['transactions/s', (transactions / seconds).toFixed(0)],
  ['ms a block, first tenth', (span(0, tenth) / tenth).toFixed(3)],
  ['ms a block, last tenth', (span(last - tenth, last) / tenth).toFixed(3)],
  ['bare replay, s', bare.seconds.toFixed(2)],
  ['ours / bare replay', (seconds / bare.seconds).toFixed(2)],
  [`viem loop, ms a transaction (first ${viem.transactions})`, ((viem.seconds / viem.transactions) * 1000).toFixed(2)],
  ['viem loop / ours, a transaction', (viem.seconds / viem.transactions / oursPerTransaction).toFixed(1)],
];
for (const [name, value] of rows) process.stdout.write(`${name}\t${value}\n`);
