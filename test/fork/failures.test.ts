import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlakyProxy } from '../upstream/flakyProxy.ts';
import { ForkPlace, KEY, type PassedRun } from './forkPlace.ts';
import { NEWCOMERS } from './scenarios.ts';

const RETRY = { attempts: 2, timeout: '2s' };

let place: ForkPlace;
/** Nothing failed. */
let clean: PassedRun;

beforeAll(async () => {
  place = await ForkPlace.open({ troves: 16 });
  clean = await place.run(place.scenario('clean'), [], { cache: 'clean' });
});

afterAll(() => place?.close());

/** Does something when so many requests have come. */
function after(proxy: FlakyProxy, count: number, act: () => void): void {
  void proxy.arrived(count).then(act);
}

/** Once so many requests have come, all fail until the proxy is healed. */
function failAfter(proxy: FlakyProxy, count: number): void {
  after(proxy, count, () => proxy.failNext(100_000, 503));
}

/** Each has a proxy and a cache of its own, but for one. */
describe.concurrent('an upstream', () => {
  test('that is busy or broken for a moment costs time and no more', async () => {
    const proxy = await place.openProxy();
    // What is asked first is asked at once, all else one by one.
    proxy.failNext(4, 429, { headers: { 'retry-after': '0' } });
    const rateLimit = { code: -32005, message: 'request rate exceeded' };
    const faults = [
      () => proxy.failNext(3, 429),
      () => proxy.cutOff(),
      () => proxy.hangUp(),
      () => proxy.garbleNext(1),
      () => proxy.refuseNext(1, rateLimit),
      () => proxy.failNext(1, 502),
    ];
    for (const [i, fault] of faults.entries()) after(proxy, 50 * (i + 1), fault);
    const { record, requests, stderr } = await place.run('clean.yaml', [], { cache: 'flaky', proxy });
    expect(record.resultHash).toBe(clean.record.resultHash);
    expect(record.provenance.chain.upstream).toEqual({ requests, retries: 12 });
    expect(requests - 12).toBe(clean.requests);
    expect(stderr.match(/HTTP 429 Too Many Requests/g)).toHaveLength(7);
    for (const symptom of ['HTTP 502', 'request rate exceeded']) expect(stderr).toContain(symptom);
  });

  test('that fails for good ends a run with the request; what was done and what was read is kept', async () => {
    const proxy = await place.openProxy();
    const surroundings = { cache: 'interrupted', proxy };
    const file = place.scenario('interrupted', { chain: { retry: RETRY } });
    const most = clean.requests - 40;
    failAfter(proxy, most);
    const { code, stderr } = await place.breakwater(['run', file, '--out', 'cut'], surroundings);
    expect(code).toBe(1);
    expect(stderr.match(/The upstream does not answer/g)).toHaveLength(1);
    expect(stderr).toMatch(/^The upstream does not answer eth_\w+$/m);
    expect(stderr).toMatch(/^ +upstream: +\$UPSTREAM \(127\.0\.0\.1:\d+\)$/m);
    expect(stderr).toMatch(/^ +request: +eth_\w+ \["0x[0-9a-f]{40}",.*\]$/m);
    expect(stderr).toMatch(/^ +attempts: +2$/m);
    expect(stderr).toMatch(/^ +reason: +.*503/m);
    const record = place.workplace.record('cut');
    expect(record.status).toBe('failed');
    const [trial] = record.trials;
    expect(trial?.status).toBe('failed');
    expect(trial?.ticks).toBeGreaterThan(0);
    expect(trial?.failure?.message).toContain('The upstream does not answer');

    proxy.heal();
    const again = await place.run(file, [], surroundings);
    expect(again.requests).toBeGreaterThan(0);
    expect(again.requests).toBeLessThan(clean.requests - most + 50);
    expect(again.record.resultHash).toBe(clean.record.resultHash);
  });

  test('that fails before the first tick leaves no record', async () => {
    const proxy = await place.openProxy();
    const file = place.scenario('late', { chain: { retry: RETRY } });
    failAfter(proxy, 20);
    const { code, stderr } = await place.breakwater(['run', file, '--out', 'none'], { cache: 'late', proxy });
    expect(code).toBe(1);
    expect(stderr).toContain('The upstream does not answer');
    expect(place.workplace.exists('none')).toBe(false);
  });

  // Of the context: where tests run at once, the one that is imported belongs to whichever began last.
  test('that says nothing can be left', async ({ onTestFinished }) => {
    const proxy = await place.openProxy();
    onTestFinished(proxy.hold());
    const env = place.environment({ cache: 'held', proxy });
    const { child, ended } = place.workplace.start(['run', place.scenario('held'), '--out', 'held-out'], { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    // One that ends by itself says why, instead of never asking.
    const early = await Promise.race([proxy.arrived(1), ended]);
    expect(early).toBeUndefined();
    child.kill('SIGINT');
    const { code } = await Promise.race([ended, pause(5000, { code: 'still there after 5 s' })]);
    expect(code).toBe(130);
  });

  test('that refuses is not asked again, and its words are cleaned of the key', async () => {
    const proxy = await place.openProxy();
    proxy.failNext(100, 401, { body: `invalid project id: ${KEY}` });
    const { code, stderr } = await place.breakwater(['run', place.scenario('refused')], { cache: 'refused', proxy });
    expect(code).toBe(1);
    expect(stderr).toContain('invalid project id: ***');
    expect(proxy.requests.length).toBeLessThanOrEqual(2);
  });

  test('that is dead from the start is named', async () => {
    const proxy = await place.openProxy();
    await proxy.die();
    const file = place.scenario('dead', { chain: { retry: RETRY } });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'dead', proxy });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ +reason: +.*ECONNREFUSED/m);
    expect(stderr).toMatch(/^ +fix: +check the endpoint and the network/m);
  });

  test('that is another chain is refused', async () => {
    const proxy = await place.openProxy();
    proxy.replace('eth_chainId', '0x2a');
    const { code, stderr } = await place.breakwater(['run', place.scenario('other-chain')], { cache: 'other', proxy });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The upstream is of another chain$/m);
    expect(stderr).toMatch(/^ +its chain: +42$/m);
    expect(stderr).toMatch(/^ +expected: +1$/m);
  });

  test('that does not have the block is refused', async () => {
    const proxy = await place.openProxy();
    const block = place.upstream.block + 1;
    const file = place.scenario('no-block', { chain: { block } });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'no-block', proxy });
    expect(code).toBe(1);
    expect(stderr).toContain(`the upstream does not know block ${block}`);
  });

  test('that no longer has the state is refused', async () => {
    const proxy = await place.openProxy();
    proxy.replace('eth_getStorageAt', null);
    const { code, stderr } = await place.breakwater(['run', place.scenario('no-state')], { cache: 'no-state', proxy });
    expect(code).toBe(1);
    expect(stderr).toContain('it answered null');
  });

  test('whose block was replaced since it was kept is refused', async () => {
    // What is kept is kept for one URL.
    const { proxy } = place;
    const number = `0x${place.upstream.block.toString(16)}`;
    proxy.replace('eth_getBlockByNumber', { number, hash: `0x${'7'.repeat(64)}`, timestamp: '0x6591f0f0' });
    // Asked for anything that is not kept, it has to show the block first.
    const file = place.scenario('replaced', { backstop: { kind: 'bamm' }, agents: NEWCOMERS });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'clean' });
    expect(code).toBe(2);
    expect(stderr).toContain('The upstream has another block of that number than the one captured');
  });

  test('that is not in the environment is asked for', async () => {
    const { code, stderr } = await place.breakwater(['run', place.scenario('unset')], { cache: 'unset', url: '' });
    expect(code).toBe(2);
    expect(stderr).toContain('The environment variable UPSTREAM is not set');
  });
});
