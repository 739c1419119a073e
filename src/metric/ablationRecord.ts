import type { Aggregates } from '../core/statistics.ts';
import type { RunRecord } from './runRecord.ts';

/** The run with all its agents, as far as the record of the one without some of them speaks of it. */
export interface BaselineRecord {
  readonly scenarioHash: string;
  readonly resultHash: string;
  readonly verdict: RunRecord['verdict'];
  /** Every metric's aggregates, by name; what they are stands with the run's own. */
  readonly metrics: Readonly<Record<string, Aggregates>>;
  /** One command that reproduces it. */
  readonly reproduce: string;
}

/** A run without some classes of agents, beside the same run with them. */
export interface AblationRecord {
  /** Classes that were left out, as asked. */
  readonly without: readonly string[];
  readonly baseline: BaselineRecord;
}

/** What a run's record keeps of its baseline. @param baseline record of the run with all its agents */
export function ablationRecord(without: readonly string[], baseline: RunRecord): AblationRecord {
  const { scenario, resultHash, verdict, metrics, provenance } = baseline;
  const figures = Object.entries(metrics).map(([name, metric]) => {
    const { unit: _, kind: __, title: ___, definition: ____, ...aggregates } = metric;
    return [name, aggregates] as const;
  });
  return {
    without,
    baseline: {
      scenarioHash: scenario.hash,
      resultHash,
      verdict,
      reproduce: provenance.reproduce,
      metrics: Object.fromEntries(figures),
    },
  };
}
