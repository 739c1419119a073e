import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { IpcClient, NodeGoneError, RpcError } from './ipcClient.ts';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown[];
}

type Answer = (requests: Request[], socket: Socket) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A node that reads one JSON text a line and answers as told. */
async function node(answer: Answer, ended?: Promise<string>): Promise<IpcClient> {
  const folder = mkdtempSync(join(tmpdir(), 'bw-ipc-'));
  const path = join(folder, 's');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        answer(JSON.parse(text.slice(0, end)) as Request[], socket);
        text = text.slice(end + 1);
      }
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = await IpcClient.connect(path, ended);
  closers.push(async () => {
    client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  return client;
}

const echo = (requests: Request[]) => requests.map(({ id, params }) => ({ jsonrpc: '2.0', id, result: params[0] }));
const call = (value: unknown) => ({ method: 'echo', params: [value] });
const reply: Answer = (requests, socket) => socket.write(`${JSON.stringify(echo(requests))}\n`);

describe('answers', () => {
  test('come in the order of the calls, whatever order the node gives them in and however the bytes are cut', async () => {
    const cuts: number[] = [];
    const client = await node((requests, socket) => {
      const bytes = Buffer.from(`${JSON.stringify(echo(requests).reverse())}\n`);
      let from = 0;
      for (const cut of cuts) {
        socket.write(bytes.subarray(from, from + cut));
        from += cut;
      }
      socket.write(bytes.subarray(from));
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 10 }),
        async (values, lengths) => {
          cuts.splice(0, cuts.length, ...lengths);
          expect(await client.batch(values.map(call))).toEqual(values);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('of several batches at once go to the batch that asked, though the last is answered first', async () => {
    const held: [Request[], Socket][] = [];
    const client = await node((requests, socket) => {
      held.push([requests, socket]);
      if (held.length === 3) for (const [asked, to] of held.reverse()) reply(asked, to);
    });
    const batches = [['a', 'b'], ['c'], ['d', 'e', 'f']];
    expect(await Promise.all(batches.map((values) => client.batch(values.map(call))))).toEqual(batches);
  });

  test('of nothing are nothing, and the node is not asked', async () => {
    const client = await node(() => {
      throw new Error('it was asked');
    });
    expect(await client.batch([])).toEqual([]);
  });

  test('that are errors are thrown: the first call refused, with what the node said', async () => {
    const client = await node((requests, socket) => {
      const answers = requests.map(({ id, method }) =>
        method === 'bad' ? { id, error: { code: 3, message: `no ${id}`, data: '0x08c379a0' } } : { id, result: 1 },
      );
      socket.write(`${JSON.stringify(answers.reverse())}\n`);
    });
    const calls = ['good', 'bad', 'bad'].map((method) => ({ method, params: [] }));
    const error = await client.batch(calls).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ shortMessage: 'bad failed: no 2', facts: { code: '3' }, data: '0x08c379a0' });
    expect(await client.request('good')).toBe(1);
  });
});

describe('a node that is gone', () => {
  const hangUp: Answer = (_, socket) => socket.destroy();

  test('rejects what waits and what comes after, with the reason of its end though that is known later', async () => {
    let end: (reason: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      end = resolve;
    });
    const client = await node((requests, socket) => {
      hangUp(requests, socket);
      setImmediate(end, 'Anvil ended (SIGKILL)');
    }, ended);
    const waiting = await Promise.allSettled([client.request('a'), client.request('b')]);
    for (const result of [...waiting, ...(await Promise.allSettled([client.request('c')]))]) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'NodeGoneError', facts: { reason: 'Anvil ended (SIGKILL)' } },
      });
    }
  });

  test.each<[string, string]>([
    ['is no JSON', 'Segmentation fault'],
    [
      'is one error for the whole message',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}',
    ],
    ['answers another batch', '[{"id":99,"result":1}]'],
    ['answers a part', '[{"id":1,"result":1}]'],
  ])('or talks nonsense: an answer that %s', async (_, line) => {
    const client = await node((_requests, socket) => socket.write(`${line}\n`));
    const error = await client.batch([call(1), call(2)]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NodeGoneError);
    expect((error as NodeGoneError).facts).toEqual({ reason: `it answered what was not asked: ${line}` });
  });

  test('or closed by us, twice', async () => {
    const client = await node(() => {});
    const waiting = client.request('a');
    client.close();
    client.close();
    await expect(waiting).rejects.toMatchObject({ facts: { reason: 'the chain was closed' } });
    await expect(client.request('b')).rejects.toThrow(NodeGoneError);
  });

  test('before it listens: no connection is tried for longer than it lives', async () => {
    const connecting = IpcClient.connect(
      join(tmpdir(), 'bw-nobody-listens'),
      Promise.resolve('Anvil ended (exit code 1)'),
    );
    await expect(connecting).rejects.toMatchObject({ facts: { reason: 'Anvil ended (exit code 1)' } });
  });
});
