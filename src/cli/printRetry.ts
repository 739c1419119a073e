import type { Retry } from '../chain/upstream/rpcClient.ts';

/** Says on standard error that a request to a fork's endpoint is made again. */
export function printRetry({ method, attempt, attempts, waitMs, reason }: Retry): void {
  const wait = waitMs < 1000 ? `${waitMs} ms` : `${Math.round(waitMs / 100) / 10} s`;
  process.stderr.write(`${method} failed (${reason}); attempt ${attempt + 1} of ${attempts} in ${wait}\n`);
}
