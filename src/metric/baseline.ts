import type { MetricUnit } from './catalogue.ts';

/** Version of the file that keeps baselines; raised when a reader of the old shape would misread the new one. */
export const BASELINE_VERSION = 1;

/** A figure as it was when the baseline was made. */
export interface KeptFigure {
  /** `metric.aggregate`. */
  readonly name: string;
  /** Null: named by hand, and not measured yet. */
  readonly kept: KeptValues | null;
  /** Line of the figure in the file, from 1. */
  readonly line: number;
}

export interface KeptValues {
  readonly unit: MetricUnit;
  /** Worsening that is no matter, in the unit (0.005 is half a percentage point); never negative. */
  readonly tolerance: number;
  /** One a trial, in the order of trials; null: no sample in that trial. */
  readonly values: readonly (number | null)[];
}

/** What a baseline keeps of one scenario. */
export interface KeptScenario {
  readonly scenarioHash: string;
  readonly resultHash: string;
  readonly seed: number;
  readonly trials: number;
  readonly figures: readonly KeptFigure[];
  /** Line of the scenario in the file, from 1. */
  readonly line: number;
}

/** A file of baselines. */
export interface Baseline {
  /** As it was named. */
  readonly file: string;
  /** Chance of even one false alarm among a scenario's figures, e.g. 0.05; intervals hold with 1 − level. */
  readonly level: number;
  /** By the scenario's name. */
  readonly scenarios: ReadonlyMap<string, KeptScenario>;
}
