import { expect, it } from 'vitest';
import type { Outcome } from '../agent/policy.ts';
import { noteOutcome } from './outcomes.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

const liquidate = { kind: 'liquidate', troves: [] } as const;

function scene() {
  const agent = { outcomes: [] as readonly Outcome[] };
  const payload = (own: object = { intent: liquidate }) => ({ agent, ...own }) as unknown as PendingTransaction;
  return { agent, payload };
}

it('keeps the last hundred, the oldest first, and leaves lists that it handed out as they were', () => {
  const { agent, payload } = scene();
  const first = agent.outcomes;
  for (let tick = 0; tick < 150; tick++) noteOutcome(payload(), tick, 'reverted');
  expect(first).toEqual([]);
  expect(agent.outcomes.map(({ tick }) => tick)).toEqual(Array.from({ length: 100 }, (_, i) => i + 50));
  expect(Object.isFrozen(agent.outcomes)).toBe(true);
});

it('counts what an agent sent, not what it is sent', () => {
  const { agent, payload } = scene();
  noteOutcome(payload({ what: 'settlement' }), 1, 'succeeded');
  noteOutcome({ ...payload(), agent: undefined }, 2, 'succeeded');
  noteOutcome(payload(), 3, 'expired');
  expect(agent.outcomes).toEqual([{ kind: 'liquidate', tick: 3, end: 'expired' }]);
});
