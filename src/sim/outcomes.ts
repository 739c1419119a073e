import type { Outcome } from '../agent/policy.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

/** Most outcomes that an agent is told of; no policy may ask for a longer memory. */
const MOST_OUTCOMES = 100;

/** Tells an agent how its own transaction ended; what the outside market sends it is not its own. */
export function noteOutcome({ agent, intent }: PendingTransaction, tick: number, end: Outcome['end']): void {
  if (agent === undefined || intent === undefined) return;
  // A new list each time: a policy may have kept the old one.
  const outcome = Object.freeze({ kind: intent.kind, tick, end });
  agent.outcomes = Object.freeze([...agent.outcomes.slice(1 - MOST_OUTCOMES), outcome]);
}
