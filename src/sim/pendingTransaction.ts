import type { Receipt } from '../chain/chain.ts';
import type { Pending } from '../market/mempool.ts';
import type { EncodedIntent, Intent, IntentKind } from '../protocol/intent.ts';
import type { AgentState } from './agentState.ts';

/** What a transaction in the mempool carries. */
export interface PendingTransaction {
  readonly encoded: EncodedIntent;
  /** Undefined for the oracle, the outside market and liquidity providers. */
  readonly intent?: Intent;
  /** What it is for, for records. */
  readonly what: IntentKind | 'publish' | 'settlement' | 'liquidity';
  /** Sender or, of a settlement, receiver; undefined for the oracle and liquidity providers. */
  readonly agent: AgentState | undefined;
  /** Of an oracle's answer: tick in which it was decided. */
  readonly decided?: number;
  /** Told how it ended, once; with its receipt, if it was mined. */
  readonly onEnd?: (end: 'succeeded' | 'reverted' | 'expired', receipt?: Receipt) => void;
}

/** Senders, and receivers of settlements: those whose native balance a block can change. */
export function touchedAgents(included: readonly Pending<PendingTransaction>[]): AgentState[] {
  const agents = new Set<AgentState>();
  for (const { payload } of included) if (payload.agent !== undefined) agents.add(payload.agent);
  return [...agents];
}
