import { createHash } from 'node:crypto';
import { isDerived } from '../metric/catalogue.ts';
import { DERIVED_EVENTS, type TrialSeries } from '../metric/runRecord.ts';

/**
 * Hash of all that a trial simulated, and of nothing else: no wall time, path or host goes in. What follows
 * from the rest of the series is left out too: it adds nothing, and results from before it was recorded can still be
 * checked.
 *
 * @param seed the trial's
 * @param lastBlockHash pins every transaction and receipt
 * @returns hex SHA-256
 */
export function trialHash(seed: number, lastBlockHash: string, { samples, events, trends, icr }: TrialSeries): string {
  const hash = createHash('sha256');
  hash.update(`${seed}\n${lastBlockHash}\n`);
  hash.update(bytesOf(samples.tick)).update(bytesOf(samples.time));
  for (const [name, column] of samples.columns) {
    if (!isDerived(name)) hash.update(`${name}\n`).update(bytesOf(column));
  }
  const happened = events.filter(({ kind }) => !DERIVED_EVENTS.has(kind));
  const measured = trends.filter(({ metric }) => !isDerived(metric));
  hash.update(JSON.stringify([happened, measured, icr]));
  return hash.digest('hex');
}

/** Little-endian on every platform that Node runs on. */
function bytesOf(array: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Hash of a run: its trials', in order. */
export function runHash(trialHashes: readonly string[]): string {
  return createHash('sha256').update(trialHashes.join('\n')).digest('hex');
}
