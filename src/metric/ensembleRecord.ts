import type { Aggregates } from '../core/statistics.ts';
import type { MetricKind, MetricUnit } from './catalogue.ts';
import type {
  ActionRecord,
  ChainRecord,
  ContractRecord,
  ProvenanceRecord,
  ScenarioRecord,
  TrialRecord,
  Verdict,
} from './runRecord.ts';
import type { Tail } from './tail.ts';

/** Version of an ensemble's `run.json`: readers of a single trial's would misread it. */
export const ENSEMBLE_RECORD_VERSION = 3;

/** Confidence of every interval of an ensemble. */
export const CONFIDENCE = 0.95;

/** A figure over trials with its interval, in the metric's unit; null: no value, or no bound to that side. */
export interface IntervalRecord {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a plain threshold came to in one trial. */
export interface JudgedTrial {
  readonly verdict: Verdict;
  readonly observed: number | null;
}

/** What is kept of one trial besides its series. */
export interface TrialResult {
  readonly record: TrialRecord;
  /** Metric → aggregates over the trial's time; without a metric that was not measured. */
  readonly aggregates: Readonly<Record<string, Aggregates>>;
  /** Plain threshold, or event of a probability, as written → what it came to. */
  readonly judged: Readonly<Record<string, JudgedTrial>>;
}

export interface MetricDefinition {
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly title: string;
  readonly definition: string;
}

/** What all trials of an ensemble share, as the first that was opened tells it. */
export interface EnsembleSetting {
  readonly scenario: ScenarioRecord;
  readonly contracts: readonly ContractRecord[];
  readonly chain: ChainRecord;
  readonly actions: readonly ActionRecord[];
  readonly notModelled: readonly string[];
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}

/** What is kept of each trial's series, block by block: all four tables, samples alone, or nothing. */
export const KEPT_SERIES = ['all', 'samples', 'none'] as const;
export type KeptSeries = (typeof KEPT_SERIES)[number];

/** What makes an ensemble: two with the same plan have the same results. */
export interface EnsemblePlan {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly seed: number;
  /** Trials planned in all shards together; with `until`, at most. */
  readonly trials: number;
  /** Ticks of each trial at most; null: all. */
  readonly maxTicks: number | null;
  /** Rule that ends it early, as written; null: none. */
  readonly until: string | null;
  /** `i/n`, from 1; null: all of it. */
  readonly shard: string | null;
  /** What is kept of each trial's series; absent in older plans: all. */
  readonly series?: KeptSeries;
  /** The scenario's, as written. */
  readonly thresholds: readonly string[];
  /** Versions that a result depends on. */
  readonly versions: Readonly<Record<string, string>>;
  /** Overrides that pin what the scenario leaves open. */
  readonly pinned: readonly string[];
  /** One command that makes the ensemble. */
  readonly reproduce: string;
  /** The same for one trial, without its number. */
  readonly replay: string;
}

export interface EnsembleThresholdRecord extends IntervalRecord {
  readonly text: string;
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly verdict: Verdict;
  /** `every trial`: a plain threshold, whose estimate is the worst trial's figure and has no interval. */
  readonly scope: 'ensemble' | 'every trial';
  /** Trials in which a plain threshold, or the event of a probability, held. */
  readonly held: number | null;
  /** Trials in which it did not. */
  readonly violated: number | null;
  /** Trials that say nothing of it: failed, or without a sample. */
  readonly unknown: number;
}

/** One aggregate of a metric over all trials. */
export interface DistributionRecord {
  readonly metric: string;
  readonly aggregate: keyof Aggregates;
  readonly title: string;
  readonly unit: MetricUnit;
  /** The end that VaR and ES are of. */
  readonly tail: Tail;
  /** Trials with a value. */
  readonly samples: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: IntervalRecord;
  readonly median: IntervalRecord;
  /** The value that 5 % of trials are beyond, at the bad end. */
  readonly var95: IntervalRecord;
  /** Mean of the worst 5 %. */
  readonly es95: IntervalRecord;
}

/** The trials that came out worst by one measure. */
export interface WorstTrials {
  readonly metric: string;
  readonly aggregate: keyof Aggregates;
  readonly unit: MetricUnit;
  readonly title: string;
  readonly trials: readonly { readonly index: number; readonly value: number; readonly replay: string }[];
}

/** How a rule that ends an ensemble early came out. */
export interface UntilRecord extends IntervalRecord {
  readonly text: string;
  readonly unit: MetricUnit;
  /** Half of the interval's width that was asked for. */
  readonly target: number;
  readonly isMet: boolean;
  /** Trials after which it was met; null if it was not. */
  readonly trials: number | null;
}

export interface EnsembleRecord {
  readonly schemaVersion: typeof ENSEMBLE_RECORD_VERSION;
  readonly kind: 'ensemble';
  /** `partial`: trials are missing, or were cut short. */
  readonly status: 'complete' | 'partial';
  readonly scenario: ScenarioRecord;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly resultHash: string;
  readonly provenance: ProvenanceRecord;
  readonly plan: EnsemblePlan;
  /** Confidence of the intervals. */
  readonly confidence: number;
  readonly counts: { readonly planned: number; readonly completed: number; readonly failed: number };
  readonly thresholds: readonly EnsembleThresholdRecord[];
  readonly until: UntilRecord | null;
  readonly distributions: readonly DistributionRecord[];
  readonly worst: readonly WorstTrials[];
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  readonly trials: readonly TrialRecord[];
  readonly notModelled: readonly string[];
}
