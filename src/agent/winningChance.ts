import type { z } from 'zod';
import { integer, section } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { duration } from '../core/quantityFields.ts';
import type { IntentKind } from '../protocol/intent.ts';
import type { AgentView, Observation } from './policy.ts';

export type ExpectedProfitSpec = DeepReadonly<z.output<typeof expectedProfit>>;

const expectedProfit = section({
  memory: integer({ min: 1, max: 100 }).default(20).describe('Own last liquidations that count.'),
  forgets: duration({ min: 1, examples: ['30m'] })
    .prefault('30m')
    .describe(
      'A liquidation that ended longer ago does not count any more: whoever dropped out after losses comes back to even odds.',
    ),
});

/** Off by default: then a liquidator acts as if it always won. */
export const expectedProfitField = expectedProfit
  .optional()
  .describe(
    'Counts with losing the race: acts only if p × (compensation − gas) − (1 − p) × gas of a reverted liquidation is at least `minProfit`, where p = (won + 1) / (n + 2) over its own last n liquidations; reverted and expired ones are lost. It drops out while that does not hold, and comes back when compensation or gas changes or its losses are forgotten. Default: it acts as if it always won.',
  );

/**
 * An agent's estimate of the chance that its next transaction of a kind succeeds, by Laplace's rule of succession:
 * (won + 1) / (n + 2) over the last `memory` of them that ended no longer ago than `forgets`. Without any it is 1/2.
 */
export function winningChance(
  kind: IntentKind,
  { outcomes }: Pick<AgentView, 'outcomes'>,
  { tick, blockSeconds }: Pick<Observation, 'tick' | 'blockSeconds'>,
  { memory, forgets }: ExpectedProfitSpec,
): number {
  const recent = outcomes
    .filter((outcome) => outcome.kind === kind && (tick - outcome.tick) * blockSeconds <= forgets)
    .slice(-memory);
  const won = recent.filter(({ end }) => end === 'succeeded').length;
  return (won + 1) / (recent.length + 2);
}
