import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { judgeAnswer, type Verdict } from './judgeAnswer.ts';
import { UpstreamError } from './upstreamError.ts';

/** A request that is to be made again. */
export interface Retry {
  readonly method: string;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** How many there are at most. */
  readonly attempts: number;
  /** Until the next one, ms. */
  readonly waitMs: number;
  readonly reason: string;
}

export interface RpcClientOptions {
  /** Endpoint; it may hold a key, and appears in no message. */
  readonly url: string;
  /** What stands for it in messages, e.g. `$MAINNET_RPC_URL (host eth.example)`. */
  readonly label: string;
  /** For one attempt, its body included; default 30 000 ms. */
  readonly timeoutMs?: number;
  /** At most for one request; default 6. */
  readonly attempts?: number;
  /** Before the second attempt, twice as long before each further one; default 500 ms. */
  readonly backoffMs?: number;
  /** Which the doubling ends at; default 16 000 ms. */
  readonly longestBackoffMs?: number;
  /** Requests under way at once; default 8. */
  readonly concurrency?: number;
  readonly onRetry?: (retry: Retry) => void;
  /** Waits, unless the signal comes first; default: a timer. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** An upstream that asks for longer is asked before that all the same, and fails in the end. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const REASON_SHOWN = 200;
const NETWORK_REMEDY = 'check the endpoint and the network, and run again';

/**
 * JSON-RPC over HTTP to an upstream that may be slow, busy or gone for a moment. What may pass is tried again: network
 * errors, timeouts, HTTP 429 and 5xx, rate limits, answers that are cut off or no JSON. What will not pass fails at once.
 */
export class RpcClient {
  readonly label: string;
  readonly #endpoint: Endpoint;
  readonly #options: Required<Omit<RpcClientOptions, 'url' | 'label'>>;
  readonly #limit: <T>(task: () => Promise<T>) => Promise<T>;
  readonly #closing = new AbortController();
  #requests = 0;
  #retries = 0;

  /** @throws UsageError if the URL is none of HTTP */
  constructor({ url, label, ...options }: RpcClientOptions) {
    this.label = label;
    this.#endpoint = parseEndpoint(url, label);
    this.#options = {
      timeoutMs: options.timeoutMs ?? 30_000,
      attempts: options.attempts ?? 6,
      backoffMs: options.backoffMs ?? 500,
      longestBackoffMs: options.longestBackoffMs ?? 16_000,
      concurrency: options.concurrency ?? 8,
      onRetry: options.onRetry ?? (() => {}),
      pause: options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal })),
    };
    this.#limit = pLimit(this.#options.concurrency);
  }

  /** HTTP requests made so far, retries among them. */
  get requests(): number {
    return this.#requests;
  }

  get retries(): number {
    return this.#retries;
  }

  /**
   * @returns the result as it came: its shape is the caller's to check
   * @throws UpstreamError if it is refused, or fails at the last attempt too
   */
  request(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.#limit(() => this.#request(method, params));
  }

  /** The error for an answer that is none. */
  malformed(method: string, params: readonly unknown[], reason: string, remedy?: string): UpstreamError {
    return this.#error({ method, params, attempts: 1, reason, remedy });
  }

  /** Gives up all that is under way and all that comes; safe to call again. */
  close(): void {
    this.#closing.abort();
  }

  async #request(method: string, params: readonly unknown[]): Promise<unknown> {
    const { attempts, backoffMs, longestBackoffMs, onRetry, pause } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const verdict = await this.#attempt(method, params);
      if (verdict.kind === 'result') return verdict.result;
      const isLast = verdict.kind === 'refused' || attempt >= attempts;
      if (isLast) throw this.#error({ method, params, attempts: attempt, ...verdict });
      const backoff = Math.min(backoffMs * 2 ** (attempt - 1), longestBackoffMs);
      const waitMs = Math.max(backoff, Math.min(verdict.waitMs ?? 0, LONGEST_RETRY_AFTER_MS));
      this.#retries++;
      onRetry({ method, attempt, attempts, waitMs, reason: this.#clean(verdict.reason) });
      await pause(waitMs, this.#closing.signal).catch(() => {});
    }
  }

  async #attempt(method: string, params: readonly unknown[]): Promise<Verdict> {
    const closing = this.#closing.signal;
    const { timeoutMs } = this.#options;
    try {
      closing.throwIfAborted();
      this.#requests++;
      const response = await fetch(this.#endpoint.href, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#endpoint.headers },
        body: JSON.stringify({ jsonrpc: '2.0', id: this.#requests, method, params }),
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
      });
      return judgeAnswer({
        method,
        status: response.status,
        statusText: response.statusText,
        text: await response.text(),
        retryAfter: response.headers.get('retry-after'),
        date: response.headers.get('date'),
      });
    } catch (error) {
      if (closing.aborted) return { kind: 'refused', reason: 'it was closed before it answered' };
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      const reason = isLate ? `no answer within ${timeoutMs / 1000} s` : networkReason(error);
      return { kind: 'retry', reason, remedy: NETWORK_REMEDY };
    }
  }

  #error(failure: Omit<ConstructorParameters<typeof UpstreamError>[0], 'label'>): UpstreamError {
    return new UpstreamError({ ...failure, label: this.label, reason: this.#clean(failure.reason) });
  }

  /** One line without secrets: some upstreams quote the key that they refuse, and some answer with a page of HTML. */
  #clean(reason: string): string {
    const line = this.#endpoint.redact(reason.replaceAll(/\s+/g, ' '));
    return line.length <= REASON_SHOWN ? line : `${line.slice(0, REASON_SHOWN)}…`;
  }
}

/** What lies under `fetch failed`: a code such as ECONNREFUSED if there is one. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : undefined;
  return code === undefined || cause.message.includes(code) ? cause.message : `${cause.message} (${code})`.trimStart();
}
