import { describe, expect, test } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { parseEndpoint } from './endpoint.ts';

const KEY = 'k3y-5e3f02';

describe('what is told of an endpoint', () => {
  test.each([
    ['the whole URL', `https://eth.example/v2/${KEY}`, `fetch https://eth.example/v2/${KEY} failed`],
    ['its path', `https://eth.example/v2/${KEY}`, `POST /v2/${KEY} not found`],
    ['a part of its path', `https://eth.example/${KEY}/mainnet`, `Invalid API key: ${KEY}`],
    ['a parameter', `https://eth.example/?apikey=${KEY}`, `apikey ${KEY} is unknown`],
    ['an encoded part, as it is meant', 'https://eth.example/k3y%2D5e3f02', `key ${KEY}`],
    ['a user and a password', `https://user:${KEY}@eth.example/`, `user:${KEY} is unknown`],
    ['them as they are sent', `https://user:${KEY}@eth.example/`, Buffer.from(`user:${KEY}`).toString('base64')],
  ])('is never %s', (_, url, said) => {
    const shown = parseEndpoint(url, 'label').redact(said);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain(Buffer.from(KEY).toString('base64').slice(0, 8));
    expect(shown).toContain('***');
  });

  test('leaves words alone that are in many URLs', () => {
    const { redact } = parseEndpoint('https://eth.example/v2/rpc?id=1', 'label');
    expect(redact('rpc v2: 1 error')).toBe('rpc v2: 1 error');
  });
});

test('credentials go into a header and out of the URL', () => {
  const { href, headers } = parseEndpoint('https://us%40er:pa%3Ass@eth.example/rpc', 'label');
  expect(href).toBe('https://eth.example/rpc');
  expect(headers).toEqual({ authorization: `Basic ${Buffer.from('us@er:pa:ss').toString('base64')}` });
  expect(parseEndpoint('https://eth.example', 'label').headers).toEqual({});
});

test.each(['', 'eth.example/key-1234', 'wss://eth.example/key-1234', 'file:///key-1234'])('%j is refused', (url) => {
  const parse = (): unknown => parseEndpoint(url, '$MAINNET_RPC_URL');
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(
    /^The upstream's URL is not one of HTTP\n {2}upstream: \$MAINNET_RPC_URL\n {2}fix: {6}give a URL that begins/,
  );
});
