import { createServer, type Socket } from 'node:net';
import { JsonSplitter } from '../jsonSplitter.ts';

/** Answers a request, at once or later. @throws Refusal, or rejects with one, to answer with that error */
export type Answer = (method: string, params: readonly unknown[]) => unknown;

interface Request {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** An error as JSON-RPC answers it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const INTERNAL_ERROR = -32603;
const PARSE_ERROR = -32700;

/**
 * Serves JSON-RPC on a Unix socket: opening a trial, with its 5 700 requests, takes 0.8 s this way, and 1.2 s over HTTP.
 *
 * @returns ends it, connections included; safe to call again
 */
export async function serveJsonRpc(path: string, answer: Answer): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away is no matter of ours.
    socket.on('error', () => {});
    const texts = new JsonSplitter();
    const send = (response: unknown): void => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(response)}\n`);
    };
    socket.on('data', (chunk) => {
      for (const text of texts.push(chunk)) {
        const response = respondToAll(text, answer);
        if (response instanceof Promise) void response.then(send);
        else send(response);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    return closed;
  };
}

function respondToAll(text: string, answer: Answer): unknown {
  let requests: Request | Request[];
  try {
    requests = JSON.parse(text) as Request | Request[];
  } catch {
    return { jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message: 'the message is no JSON' } };
  }
  if (!Array.isArray(requests)) return respond(requests, answer);
  return Promise.all(requests.map((request) => respond(request, answer)));
}

/** A response, or the promise of one if the answer is: most are there at once, and a promise would cost them a turn. */
function respond({ id = null, method, params = [] }: Request, answer: Answer): unknown {
  const envelope = (content: object): object => ({ jsonrpc: '2.0', id, ...content });
  const refused = (error: unknown): object => {
    const code = error instanceof Refusal ? error.code : INTERNAL_ERROR;
    return envelope({ error: { code, message: error instanceof Error ? error.message : String(error) } });
  };
  try {
    const result = answer(method, params);
    return result instanceof Promise
      ? result.then((value: unknown) => envelope({ result: value }), refused)
      : envelope({ result });
  } catch (error) {
    return refused(error);
  }
}
