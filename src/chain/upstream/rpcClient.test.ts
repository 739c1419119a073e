import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FlakyProxy } from '../../../test/upstream/flakyProxy.ts';
import { StubError, stubNode } from '../../../test/upstream/stubNode.ts';
import { type Retry, RpcClient, type RpcClientOptions } from './rpcClient.ts';
import { UpstreamError } from './upstreamError.ts';

const LABEL = '$MAINNET_RPC_URL (host eth.example)';
const PARAMS = ['0x66017d22b0f8556afdd19fc67041899eb65a21bb', '0x0', '0x12a05f2'];

let node: Awaited<ReturnType<typeof stubNode>>;
let proxy: FlakyProxy;
beforeEach(async () => {
  node = await stubNode({
    eth_getStorageAt: '0x1f',
    echo: (value: unknown) => value,
    fails: () => {
      throw new StubError(-32000, 'execution aborted');
    },
  });
  proxy = await FlakyProxy.open(node.url);
});
afterEach(async () => {
  await Promise.all([proxy.die(), node.close()]);
});

/** A client that notes its waits in place of waiting. */
function client(options: Partial<RpcClientOptions> = {}) {
  const waits: number[] = [];
  const pause = async (ms: number): Promise<void> => void waits.push(ms);
  return { waits, client: new RpcClient({ url: proxy.url, label: LABEL, pause, ...options }) };
}

const slot = (of: RpcClient): Promise<unknown> => of.request('eth_getStorageAt', PARAMS);
const errorOf = (promise: Promise<unknown>): Promise<UpstreamError> =>
  promise.then(
    () => expect.fail('it passed'),
    (error: unknown) => error as UpstreamError,
  );

describe('what may pass is asked again', () => {
  test.each<[string, (proxy: FlakyProxy) => void]>([
    ['HTTP 429', (at) => at.failNext(3, 429)],
    ['HTTP 500', (at) => at.failNext(3, 500, { body: 'oops' })],
    ['a rate limit', (at) => at.refuseNext(3, { code: -32005, message: 'limit exceeded' })],
    ['a page of HTML', (at) => at.garbleNext(3)],
    ['an answer that is cut off', (at) => at.cutOff(3)],
    ['a connection that is closed', (at) => at.hangUp(3)],
  ])('%s', async (_, fail) => {
    const { client: asking, waits } = client();
    fail(proxy);
    expect(await slot(asking)).toBe('0x1f');
    expect(waits).toEqual([500, 1000, 2000]);
    expect([asking.requests, asking.retries]).toEqual([4, 3]);
  });

  test('an answer that does not come', async () => {
    const release = proxy.hold();
    const { client: asking } = client({ timeoutMs: 20, attempts: 2 });
    const error = await errorOf(slot(asking));
    expect(error.facts).toMatchObject({ attempts: '2', reason: 'no answer within 0.02 s' });
    release();
    expect(await slot(client().client)).toBe('0x1f');
  });

  test('and each retry is told', async () => {
    const told: Retry[] = [];
    proxy.failNext(1, 503, { body: 'down' });
    await slot(client({ onRetry: (retry) => told.push(retry) }).client);
    expect(told).toEqual([
      {
        ...{ method: 'eth_getStorageAt', attempt: 1, attempts: 6, waitMs: 500 },
        reason: 'HTTP 503 Service Unavailable: down',
      },
    ]);
  });

  test('with a wait that doubles up to a bound, and is no shorter than asked for', async () => {
    const { client: asking, waits } = client({ attempts: 9 });
    proxy.failNext(6, 502);
    proxy.failNext(1, 429, { headers: { 'retry-after': '20' } });
    proxy.failNext(1, 429, { headers: { 'retry-after': '3600' } });
    await slot(asking);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 60_000]);
  });

  test('with waits that really are waits', async () => {
    proxy.failNext(2, 500);
    const asking = new RpcClient({ url: proxy.url, label: LABEL, backoffMs: 1 });
    expect(await slot(asking)).toBe('0x1f');
  });

  test('until the attempts are used up: the error names request, attempts and last reason', async () => {
    const { client: asking } = client({ attempts: 3 });
    proxy.garbleNext(2);
    proxy.failNext(1, 429, { body: 'slow\ndown' });
    const error = await errorOf(slot(asking));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error.message).toMatchInlineSnapshot(`
      "The upstream does not answer eth_getStorageAt
        upstream: $MAINNET_RPC_URL (host eth.example)
        request:  eth_getStorageAt ["0x66017d22b0f8556afdd19fc67041899eb65a21bb","0x0","0x12a05f2"]
        attempts: 3
        reason:   HTTP 429 Too Many Requests: slow down
        fix:      wait and run again, or use an endpoint that allows more requests"
    `);
    expect(proxy.requests).toHaveLength(3);
  });

  test('an endpoint that is gone', async () => {
    await proxy.die();
    const error = await errorOf(slot(client({ attempts: 2 }).client));
    expect(error.facts).toMatchObject({ attempts: '2', reason: expect.stringContaining('ECONNREFUSED') });
    expect(error.remedy).toBe('check the endpoint and the network, and run again');
  });
});

describe('what will not pass is asked once', () => {
  test.each<[string, (proxy: FlakyProxy) => void, object]>([
    ['HTTP 401', (at) => at.failNext(1, 401), { reason: 'HTTP 401 Unauthorized' }],
    ['HTTP 404', (at) => at.failNext(1, 404), { reason: 'HTTP 404 Not Found' }],
    [
      'a node that does not keep old state',
      (at) => at.refuseNext(1, { code: -32000, message: 'missing trie node 5c0e (path )' }),
      { reason: 'missing trie node 5c0e (path ) (code -32000)' },
    ],
  ])('%s', async (_, fail, facts) => {
    const { client: asking, waits } = client();
    fail(proxy);
    expect((await errorOf(slot(asking))).facts).toMatchObject({ attempts: '1', ...facts });
    expect([waits, proxy.requests.length]).toEqual([[], 1]);
  });

  test('an error of the node itself, in its words', async () => {
    const error = await errorOf(client().client.request('fails', []));
    expect(error.facts).toMatchObject({ request: 'fails []', reason: 'execution aborted (code -32000)' });
  });
});

describe('requests', () => {
  test('are under way a few at a time', async () => {
    const release = proxy.hold();
    const { client: asking } = client({ concurrency: 3 });
    const answers = Array.from({ length: 10 }, (_, i) => asking.request('echo', [i]));
    await proxy.arrived(3);
    expect(asking.requests).toBe(3);
    release();
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('end when the client is closed, those that wait to be made again too', async () => {
    let waiting: () => void = () => {};
    const isWaiting = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const { client: asking } = client({
      pause: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          waiting();
        }),
    });
    proxy.failNext(1, 500);
    const first = errorOf(slot(asking));
    await isWaiting;
    proxy.hold();
    const second = errorOf(slot(asking));
    await proxy.arrived(2);
    asking.close();
    asking.close();
    for (const error of [await first, await second, await errorOf(slot(asking))]) {
      expect(error.facts['reason']).toBe('it was closed before it answered');
    }
    expect(proxy.requests).toHaveLength(2);
  });

  test('carry the credentials of the URL', async () => {
    const url = proxy.url.replace('http://', 'http://user:pass@');
    const direct = new RpcClient({ url: node.url.replace('http://', 'http://user:pass@'), label: LABEL });
    expect(await slot(direct)).toBe('0x1f');
    expect(node.headers()['authorization']).toBe(`Basic ${Buffer.from('user:pass').toString('base64')}`);
    expect(await slot(client({ url }).client)).toBe('0x1f');
  });
});

describe('a key in the URL', () => {
  const KEY = 'k3y-5e3f02';
  const leaks = (error: unknown): boolean => inspect(error, { depth: 10, showHidden: true }).includes(KEY);

  test.each<[string, (proxy: FlakyProxy) => void | Promise<void>]>([
    ['that is gone', (at) => at.die()],
    ['that hangs up', (at) => at.hangUp(2)],
    ['that cuts off', (at) => at.cutOff(2)],
    ['that answers HTML', (at) => at.garbleNext(2)],
    ['that quotes it', (at) => at.failNext(2, 401, { body: `unknown key ${KEY} in /v2/${KEY}` })],
    ['that quotes it as trouble', (at) => at.failNext(2, 500, { body: `no route for /v2/${KEY}` })],
    ['that quotes it as an error', (at) => at.refuseNext(2, { code: -32000, message: `key ${KEY} has expired` })],
  ])('is in no error of an upstream %s', async (_, fail) => {
    const told: Retry[] = [];
    for (const url of [`${proxy.url}/v2/${KEY}`, proxy.url.replace('http://', `http://${KEY}:${KEY}@`)]) {
      await fail(proxy);
      const { client: asking } = client({ url, attempts: 2, onRetry: (retry) => told.push(retry) });
      const error = await errorOf(slot(asking));
      expect(error).toBeInstanceOf(UpstreamError);
      expect([leaks(error), leaks(asking), leaks(told)]).toEqual([false, false, false]);
      expect(error.message).toContain(LABEL);
      proxy.heal();
    }
  });
});
