import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FlakyProxy } from '../upstream/flakyProxy.ts';
import { ForkPlace, type PassedRun } from './forkPlace.ts';
import { NEWCOMERS } from './scenarios.ts';

let place: ForkPlace;
/** Nothing failed. */
let clean: PassedRun;

beforeAll(async () => {
  place = await ForkPlace.open({ troves: 16 });
  clean = await place.run(place.scenario('clean'), [], { cache: 'clean' });
});

afterEach(() => place.proxy.heal());

afterAll(() => place?.close());

/** Does something when so many more requests have come, unless the test is over by then. */
function after(count: number, act: () => void): void {
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  void place.proxy.arrived(place.proxy.requests.length + count).then(() => {
    if (!isOver) act();
  });
}

/** Once so many more requests have come, all fail until the proxy is healed. */
const failAfter = (count: number): void => after(count, () => place.proxy.failNext(100_000, 503));

describe('an upstream that is busy, slow or broken for a moment', () => {
  test('costs time and no more', async () => {
    const { proxy } = place;
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
    for (const [i, fault] of faults.entries()) after(50 * (i + 1), fault);
    const { record, requests, stderr } = await place.run('clean.yaml', [], { cache: 'flaky' });
    expect(record.resultHash).toBe(clean.record.resultHash);
    expect(record.provenance.chain.upstream).toEqual({ requests, retries: 12 });
    expect(requests - 12).toBe(clean.requests);
    expect(stderr.match(/HTTP 429 Too Many Requests/g)).toHaveLength(7);
    for (const symptom of ['HTTP 502', 'request rate exceeded']) expect(stderr).toContain(symptom);
  });
});

describe('an upstream that fails for good', () => {
  const retry = { attempts: 2, timeout: '2s' };

  test('ends a run with the request, keeps what was done, and what was read for the next', async () => {
    const surroundings = { cache: 'interrupted' };
    const file = place.scenario('interrupted', { chain: { retry } });
    const most = clean.requests - 40;
    failAfter(most);
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

    place.proxy.heal();
    const again = await place.run(file, [], surroundings);
    expect(again.requests).toBeGreaterThan(0);
    expect(again.requests).toBeLessThan(clean.requests - most + 50);
    expect(again.record.resultHash).toBe(clean.record.resultHash);
  });

  test('ends a run that has not begun, and leaves no record', async () => {
    const file = place.scenario('late', { chain: { retry } });
    failAfter(20);
    const { code, stderr } = await place.breakwater(['run', file, '--out', 'none'], { cache: 'late' });
    expect(code).toBe(1);
    expect(stderr).toContain('The upstream does not answer');
    expect(place.workplace.exists('none')).toBe(false);
  });

  test('can be left while it says nothing', async () => {
    onTestFinished(place.proxy.hold());
    const env = { UPSTREAM: place.url, BREAKWATER_CACHE: place.workplace.path('held') };
    const arriving = place.proxy.arrived(place.proxy.requests.length + 1);
    const { child, ended } = place.workplace.start(['run', place.scenario('held'), '--out', 'held-out'], { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    await arriving;
    child.kill('SIGINT');
    const { code } = await Promise.race([ended, pause(5000, { code: 'still there after 5 s' })]);
    expect(code).toBe(130);
    await place.workplace.expectNothingLeft();
  });

  test('is not asked again what it refuses, and its words are cleaned of the key', async () => {
    const key = new URL(place.url).pathname.split('/').at(-1) ?? '';
    place.proxy.failNext(100, 401, { body: `invalid project id: ${key}` });
    const before = place.proxy.requests.length;
    const { code, stderr } = await place.breakwater(['run', place.scenario('refused')], { cache: 'refused' });
    expect(code).toBe(1);
    expect(stderr).toContain('invalid project id: ***');
    expect(place.proxy.requests.length - before).toBeLessThanOrEqual(2);
  });

  test('is told from one that is dead from the start', async () => {
    const dead = await FlakyProxy.open(place.upstream.url);
    await dead.die();
    const file = place.scenario('dead', { chain: { retry } });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'dead', url: `${dead.url}/v3/key` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ +reason: +.*ECONNREFUSED/m);
    expect(stderr).toMatch(/^ +fix: +check the endpoint and the network/m);
  });
});

describe('an upstream of something else', () => {
  test('is refused if it is another chain', async () => {
    place.proxy.replace('eth_chainId', '0x2a');
    const { code, stderr } = await place.breakwater(['run', place.scenario('other-chain')], { cache: 'other' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The upstream is of another chain$/m);
    expect(stderr).toMatch(/^ +its chain: +42$/m);
    expect(stderr).toMatch(/^ +expected: +1$/m);
  });

  test('is refused if it does not have the block', async () => {
    const file = place.scenario('no-block', { chain: { block: place.upstream.block + 1 } });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'no-block' });
    expect(code).toBe(1);
    expect(stderr).toContain(`the upstream does not know block ${place.upstream.block + 1}`);
  });

  test('is refused if it no longer has the state', async () => {
    place.proxy.replace('eth_getStorageAt', null);
    const { code, stderr } = await place.breakwater(['run', place.scenario('no-state')], { cache: 'no-state' });
    expect(code).toBe(1);
    expect(stderr).toContain('it answered null');
  });

  test('is refused if the block was replaced since it was kept', async () => {
    place.proxy.replace('eth_getBlockByNumber', {
      ...{ number: `0x${place.upstream.block.toString(16)}`, hash: `0x${'7'.repeat(64)}`, timestamp: '0x6591f0f0' },
    });
    // Asked anything that is not kept, it has to show the block first.
    const file = place.scenario('replaced', { backstop: { kind: 'bamm' }, agents: NEWCOMERS });
    const { code, stderr } = await place.breakwater(['run', file], { cache: 'clean' });
    expect(code).toBe(2);
    expect(stderr).toContain('The upstream has another block of that number than the one captured');
  });
});

test('a variable that is not set is named', async () => {
  const { code, stderr } = await place.breakwater(['run', place.scenario('unset')], { cache: 'unset', url: '' });
  expect(code).toBe(2);
  expect(stderr).toContain('The environment variable UPSTREAM is not set');
});
