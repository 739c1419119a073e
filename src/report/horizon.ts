import type { RunRecord } from '../metric/runRecord.ts';
import { formatDuration } from './format.ts';

/** The span of simulated time that the run's figures speak of, in seconds: the shortest trial's, as simulated, not as planned. */
export function horizonSeconds({ scenario, trials }: RunRecord): number {
  const ticks = trials.length === 0 ? scenario.clock.ticks : Math.min(...trials.map((trial) => trial.ticks));
  return ticks * scenario.clock.blockSeconds;
}

/** The horizon in words: `48 h`. A few seconds short of a round figure (a last, partial block) read as that figure. */
export function horizonText(record: RunRecord): string {
  const seconds = horizonSeconds(record);
  const minutes = Math.round(seconds / 60) * 60;
  return formatDuration(Math.abs(seconds - minutes) <= record.scenario.clock.blockSeconds ? minutes : seconds);
}
