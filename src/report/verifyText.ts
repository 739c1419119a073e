import type { RunRecord } from '../metric/runRecord.ts';

/** Digits of the scenario hash in the name of a run's folder. */
const HASH_DIGITS = 8;

/** The command that checks a record where a run leaves it unless told otherwise; the record does not know its own folder. */
export function verifyText({ scenario, seed, trials }: RunRecord): string {
  const trial = trials[0]?.index ?? 0;
  return `npx breakwater verify reports/${scenario.name}/${seed}-${scenario.hash.slice(0, HASH_DIGITS)}${trial === 0 ? '' : `-trial-${trial}`}`;
}
