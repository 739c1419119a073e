import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { startAnvil } from '../../src/chain/anvilProcess.ts';
import { Chain } from '../../src/chain/chain.ts';
import { IpcClient } from '../../src/chain/ipcClient.ts';
import { writePack } from '../../src/chain/upstream/pack.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';
import { type LoadedScenario, loadScenario } from '../../src/scenario/load.ts';
import { runOn } from '../../src/sim/run.ts';
import { openSource } from '../../src/sim/source.ts';
import { baseDirOf } from '../../src/sim/trialRunner.ts';

/**
 * `npm run bench:fork -- [scenario]`: what a fork costs, as ratios to the embedded chain: the same scenario on the embedded
 * system and on a fork of a chain that holds that system, cold, warm and from a pack.
 */
const [file = 'scenarios/flash-crash.yaml'] = process.argv.slice(2);
const ROUNDS = 5;
const UPSTREAM_TIME = 1_577_836_800;

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
process.env['BREAKWATER_CACHE'] = join(folder, 'cache');
process.env['BENCH_UPSTREAM'] = '';

/** An Anvil at chain id 1 that holds the embedded system, and an address book for it. */
async function startUpstream() {
  const { state, system } = await prepareSystem();
  const anvil = await startAnvil({ timestamp: UPSTREAM_TIME, chainId: 1 });
  const client = await IpcClient.connect(anvil.ipcPath, anvil.gone);
  const { accounts } = JSON.parse(gunzipSync(Buffer.from(state.slice(2), 'hex')).toString()) as { accounts: object };
  const overlay = { accounts, best_block_number: null, blocks: [], transactions: [], block: null };
  await client.request('anvil_loadState', [`0x${Buffer.from(JSON.stringify(overlay)).toString('hex')}`]);
  await client.request('evm_setNextBlockTimestamp', [UPSTREAM_TIME + 12]);
  await client.request('evm_mine');
  client.close();
  const { core, collateralFeed, stableFeed } = system;
  const book = {
    ...{ name: 'bench', chainId: 1, naming: { stable: 'ZUSD', reward: 'SOV', collateral: 'ETH' }, core },
    feeds: {
      collateral: { address: collateralFeed.address, kind: 'zero' },
      stable: { address: stableFeed.address, kind: 'chainlink' },
    },
  };
  writeFileSync(join(folder, 'book.yaml'), stringify(book));
  process.env['BENCH_UPSTREAM'] = anvil.url;
  return anvil;
}

/** ms a block over a run's ticks but the first, and requests made upstream. */
async function measure(loaded: LoadedScenario): Promise<{ perBlock: number; requests: number; hash: string }> {
  const source = await openSource(loaded.scenario, baseDirOf(loaded));
  try {
    const marks: number[] = [];
    const { record, error } = await runOn(source, loaded, { onProgress: () => marks.push(performance.now()) });
    if (error !== undefined) throw error;
    const perBlock = ((marks.at(-1) as number) - (marks[0] as number)) / (marks.length - 1);
    return { perBlock, requests: record.provenance.chain.upstream?.requests ?? 0, hash: record.resultHash };
  } finally {
    await source.close();
  }
}

/** ms from a pack's file to a chain that can be used. */
async function openPack(loaded: LoadedScenario): Promise<number> {
  const start = performance.now();
  const source = await openSource(loaded.scenario, baseDirOf(loaded));
  const gate = source.fork?.gate;
  if (gate === undefined) throw new TypeError('not a pack');
  const chain = await Chain.open({ base: gate, gasLimit: 30_000_000n });
  const ms = performance.now() - start;
  await chain.close();
  await source.close();
  return ms;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

const upstream = await startUpstream();
try {
  const name = join(folder, 'scenario.yaml');
  writeFileSync(name, readFileSync(file));
  const embedded = loadScenario(name);
  const set = ['chain.source=fork', 'chain.url=${BENCH_UPSTREAM}', 'chain.block=1', 'chain.book=./book.yaml'];
  const fork = loadScenario(name, { set });
  const cold = await measure(fork);
  const warm: number[] = [];
  const plain: number[] = [];
  let requests = 0;
  for (let round = 0; round < ROUNDS; round++) {
    plain.push((await measure(embedded)).perBlock);
    const again = await measure(fork);
    warm.push(again.perBlock);
    requests += again.requests;
    if (again.hash !== cold.hash) throw new Error('the second fork run differs from the first');
  }
  const source = await openSource(fork.scenario, folder);
  const packFile = join(folder, 'bench.pack.json.zst');
  if (source.fork === undefined) throw new TypeError('not a fork');
  const { gate, book } = source.fork;
  const scenario = { name: fork.scenario.name, hash: fork.hash };
  await writePack(packFile, { capture: gate.capture, extra: { book, scenario, madeBy: {} } });
  await source.close();
  const pack = loadScenario(name, { set: ['chain.source=pack', `chain.file=${packFile}`] });
  const fromPack = await measure(pack);
  if (fromPack.hash !== cold.hash) throw new Error('the run from the pack differs from the fork');
  const starts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) starts.push(await openPack(pack));

  const rows: [string, string][] = [
    ['scenario', embedded.scenario.name],
    ['embedded, ms a block (median)', median(plain).toFixed(3)],
    ['cold fork, ms a block', cold.perBlock.toFixed(3)],
    ['cold fork, requests upstream', String(cold.requests)],
    ['warm fork, ms a block (median)', median(warm).toFixed(3)],
    ['warm fork / embedded', (median(warm) / median(plain)).toFixed(2)],
    ['warm fork, requests upstream', String(requests)],
    ['pack, MB', (statSync(packFile).size / 1e6).toFixed(2)],
    ['pack, ms to a chain (median)', median(starts).toFixed(0)],
    ['pack, ms to a chain (first)', (starts[0] as number).toFixed(0)],
  ];
  for (const [key, value] of rows) process.stdout.write(`${key}\t${value}\n`);
} finally {
  await upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}
