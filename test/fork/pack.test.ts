import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ForkPlace, type PassedRun } from './forkPlace.ts';
import { FORK, INHABITED } from './scenarios.ts';

/** Where nothing was cached, and no upstream is named. */
const OFFLINE = { cache: 'nothing', url: '' };
const MEGABYTE = 1e6;

let place: ForkPlace;
/** On the fork. */
let forked: PassedRun;
/** Hash that the capture was printed with. */
let captured: string | undefined;

beforeAll(async () => {
  place = await ForkPlace.open({ troves: 16 });
  const { upstream, workplace } = place;
  const file = place.scenario('small', { chain: { file: './small.pack' } });
  captured = resultHashIn(await capture(file));
  forked = await place.run(file);

  const text = readFileSync(new URL('../../scenarios/flash-crash.yaml', import.meta.url), 'utf8').replaceAll(
    'ZUSD',
    'LUSD',
  );
  const shipped = parse(text) as { readonly chain: object };
  const { chainId, block } = upstream;
  const chain = { ...shipped.chain, ...FORK, chainId, block, file: './flash-crash.pack' };
  workplace.write('flash-crash.yaml', stringify({ ...shipped, chain }));
});

afterAll(() => place?.close());

async function capture(file: string, flags: readonly string[] = []): Promise<string> {
  const { code, stdout, stderr } = await place.breakwater(['capture', file, ...flags]);
  expect(code, stderr).toBe(0);
  return stdout;
}

function resultHashIn(stdout: string): string | undefined {
  return /result hash +([0-9a-f]{64})/.exec(stdout)?.[1];
}

const bytesOf = (file: string): Buffer => readFileSync(place.workplace.path(file));
const offline = (file: string, flags: readonly string[] = []) =>
  place.run(file, ['--set', 'chain.source=pack', ...flags], OFFLINE);
const refusedOffline = (file: string, flags: readonly string[] = []) =>
  place.breakwater(['run', file, '--set', 'chain.source=pack', ...flags], OFFLINE);

describe('with the upstream there', () => {
  test('a capture has the result of the run on the fork', () => {
    expect(captured).toBe(forked.record.resultHash);
    expect(forked.requests).toBe(0);
  });

  test('a capture is the same whatever is known already', async () => {
    await capture('small.yaml', ['--out', 'again.pack']);
    expect(bytesOf('again.pack').equals(bytesOf('small.pack'))).toBe(true);
  });

  test('a shipped scenario comes to a small pack', async () => {
    await capture('flash-crash.yaml');
    expect(statSync(place.workplace.path('flash-crash.pack')).size).toBeLessThan(2 * MEGABYTE);
  });
});

describe.concurrent('with the upstream dead', () => {
  let packed: PassedRun;

  beforeAll(async () => {
    await place.proxy.die();
    packed = await offline('small.yaml');
  });

  test('a pack gives the result of the fork', () => {
    expect(packed.record.resultHash).toBe(forked.record.resultHash);
    expect(packed.record.trials[0]).toEqual(forked.record.trials[0]);
    expect(packed.record.metrics).toEqual(forked.record.metrics);
    const { chain, contracts } = packed.record.provenance;
    const { block, blockHash } = place.upstream;
    expect(chain).toMatchObject({
      source: 'pack',
      chainId: 1,
      book: 'upstream-liquity',
      block: { number: block, hash: blockHash },
    });
    expect(chain.pack).toMatch(/^[0-9a-f]{64}$/);
    expect(contracts).toEqual(forked.record.provenance.contracts);
  });

  test('the record of a pack is verified', async () => {
    const { code, stdout, stderr } = await place.breakwater(['verify', packed.out], OFFLINE);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`verified: same result hash ${packed.record.resultHash}`);
  });

  test('the record of a fork is verified with what was kept of it', async () => {
    const { code, stdout, stderr } = await place.breakwater(['verify', forked.out]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`verified: same result hash ${forked.record.resultHash}`);
  });

  test('a scenario that needs more than the pack has is told what, and how to get it', async () => {
    const file = place.scenario('changed', {
      chain: { file: './small.pack' },
      backstop: { kind: 'stability-pool' },
      agents: { owners: INHABITED.owners, depositors: { policy: 'backstopper', count: 2, deposit: '5k STABLE' } },
    });
    const { code, stderr } = await refusedOffline(file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The pack does not hold all the state that is read$/m);
    expect(stderr).toMatch(/^ +missing: +(account 0x[0-9a-f]{40}|slot 0x[0-9a-f]{64} of 0x[0-9a-f]{40})$/m);
    expect(stderr).toMatch(/^ +captured for: +small$/m);
    expect(stderr).toMatch(/^ +fix: +capture it again .*: breakwater capture .*$/m);
  });

  test('a pack of another block is refused', async () => {
    const { code, stderr } = await refusedOffline('small.yaml', ['--set', `chain.block=${place.upstream.block - 1}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('The pack is of another chain or block than the scenario');
  });

  test.each([
    ['is cut off', (pack: Buffer) => pack.subarray(0, pack.length / 2), 'The pack is cut off'],
    ['has a bit turned over', turnedOver, 'The pack is damaged: its content does not match its hash'],
    ['is something else', () => Buffer.from('name: other\n'), 'The file is no pack of Breakwater'],
  ] as const)('a pack that %s is refused', async (what, damage, message) => {
    const file = `${what.replaceAll(' ', '-')}.pack`;
    writeFileSync(place.workplace.path(file), damage(bytesOf('small.pack')));
    const { code, stderr } = await refusedOffline('small.yaml', ['--out', what, '--set', `chain.file=./${file}`]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^ +fix: /m);
    expect(place.workplace.exists(what)).toBe(false);
  });

  test('a pack that is not there is refused before anything starts', async () => {
    const { code, stderr } = await refusedOffline('small.yaml', ['--set', 'chain.file=./none.pack']);
    expect(code).toBe(2);
    expect(stderr).toContain('chain.file: cannot read the file ./none.pack, relative to the scenario file');
  });
});

function turnedOver(pack: Buffer): Buffer {
  const copy = Buffer.from(pack);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
