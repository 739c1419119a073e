import { describe, expect, test } from 'vitest';
import { BreakwaterError, ExitCode, UsageError } from '../../core/errors.ts';
import { RemoteReader } from './remoteReader.ts';
import { UpstreamError } from './upstreamError.ts';

const BLOCK = { number: '0x12a05f2', hash: `0x${'ab'.repeat(32)}`, timestamp: '0x65f00000' };
const ADDRESS = '0x00000000000000000000000000000000000000aa';

/** A node that gives these answers by method; an error is thrown. */
function node(answers: Readonly<Record<string, unknown>>) {
  const asked: unknown[] = [];
  const all: Readonly<Record<string, unknown>> = { eth_chainId: '0x1', eth_getBlockByNumber: BLOCK, ...answers };
  const request = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    asked.push([method, ...params]);
    const answer = all[method];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: { request }, asked };
}

const refused = (reason: string) =>
  new UpstreamError({ label: 'test', method: 'eth_call', params: [], reason, attempts: 1 });

describe('a remote reader', () => {
  test('pins the latest block, and reads everything at its number', async () => {
    const { client, asked } = node({ eth_getCode: '0x6000', eth_call: '0x' });
    const reader = await RemoteReader.connect({ client, block: 'latest' });
    expect(reader).toMatchObject({
      chainId: 1,
      block: { number: 19_531_250, hash: BLOCK.hash, timestamp: 1_710_227_456 },
    });
    expect(await reader.code(ADDRESS)).toBe('0x6000');
    expect(await reader.call(ADDRESS, '0x1234')).toBe('0x');
    expect(asked).toEqual([
      ['eth_chainId'],
      ['eth_getBlockByNumber', 'latest', false],
      ['eth_getCode', ADDRESS, '0x12a05f2'],
      ['eth_call', { to: ADDRESS, data: '0x1234' }, '0x12a05f2'],
    ]);
  });

  test('asks for a block by its number', async () => {
    const { client, asked } = node({});
    await RemoteReader.connect({ client, block: 255 });
    expect(asked[1]).toEqual(['eth_getBlockByNumber', '0xff', false]);
  });

  test.each([
    'execution reverted: SortedTroves: no (code 3)',
    'Reverted 0x (code -32015)',
    'invalid opcode: INVALID (code -32000)',
    'out of gas (code -32000)',
    'VM execution error. (code -32015)',
  ])('takes a call that fails in the contract for one without an answer: %s', async (reason) => {
    const reader = await RemoteReader.connect({ client: node({ eth_call: refused(reason) }).client, block: 1 });
    expect(await reader.call(ADDRESS, '0x')).toBeUndefined();
  });

  test.each(['missing trie node (code -32000)', 'the method is not available (code -32601)'])(
    'does not take trouble of the node for an answer: %s',
    async (reason) => {
      const reader = await RemoteReader.connect({ client: node({ eth_call: refused(reason) }).client, block: 1 });
      await expect(reader.call(ADDRESS, '0x')).rejects.toThrow(UpstreamError);
    },
  );

  test('refuses a block that is not there', async () => {
    const connected = RemoteReader.connect({ client: node({ eth_getBlockByNumber: null }).client, block: 9 });
    await expect(connected).rejects.toThrow(UsageError);
    await expect(connected).rejects.toMatchObject({ facts: { block: '9' } });
  });

  test.each<[string, unknown]>([
    ['eth_chainId', 'hello'],
    ['eth_chainId', null],
    ['eth_getBlockByNumber', { ...BLOCK, timestamp: undefined }],
    ['eth_getBlockByNumber', 'hello'],
  ])('refuses an endpoint whose %s is %j', async (method, answer) => {
    const error = await RemoteReader.connect({ client: node({ [method]: answer }).client, block: 9 }).catch((e) => e);
    expect(error).toBeInstanceOf(BreakwaterError);
    expect(error).toMatchObject({ facts: { asked: method }, exitCode: ExitCode.internal });
  });
});
