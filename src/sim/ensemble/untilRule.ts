import type { MetricCatalogue } from '../../metric/catalogue.ts';
import type { UntilRecord } from '../../metric/ensembleRecord.ts';
import { type Precision, parsePrecision } from '../../metric/ensembleThreshold.ts';
import { evaluateStatistic, intervalRecord } from '../../metric/evaluateStatistic.ts';
import type { TrialTable } from '../../metric/trialTable.ts';

/** Trials before the first look: fewer say too little of a tail. */
const FIRST_LOOK = 100;
/** Share of the trials done that are added before the next look. */
const GROWTH = 0.1;

/** That a rule was met, and after how many trials. */
export interface StoppedAt {
  readonly trials: number;
}

/** Numbers of trials after which a rule is looked at; the same whatever order trials end in. The last is `most`. */
export function looks(most: number): number[] {
  const all: number[] = [];
  for (let trials = FIRST_LOOK; trials < most; trials += Math.ceil(trials * GROWTH)) all.push(trials);
  return [...all, most];
}

/** Whether the interval is as narrow as was asked for. */
export function isPrecise({ statistic, target }: Precision, table: TrialTable, seed: number): boolean {
  const { low, high } = evaluateStatistic(statistic, table, seed);
  return (high - low) / 2 <= target;
}

/** How the rule came out, for the record. @param text as written */
export function precisionRecord(
  text: string,
  {
    table,
    catalogue,
    seed,
    stopped,
  }: {
    readonly table: TrialTable;
    readonly catalogue: MetricCatalogue;
    readonly seed: number;
    readonly stopped: StoppedAt | undefined;
  },
): UntilRecord {
  const precision = parsePrecision(text, catalogue);
  const { statistic, target } = precision;
  return {
    ...{ text, unit: statistic.unit, target },
    ...intervalRecord(evaluateStatistic(statistic, table, seed)),
    isMet: isPrecise(precision, table, seed),
    trials: stopped?.trials ?? null,
  };
}
