import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Results by method: a value, or what makes one of the parameters. */
export type Results = Readonly<Record<string, unknown>>;

/** An error that a result answers with. */
export class StubError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * A JSON-RPC node over HTTP that answers from a table.
 *
 * @returns its URL, the headers of the last request, and what ends it
 */
export async function stubNode(results: Results) {
  let headers: NodeJS.Dict<string | string[]> = {};
  const server = createServer(async (request, response) => {
    headers = request.headers;
    const { id, method, params } = JSON.parse(await text(request)) as {
      id: number;
      method: string;
      params: unknown[];
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer(results, method, params) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: () => headers,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(results: Results, method: string, params: unknown[]): object {
  if (!(method in results)) return { error: { code: -32601, message: `the method ${method} does not exist` } };
  const entry = results[method];
  try {
    return { result: typeof entry === 'function' ? (entry(...params) as unknown) : entry };
  } catch (error) {
    if (error instanceof StubError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
