import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { resolveUrl, urlProblem, variableOf } from './upstreamUrl.ts';

const SECRET = 'https://eth.example/v2/abcdef0123456789abcdef';

describe('a url field', () => {
  test('names an environment variable, or is a URL without a key', () => {
    expect(variableOf('${MAINNET_RPC_URL}')).toBe('MAINNET_RPC_URL');
    for (const url of ['${MAINNET_RPC_URL}', 'http://127.0.0.1:8545', 'https://eth.example/rpc/mainnet']) {
      expect(urlProblem(url)).toBeUndefined();
    }
  });

  test.each([SECRET, 'https://user:word@eth.example', 'https://eth.example/?key=abc'])(
    'with what may be a key is refused, and not quoted: %s',
    (url) => {
      expect(urlProblem(url)).toMatch(/^holds what looks like a key, .* put the URL into an environment variable/);
      expect(urlProblem(url)).not.toContain('abc');
    },
  );

  test.each(['eth.example', 'ws://eth.example', '$MAINNET_RPC_URL', '${1}', ''])('that is neither: "%s"', (url) => {
    expect(urlProblem(url)).toMatch(/^expected an environment variable such as/);
  });
});

describe('resolveUrl', () => {
  test('looks a variable up, and labels it without its path', () => {
    const env = { MAINNET_RPC_URL: ` ${SECRET}\n` };
    expect(resolveUrl('${MAINNET_RPC_URL}', env)).toEqual({ url: SECRET, label: '$MAINNET_RPC_URL (eth.example)' });
  });

  test('takes a URL as it is, and labels it by its host alone', () => {
    expect(resolveUrl('http://127.0.0.1:8545/a', {})).toEqual({
      url: 'http://127.0.0.1:8545/a',
      label: '127.0.0.1:8545',
    });
    expect(resolveUrl('https://user:word@eth.example/key', {}).label).toBe('eth.example');
  });

  test.each([[{}], [{ RPC: '' }], [{ RPC: ' ' }]])('says which variable is not set, and how to set it: %j', (env) => {
    expect(() => resolveUrl('${RPC}', env)).toThrow(
      new UsageError('The environment variable RPC is not set', {
        remedy: 'set it to the URL of a JSON-RPC endpoint: export RPC=https://…',
      }),
    );
  });

  test('quotes nothing of what is no URL', () => {
    const message = (url: string) => {
      try {
        resolveUrl(url, { RPC: 'wss://eth.example/abcdef' });
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(message('${RPC}')).toMatch(/^The environment variable RPC holds no URL of HTTP\n {2}fix: set it to/);
    expect(message('wss://eth.example/abcdef')).toMatch(
      /^The URL is none of HTTP\n {2}fix: give an environment variable/,
    );
    expect(message('${RPC}')).not.toContain('abcdef');
    expect(message('wss://eth.example/abcdef')).not.toContain('abcdef');
  });
});
