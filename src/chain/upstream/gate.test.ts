import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, Hex } from 'viem';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeldSource } from '../../../test/upstream/heldSource.ts';
import { BreakwaterError } from '../../core/errors.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { Capture } from './capture.ts';
import { Gate } from './gate.ts';
import type { RawHeader } from './stateSource.ts';

const A: Address = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';
const word = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const HEADER: RawHeader = { number: '0x10', hash: word(16), timestamp: '0x64' };
const AT = '0x10';

interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A connection such as Anvil's: texts without anything between them. */
class Client {
  readonly #socket: Socket;
  readonly #lines = new LineSplitter();
  readonly #arrived: (Response | Response[])[] = [];

  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on('data', (chunk) => {
      this.#arrived.push(...this.#lines.push(chunk).map((line) => JSON.parse(line) as Response));
      this.#socket.emit('answered');
    });
  }

  send(...texts: readonly object[]): void {
    this.sendText(texts.map((text) => JSON.stringify(text)).join(''));
  }

  sendText(text: string): void {
    this.#socket.write(text);
  }

  /** The next responses, in the order in which they come. */
  async responses(count: number): Promise<(Response | Response[])[]> {
    while (this.#arrived.length < count) await once(this.#socket, 'answered');
    return this.#arrived.splice(0, count);
  }

  async ask(method: string, params?: readonly unknown[]): Promise<Response> {
    this.send(request(1, method, params));
    return (await this.responses(1))[0] as Response;
  }

  async closed(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  end(): void {
    this.#socket.destroy();
  }
}

const request = (id: number, method: string, params?: readonly unknown[]) => ({
  ...{ jsonrpc: '2.0', id, method },
  ...(params === undefined ? {} : { params }),
});
const slotRequest = (id: number, slot: Hex) => request(id, 'eth_getStorageAt', [A, slot, AT]);

let folder: string;
let source: HeldSource;
let capture: Capture;
let gate: Gate;
let client: Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bw-gate-'));
  source = new HeldSource();
  capture = new Capture({ chainId: 1, block: { number: 16, hash: word(16), timestamp: 100 } });
  capture.setHeader(HEADER);
  gate = await Gate.open({ capture, source });
  await gate.listen(join(folder, 's'));
  client = new Client(join(folder, 's'));
});
afterEach(async () => {
  client.end();
  await gate.close();
  rmSync(folder, { recursive: true });
});

/** Resolves when the gate has dealt with everything that was sent before. */
const settled = (): Promise<Response> => client.ask('eth_chainId');

describe('from the capture', () => {
  test('it answers without asking the source', async () => {
    capture.setAccount(A, { balance: 255n, nonce: 10, code: '0x6001' });
    capture.setSlot(A, '0x3', '0x4');
    const upper = `0x${A.slice(2).toUpperCase()}`;
    const answers: [string, unknown[] | undefined, unknown][] = [
      ['eth_getAccountInfo', [A, AT], { balance: '0xff', nonce: '0xa', code: '0x6001' }],
      ['eth_getBalance', [upper, AT], '0xff'],
      ['eth_getTransactionCount', [A, 'latest'], '0xa'],
      ['eth_getCode', [A, AT], '0x6001'],
      ['eth_getStorageAt', [upper, '0x3', AT], word(4)],
      ['eth_getStorageAt', [A, word(3), 'latest'], word(4)],
      ['eth_getBlockByNumber', [AT, true], { ...HEADER, transactions: [] }],
      ['eth_getBlockByNumber', ['latest', false], { ...HEADER, transactions: [] }],
      ['eth_getBlockByNumber', ['0x11', false], null],
      ['eth_getTransactionReceipt', [word(1)], null],
      ['eth_chainId', undefined, '0x1'],
      ['net_version', [], '1'],
      ['eth_blockNumber', undefined, '0x10'],
      ['eth_gasPrice', undefined, '0x3b9aca00'],
      ['web3_clientVersion', undefined, 'breakwater'],
    ];
    for (const [method, params, result] of answers) expect((await client.ask(method, params)).result).toEqual(result);
    expect([source.asked, gate.requests, gate.failure()]).toEqual([[], 0, undefined]);
  });

  test('it answers batches, errors among them', async () => {
    capture.setSlot(A, '0x3', '0x4');
    client.send([slotRequest(1, '0x3'), request(2, 'eth_sendTransaction', [{}]), request(3, 'eth_chainId')]);
    expect(await client.responses(1)).toEqual([
      [
        { jsonrpc: '2.0', id: 1, result: word(4) },
        {
          jsonrpc: '2.0',
          id: 2,
          error: { code: -32601, message: 'the method eth_sendTransaction does not exist here' },
        },
        { jsonrpc: '2.0', id: 3, result: '0x1' },
      ],
    ]);
  });

  test('it refuses what is no JSON, or asks for nothing, and goes on', async () => {
    client.sendText('{"id":1,,}');
    client.send(request(2, 'eth_getBalance', []));
    const codes = ((await client.responses(2)) as Response[]).map(({ id, error }) => [id, error?.code]);
    expect(codes).toEqual([
      [null, -32700],
      [2, -32602],
    ]);
    expect((await settled()).result).toBe('0x1');
  });

  test('it refuses the state of another block, and goes on', async () => {
    const refused = await client.ask('eth_getBalance', [A, '0xf']);
    expect(refused.error).toEqual({ code: -32602, message: 'only the state of block 16 is here' });
    expect((await client.ask('eth_getStorageAt', [A, '0x0', '0xf'])).error?.code).toBe(-32602);
    expect((await client.ask('eth_getBlockByNumber', ['pending', false])).error?.code).toBe(-32602);
    expect([source.asked, gate.failure()]).toEqual([[], undefined]);
  });
});

describe('what the capture lacks', () => {
  test('is asked of the source and kept', async () => {
    client.send(
      ...[slotRequest(1, '0x1'), request(2, 'eth_getAccountInfo', [A, AT])],
      request(3, 'eth_getBlockByNumber', ['0x5', false]),
    );
    await settled();
    source.release();
    expect(await client.responses(3)).toEqual([
      { jsonrpc: '2.0', id: 1, result: word(2) },
      { jsonrpc: '2.0', id: 2, result: { balance: '0x5', nonce: '0x2', code: '0x6001' } },
      { jsonrpc: '2.0', id: 3, result: { ...HEADER, number: '0x5', hash: word(5), transactions: [] } },
    ]);
    expect([capture.slot(A, '0x1'), capture.account(A)?.nonce, capture.header(5)?.hash]).toEqual([word(2), 2, word(5)]);
    expect((await client.ask('eth_getCode', [A, AT])).result).toBe('0x6001');
    expect(source.asked).toEqual([`slot ${A} 1`, `account ${A}`, 'header 5']);
    expect(gate.requests).toBe(3);
  });

  test('is asked once for all who want it at a time', async () => {
    const second = new Client(join(folder, 's'));
    client.send(slotRequest(1, '0x1'), slotRequest(2, word(1)), request(3, 'eth_getBalance', [A, AT]));
    second.send(slotRequest(4, '0x1'), request(5, 'eth_getCode', [A, AT]));
    await Promise.all([settled(), second.ask('eth_chainId')]);
    source.release();
    const answers = [...(await client.responses(3)), ...(await second.responses(2))] as Response[];
    expect(answers.map(({ id, result }) => [id, result])).toEqual([
      ...[
        [1, word(2)],
        [2, word(2)],
        [3, '0x5'],
        [4, word(2)],
        [5, '0x6001'],
      ],
    ]);
    expect(source.asked).toEqual([`slot ${A} 1`, `account ${A}`]);
    expect(gate.requests).toBe(2);
    second.end();
  });

  test('of logs is asked once and kept', async () => {
    const filter = { address: A, fromBlock: 1, toBlock: 16 };
    const [one, other] = [gate.logs(filter), gate.logs(filter)];
    source.release();
    expect(await one).toEqual([{ address: A, topics: [], data: '0x', blockNumber: 3 }]);
    expect(await other).toEqual(await one);
    expect(await gate.logs(filter)).toEqual(await one);
    expect([source.asked, gate.requests]).toEqual([['logs'], 1]);
  });

  test('is told at once when it is the block to fork', async () => {
    const bare = new Capture({ chainId: 1, block: capture.block });
    const opening = Gate.open({ capture: bare, source });
    source.fail(new BreakwaterError('not there'));
    await expect(opening).rejects.toThrow('not there');
  });
});

describe('after the first failure', () => {
  const failure = new BreakwaterError('the upstream is gone', { facts: { url: 'rate limit' } });

  test('all who wait, and all who come, get an error without the reason; the gate has it', async () => {
    client.send(slotRequest(1, '0x1'), slotRequest(2, '0x2'), request(3, 'eth_getBalance', [A, AT]));
    await settled();
    source.fail(failure);
    const refused = { code: -32000, message: 'the state could not be read' };
    expect(await client.responses(3)).toEqual([1, 2, 3].map((id) => ({ jsonrpc: '2.0', id, error: refused })));
    expect((await client.ask('eth_getStorageAt', [A, '0x9', AT])).error).toEqual(refused);
    expect((await client.ask('eth_getBlockByNumber', ['0x4', false])).error).toEqual(refused);
    expect(gate.failure()).toBe(failure);
    await expect(gate.logs({ fromBlock: 1, toBlock: 2 })).rejects.toBe(failure);
    expect(source.asked).toHaveLength(3);
    expect(source.isClosed).toBe(true);
  });

  test('the first stays the one that is told', async () => {
    client.send(slotRequest(1, '0x1'), slotRequest(2, '0x2'));
    await settled();
    source.fail(failure);
    source.fail(new BreakwaterError('another'));
    await client.responses(2);
    expect(gate.failure()).toBe(failure);
  });

  test('an error that is not ours comes with its cause', async () => {
    const cause = new TypeError('boom');
    client.send(slotRequest(1, '0x1'));
    await settled();
    source.fail(cause);
    await client.responses(1);
    expect(gate.failure()).toMatchObject({ shortMessage: 'The chain that is forked could not be read', cause });
  });
});

test('closed, and closed again, it ends open connections and gives up what is under way', async () => {
  const waiting = gate.logs({ fromBlock: 1, toBlock: 2 });
  await settled();
  await Promise.all([gate.close(), gate.close()]);
  await expect(waiting).rejects.toThrow('The chain that is forked was closed');
  await client.closed();
  expect(source.isClosed).toBe(true);
  expect(gate.failure()).toMatchObject({ shortMessage: 'The chain that is forked was closed' });
});

test('one socket that is ended leaves the others', async () => {
  const stop = await gate.listen(join(folder, 'other'));
  const other = new Client(join(folder, 'other'));
  expect((await other.ask('eth_chainId')).result).toBe('0x1');
  await stop();
  await other.closed();
  expect((await client.ask('eth_chainId')).result).toBe('0x1');
});
