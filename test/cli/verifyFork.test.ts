import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUpstream, type Upstream } from '../upstream/upstream.ts';
import { tiny } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
let upstream: Upstream;
/** As a URL with a key in it is given; the record does not hold it. */
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  upstream = await startUpstream();
  env = { VERIFY_RPC_URL: upstream.url };
  place.write('book.yaml', upstream.bookText);
  const action = {
    ...{ from: upstream.addresses.bammOwner, to: 'backstop', note: 'Proposal 1' },
    ...{ call: 'setParams(uint256,uint256)', args: [50, 20] },
  };
  const agents = { liquidators: { policy: 'liquidator', count: 1, minProfit: '10 USD' } };
  const chain = { source: 'fork', url: '${VERIFY_RPC_URL}', block: 'latest', book: './book.yaml', actions: [action] };
  const changes = {
    ...{ name: 'forked', chain, agents, lending: undefined, backstop: { kind: 'deployed' }, dex: { pool: 'deployed' } },
    clock: { start: 'fork', duration: '6m', block: '12s' },
    market: {
      collateral: {
        symbol: 'ETH',
        process: { kind: 'gbm', start: '2000 USD', volatility: '90%' },
        shocks: [{ at: '1m', change: '-30%', over: '2m' }],
      },
      stable: { symbol: 'LUSD', process: { kind: 'constant', price: '1 USD' } },
    },
  };
  place.write('fork.yaml', tiny(changes));
  const ended = await place.breakwater(['run', 'fork.yaml', '--quiet', '--out', 'out'], { env });
  expect(ended.code, ended.stderr).toBe(0);
});

afterAll(async () => {
  await upstream?.close();
  place.remove();
});

async function mineUpstream(): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine', params: [] });
  await fetch(upstream.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

const verify = (dir: string): Promise<Ended> => place.breakwater(['verify', dir], { env });
const differing = ({ stdout }: Ended): string[] =>
  stdout.split('\n').flatMap((line) => (line.startsWith('differs  ') ? [line.slice(9).split(/ {2,}/)[0] ?? ''] : []));

describe('a run on a fork of the latest block', () => {
  test('is verified at the block that it was, though the chain has gone on', async () => {
    await mineUpstream();
    const ended = await verify('out');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(new RegExp(`^same {5}block number +${upstream.block}$`, 'm'));
    expect(ended.stdout).toMatch(/^same {5}action 1 +backstop setParams\(uint256,uint256\)$/m);
    expect(ended.stdout).toMatch(/^note {5}requests to the endpoint +recorded \d+, now \d+$/m);
    expect(ended.stdout).toMatch(/\nverified: same result hash \w{64}\n$/);
  });

  test.each<[string, (record: ReturnType<Workplace['record']>) => object, string[]]>([
    [
      'another block hash',
      ({ provenance: { chain } }) => ({ chain: { ...chain, block: { ...chain.block, hash: '0x00' } } }),
      ['block hash'],
    ],
    [
      'another effect of an action',
      ({ provenance: { actions } }) => ({ actions: actions.map((action) => ({ ...action, changes: [] })) }),
      ['action 1: changes'],
    ],
    [
      'code that passes for known',
      ({ provenance: { contracts } }) => ({ contracts: contracts.map((contract) => ({ ...contract, known: 'ours' })) }),
      [],
    ],
  ])('that claims %s is caught', async (what, change, fields) => {
    const record = place.record('out');
    const dir = what.replaceAll(' ', '-');
    place.write(
      `${dir}/run.json`,
      JSON.stringify({ ...record, provenance: { ...record.provenance, ...change(record) } }),
    );
    const ended = await verify(dir);
    expect(ended.code, ended.stdout + ended.stderr).toBe(3);
    if (fields.length > 0) expect(differing(ended)).toEqual(fields);
    else expect(new Set(differing(ended).map((name) => name.split(': ')[1]))).toEqual(new Set(['known']));
  });

  test('without somebody is compared with a run on the same block, though the chain has gone on in between', async () => {
    const args = ['run', 'fork.yaml', '--out', 'less', '--without', 'liquidator'];
    const { child, ended } = place.start(args, { env });
    let hasMoved: Promise<unknown> | undefined;
    child.stderr?.on('data', (text: Buffer) => {
      if (text.toString().includes('Running it with liquidator')) hasMoved ??= mineUpstream();
    });
    const { code, stderr } = await ended;
    await hasMoved;
    expect(hasMoved).toBeDefined();
    expect(code, stderr).toBe(0);
    const [record, baseline] = [place.record('less'), place.record('less/baseline')];
    const { block } = record.provenance.chain;
    expect(baseline.provenance.chain.block).toEqual(block);
    expect(baseline.scenario.overrides).toEqual([`chain.block=${block?.number}`]);
    expect(record.ablation?.baseline.resultHash).toBe(baseline.resultHash);
    for (const dir of ['less', 'less/baseline']) expect((await verify(dir)).code, dir).toBe(0);
  });

  test('can not be verified without its endpoint, and says which variable is missing', async () => {
    const { code, stdout, stderr } = await place.breakwater(['verify', 'out']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('VERIFY_RPC_URL');
    expect(stderr).not.toContain(upstream.url);
  });
});
