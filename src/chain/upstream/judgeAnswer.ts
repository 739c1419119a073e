/** An answer of an upstream as it came over HTTP. */
export interface HttpAnswer {
  /** JSON-RPC method that was asked. */
  readonly method: string;
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
  /** Header `Retry-After`: seconds or a date. */
  readonly retryAfter: string | null;
  /** Header `Date`: when the upstream answered, by its own clock. */
  readonly date: string | null;
}

export type Verdict =
  | { readonly kind: 'result'; readonly result: unknown }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      /** Least wait that the upstream asks for, ms. */
      readonly waitMs?: number | undefined;
      readonly remedy: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly remedy?: string;
      /** Whether a smaller search for logs may pass. */
      readonly isTooLarge?: boolean;
    };

interface RpcFailure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: unknown;
}

const REMEDY = {
  rate: 'wait and run again, or use an endpoint that allows more requests',
  trouble: 'the endpoint is in trouble: wait and run again, or use another',
  endpoint: 'check that the URL is that of a JSON-RPC endpoint',
  key: "check the key in the endpoint's URL",
  archive: 'use an archive node: others keep the state of the last blocks only',
} as const;

const RATE_CODES = new Set<unknown>([429, -32005, -32016, -32029]);
const RATE = /rate.?limit|too many requests|compute units|throughput|throttl|quota|request count|capacity/i;
/** How nodes and providers word that a search for logs spans or finds too much. */
const TOO_LARGE =
  /\brange\b|more than \d+|max(imum)? results|limit of \d+|response (size|is too)|too many|timed? ?out|blocks/i;
const REVERTED = /execution reverted|vm exception/i;
/** How nodes word that they don't keep the state of an old block. */
const PRUNED =
  /missing trie node|header not found|unknown block|block not found|pruned|pruning|archive|(historical|old) (state|data)|state .*not available|proof window/i;

/** Sorts an answer: a result, a trouble that may pass, or a refusal that will not. */
export function judgeAnswer(answer: HttpAnswer): Verdict {
  const { status, method, text } = answer;
  const body = parse(text);
  const failure = body?.['error'] as RpcFailure | null | undefined;
  if (failure !== null && failure !== undefined) {
    const verdict = judgeFailure(failure, method);
    // Behind some balancers an error's status says what its code does not.
    const isPlain = verdict.kind === 'refused' && verdict.remedy === undefined && verdict.isTooLarge !== true;
    if (!isPlain || !isTrouble(status)) return withWait(verdict, answer);
  }
  const http = `HTTP ${status} ${answer.statusText}`.trimEnd();
  const said = text.trim() === '' ? http : `${http}: ${text.trim()}`;
  if (isTrouble(status)) {
    return withWait({ kind: 'retry', reason: said, remedy: status === 429 ? REMEDY.rate : REMEDY.trouble }, answer);
  }
  if (status === 401 || status === 403) return { kind: 'refused', reason: said, remedy: REMEDY.key };
  if (status < 200 || status >= 300) return { kind: 'refused', reason: said, remedy: REMEDY.endpoint };
  if (body === undefined || !('result' in body)) {
    return { kind: 'retry', reason: `it answered no JSON-RPC: ${text}`, remedy: REMEDY.endpoint };
  }
  return { kind: 'result', result: body['result'] };
}

function judgeFailure({ code, message, data }: RpcFailure, method: string): Verdict {
  const said = typeof message === 'string' ? message : JSON.stringify(message);
  const reason = `${said} (code ${String(code)})`;
  // A contract's own words may be any.
  if (REVERTED.test(said)) return { kind: 'refused', reason };
  if (RATE.test(said)) return { kind: 'retry', reason, remedy: REMEDY.rate };
  if (method === 'eth_getLogs' && TOO_LARGE.test(`${said} ${JSON.stringify(data)}`)) {
    return { kind: 'refused', reason, isTooLarge: true };
  }
  if (RATE_CODES.has(code)) return { kind: 'retry', reason, remedy: REMEDY.rate };
  return { kind: 'refused', reason, ...(PRUNED.test(said) ? { remedy: REMEDY.archive } : {}) };
}

function isTrouble(status: number): boolean {
  return status === 429 || status >= 500;
}

function withWait(verdict: Verdict, { retryAfter, date }: HttpAnswer): Verdict {
  return verdict.kind === 'retry' && retryAfter !== null ? { ...verdict, waitMs: waitOf(retryAfter, date) } : verdict;
}

/** A date is told from the upstream's own clock, so that ours does not matter. */
function waitOf(retryAfter: string, date: string | null): number | undefined {
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.parse(date ?? '');
  return ms >= 0 ? ms : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
