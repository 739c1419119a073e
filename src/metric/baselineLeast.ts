import { leastPairs } from './compareFigures.ts';

/**
 * Trials that it takes to find anything worse; a single run is no sample, and is judged as it is.
 *
 * @param figures that the scenario is held to
 * @param trials of the scenario
 * @param level chance of even one false alarm among them, e.g. 0.05
 */
export function leastTrials(figures: number, trials: number, level: number): number {
  // A test to one side finds at a level what one to both sides finds at twice of it.
  return trials === 1 ? 1 : leastPairs(Math.max(1, figures), 2 * level);
}
