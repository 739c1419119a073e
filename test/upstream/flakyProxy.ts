import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A JSON-RPC request that came to the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Arrived {
  readonly body: string;
  readonly response: ServerResponse;
}

/** Deals with a request in place of passing it on. */
type Fault = (arrived: Arrived) => void | Promise<void>;

/**
 * An HTTP proxy before a JSON-RPC node that fails as it is told to. Faults that are told for the next requests wait in a
 * line, one for each request; what has none is passed on. Any path and query leads to the node.
 */
export class FlakyProxy {
  /** Everything that came, in its order, faults among it. */
  readonly requests: ProxiedRequest[] = [];
  /** Without a slash at its end; a path may follow. */
  readonly url: string;
  readonly #target: string;
  readonly #server: Server;
  readonly #faults: Fault[] = [];
  readonly #replaced = new Map<string, unknown>();
  readonly #watchers = new Set<() => void>();
  #delayMs = 0;
  #held: Promise<void> = Promise.resolve();

  private constructor(target: string, server: Server) {
    this.#target = target;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // What the node does not answer is not answered here either.
    server.on('request', (request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  /** @param target URL of the node */
  static async open(target: string): Promise<FlakyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FlakyProxy(target, server);
  }

  /** Requests of one method, in their order. */
  asked(method: string): ProxiedRequest[] {
    return this.requests.filter((request) => request.method === method);
  }

  /** Resolves when this many requests have come since the proxy was opened. */
  async arrived(count: number): Promise<void> {
    while (this.requests.length < count) {
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.#watchers.delete(watch);
          resolve();
        };
        this.#watchers.add(watch);
      });
    }
  }

  /** Every answer from now on comes this much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Every answer from now on waits for the returned function to be called. */
  hold(): () => void {
    let release: () => void = () => {};
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  /** The next requests are answered with an HTTP status and nothing else. */
  failNext(
    count: number,
    status: number,
    { headers = {}, body = '' }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  ): void {
    this.#next(count, ({ response }) => void response.writeHead(status, headers).end(body));
  }

  /** The next requests are answered with a JSON-RPC error. */
  refuseNext(count: number, error: { readonly code: number; readonly message: string }): void {
    this.#next(count, ({ body, response }) => {
      const { id } = JSON.parse(body) as { id: unknown };
      sendJson(response, { jsonrpc: '2.0', id, error });
    });
  }

  /** The next requests are answered with a page of HTML. */
  garbleNext(count: number): void {
    const html = '<html><body>Checking your browser</body></html>';
    this.#next(count, ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end(html));
  }

  /** The answers to the next requests end in their middle. */
  cutOff(count = 1): void {
    this.#next(count, async ({ body, response }) => {
      const answer = await this.#forward(body);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.write(answer.slice(0, Math.floor(answer.length / 2)), () => response.destroy());
    });
  }

  /** The connections of the next requests are closed without an answer. */
  hangUp(count = 1): void {
    this.#next(count, ({ response }) => void response.destroy());
  }

  /** Every answer to a method from now on has this result, such as `null`. */
  replace(method: string, result: unknown): void {
    this.#replaced.set(method, result);
  }

  /** Every fault and replacement that is still to come is forgotten. */
  heal(): void {
    this.#faults.length = 0;
    this.#replaced.clear();
    this.#delayMs = 0;
  }

  /** Ends at once, and refuses connections from now on; safe to call again. */
  async die(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #next(count: number, fault: Fault): void {
    for (let i = 0; i < count; i++) this.#faults.push(fault);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const body = await text(request);
    const { method, params = [] } = JSON.parse(body) as ProxiedRequest;
    this.requests.push({ method, params });
    const fault = this.#faults.shift();
    for (const watch of this.#watchers) watch();
    await this.#held;
    if (this.#delayMs > 0) await sleep(this.#delayMs);
    if (fault !== undefined) return fault({ body, response });
    if (this.#replaced.has(method)) {
      const { id } = JSON.parse(body) as { id: unknown };
      return sendJson(response, { jsonrpc: '2.0', id, result: this.#replaced.get(method) });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(await this.#forward(body));
  }

  async #forward(body: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.#target, { method: 'POST', headers, body })).text();
  }
}

function sendJson(response: ServerResponse, content: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}
