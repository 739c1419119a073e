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

/** Every n-th of a run's trials, for a machine that does its part of them. */
export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/**
 * What a run of the scenario simulates. All trials share the seed: their index is a part of the name of each random
 * stream, so trial 7 is the same one whether it is run alone or with others.
 *
 * @param shard default: all trials
 */
export function planRun(scenario: Scenario, { part, of }: Shard = { part: 1, of: 1 }): RunPlan {
  const { clock, seed, trials } = scenario;
  const indices = Array.from({ length: trials }, (_, index) => index).filter((index) => index % of === part - 1);
  return { ticks: ticksOf(clock), trials: indices.map((index) => ({ index, seed })) };
}
