import { describe, expect, test } from 'vitest';
import { type HttpAnswer, judgeAnswer } from './judgeAnswer.ts';

const answer = (differing: Partial<HttpAnswer>): HttpAnswer => ({
  ...{ method: 'eth_getStorageAt', status: 200, statusText: 'OK', retryAfter: null, date: null },
  text: '{"jsonrpc":"2.0","id":1,"result":"0x1"}',
  ...differing,
});
const failure = (code: number, message: string, data?: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code, message, data } });

test('a result is what it is, null too', () => {
  expect(judgeAnswer(answer({}))).toEqual({ kind: 'result', result: '0x1' });
  expect(judgeAnswer(answer({ text: '{"id":1,"result":null}' }))).toEqual({ kind: 'result', result: null });
  expect(judgeAnswer(answer({ text: '{"id":1,"result":[],"error":null}' }))).toEqual({ kind: 'result', result: [] });
});

describe('what may pass', () => {
  test.each([
    [
      'HTTP 429',
      { status: 429, statusText: 'Too Many Requests', text: '' },
      'HTTP 429 Too Many Requests',
      'allows more',
    ],
    ['HTTP 503', { status: 503, statusText: '', text: 'down' }, 'HTTP 503: down', 'another'],
    [
      'an error that only the status knows as trouble',
      { status: 502, statusText: '', text: failure(-32000, 'no') },
      'HTTP 502: {',
      'another',
    ],
    ['a page of HTML', { text: '<html>' }, 'it answered no JSON-RPC: <html>', 'JSON-RPC endpoint'],
    ['half an answer', { text: '{"id":1,"res' }, 'it answered no JSON-RPC: {"id":1,"res', 'JSON-RPC endpoint'],
    ['an answer without a result', { text: '{"id":1}' }, 'it answered no JSON-RPC: {"id":1}', 'JSON-RPC endpoint'],
    [
      'a rate limit by its code',
      { text: failure(-32005, 'limit exceeded') },
      'limit exceeded (code -32005)',
      'allows more',
    ],
    ['a rate limit by its code for HTTP', { text: failure(429, 'slow down') }, 'slow down (code 429)', 'allows more'],
    [
      'a rate limit by its words',
      { text: failure(-32000, 'Your app has exceeded its compute units per second capacity.') },
      'Your app has exceeded its compute units per second capacity. (code -32000)',
      'allows more',
    ],
    [
      'too many requests for logs',
      { method: 'eth_getLogs', text: failure(-32000, 'Too many requests') },
      'Too many requests (code -32000)',
      'allows more',
    ],
  ] as const)('%s', (_, differing, reason, remedy) => {
    expect(judgeAnswer(answer(differing))).toMatchObject({
      kind: 'retry',
      reason: expect.stringContaining(reason),
      remedy: expect.stringContaining(remedy),
    });
  });

  test.each([
    ['seconds', '7', null, 7000],
    ['a date', 'Thu, 12 Mar 2020 10:00:09 GMT', 'Thu, 12 Mar 2020 10:00:05 GMT', 4000],
    ['a date that is over', 'Thu, 12 Mar 2020 10:00:01 GMT', 'Thu, 12 Mar 2020 10:00:05 GMT', undefined],
    ['a date without one to count from', 'Thu, 12 Mar 2020 10:00:09 GMT', null, undefined],
    ['nonsense', 'soon', null, undefined],
  ])('Retry-After as %s', (_, retryAfter, date, waitMs) => {
    expect(judgeAnswer(answer({ status: 429, retryAfter, date }))).toMatchObject({ kind: 'retry', waitMs });
    const limited = answer({ status: 429, retryAfter, date, text: failure(429, 'rate limit') });
    expect(judgeAnswer(limited)).toMatchObject({ kind: 'retry', reason: 'rate limit (code 429)', waitMs });
  });
});

describe('what will not pass', () => {
  test.each([
    [
      'a key that is refused',
      { status: 401, statusText: 'Unauthorized', text: 'no' },
      'HTTP 401 Unauthorized: no',
      'key',
    ],
    ['a key that may not do this', { status: 403, statusText: 'Forbidden', text: '' }, 'HTTP 403 Forbidden', 'key'],
    [
      'a path that is none',
      { status: 404, statusText: 'Not Found', text: '' },
      'HTTP 404 Not Found',
      'JSON-RPC endpoint',
    ],
    [
      'state that is not kept',
      { text: failure(-32000, 'missing trie node 5c0e (path )') },
      'missing trie node',
      'archive',
    ],
    ['a block that is not kept', { text: failure(-32000, 'header not found') }, 'header not found', 'archive'],
    [
      'state that is not kept, in the words of another node',
      { text: failure(-32603, 'state at block #12000000 is pruned') },
      'state at block #12000000 is pruned',
      'archive',
    ],
    [
      'state that is not kept, behind a balancer that calls it trouble',
      { status: 500, text: failure(-32000, 'missing trie node') },
      'missing trie node',
      'archive',
    ],
  ] as const)('%s', (_, differing, reason, remedy) => {
    expect(judgeAnswer(answer(differing))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(reason),
      remedy: expect.stringContaining(remedy),
    });
  });

  test('any other error, in its words', () => {
    const verdict = judgeAnswer(answer({ text: failure(-32601, 'the method does not exist') }));
    expect(verdict).toEqual({ kind: 'refused', reason: 'the method does not exist (code -32601)' });
  });
});

/** As nodes and providers word it. */
describe('a search for logs that is too large', () => {
  test.each([
    [-32005, 'query returned more than 10000 results'],
    [-32602, 'range 1000000 exceeds limit of 10000'],
    [-32614, 'eth_getLogs is limited to a 10,000 range'],
    [-32600, 'block range is too wide'],
    [-32602, 'Log response size exceeded. Based on your parameters, this block range should work: [0x0, 0x270f]'],
    [-32000, 'exceed maximum block range: 5000'],
    [-32602, 'query exceeds max results 20000, retry with the range 24383075-24383096'],
    [-32000, 'please limit the query to at most 1000 blocks'],
    [-32000, 'query timeout exceeded'],
    [-32000, 'request timed out'],
  ])('%d %s', (code, message) => {
    const verdict = judgeAnswer(answer({ method: 'eth_getLogs', text: failure(code, message) }));
    expect(verdict).toMatchObject({ kind: 'refused', isTooLarge: true });
    const balanced = judgeAnswer(answer({ method: 'eth_getLogs', status: 413, text: failure(code, message) }));
    expect(balanced).toMatchObject({ kind: 'refused', isTooLarge: true });
  });

  test('by what stands beside the message', () => {
    const text = failure(-32602, 'invalid params', { payload: 'range 9009594 is bigger than range limit 2000' });
    expect(judgeAnswer(answer({ method: 'eth_getLogs', text }))).toMatchObject({ kind: 'refused', isTooLarge: true });
  });
});
