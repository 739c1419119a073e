import type { Scenario } from './schema.ts';
import { ticksOf } from './sections.ts';

export interface PlannedTrial {
  readonly index: number;
  readonly seed: number;
}

export interface RunPlan {
  /** Ticks of each trial, one block each. */
  readonly ticks: number;
  readonly trials: readonly PlannedTrial[];
}

/** What a run of the scenario simulates. */
export function planRun(scenario: Scenario): RunPlan {
  return { ticks: ticksOf(scenario.clock), trials: [{ index: 0, seed: scenario.seed }] };
}
