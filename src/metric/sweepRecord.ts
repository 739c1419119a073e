import type { MetricUnit } from './catalogue.ts';
import type { EnsembleThresholdRecord, IntervalRecord, MetricDefinition } from './ensembleRecord.ts';
import type { ProvenanceRecord, ScenarioRecord, Verdict } from './runRecord.ts';
import type { Tail } from './tail.ts';

/** Version of `sweep.json`. */
export const SWEEP_RECORD_VERSION = 1;

/** One parameter that was swept. */
export interface SweepParameter {
  /** In the scenario. */
  readonly path: string;
  /** As the scenario itself has it; null: it is not written there. */
  readonly base: string | null;
  /** A list's values as written, or `110% to 150%`. */
  readonly values: string;
  /** Of all its values; empty for bare numbers, null if they are not quantities of one unit. */
  readonly unit: string | null;
}

/** A figure over trials that is reported of each point. */
export interface SweepFigure {
  /** As written, e.g. `es95(backstop.return)` or `solvency.tcr.min`. */
  readonly text: string;
  /** In words: `Return, at the end: mean of the worst 5 % of trials`. */
  readonly title: string;
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly tail: Tail;
  /** Positions of the thresholds that are about it. */
  readonly thresholds: readonly number[];
  /** Their bounds, in the figure's unit. */
  readonly bounds: readonly number[];
}

/** A figure at one point. */
export interface PointFigure extends IntervalRecord {
  /** Trials with a value. */
  readonly samples: number;
}

/** A design point and what came of it. Figures are in the order of the sweep's. */
export interface SweepPointRecord {
  readonly index: number;
  /** As written, in the order of the parameters; null: as the scenario has it. */
  readonly values: readonly (string | null)[];
  /** The numbers before the unit; null where it is no quantity. */
  readonly numbers: readonly (number | null)[];
  readonly scenarioHash: string;
  readonly resultHash: string;
  /** Folder of its trials, below the sweep's: a whole ensemble. */
  readonly folder: string;
  readonly counts: { readonly planned: number; readonly completed: number; readonly failed: number };
  /** Message of the first failed trial. */
  readonly failure: string | null;
  readonly figures: readonly PointFigure[];
  readonly thresholds: readonly EnsembleThresholdRecord[];
  readonly verdict: Verdict;
  /** The command that runs its trials alone; with `--trial k` instead of `--trials`, one of them into a full report. */
  readonly reproduce: string;
}

/** How a figure differs from the base point, trial by trial. */
export interface SweepDifference extends IntervalRecord {
  readonly point: number;
  /** Position of the figure in the sweep's. */
  readonly figure: number;
  /** Pairs of trials with the same draws. */
  readonly pairs: number;
  /** `pairs`: from the differences of the pairs; `bounds`: from both intervals, which is wider. */
  readonly method: 'pairs' | 'bounds';
}

/** One end of a change of verdict. */
export interface CliffEnd {
  readonly point: number;
  /** Of the parameter. */
  readonly value: string;
  readonly verdict: Verdict;
}

/** Two neighbouring points between which a threshold's verdict changes. */
export interface SweepCliff {
  /** Position of the threshold in the points'. */
  readonly threshold: number;
  readonly text: string;
  /** Position of the parameter along which it changes. */
  readonly parameter: number;
  /** What the other parameters are: `backstop.fee=1%`. */
  readonly others: readonly string[];
  readonly from: CliffEnd;
  /** Its verdict is `inconclusive` where nothing beyond is decided. */
  readonly to: CliffEnd;
  /** Values between the ends that could not be decided. */
  readonly undecided: readonly string[];
  /** Of a threshold of every trial: change of the share of trials that break it, from `from` to `to`. */
  readonly change: IntervalRecord | null;
}

/** Rank correlation of a parameter with a figure over the points. */
export interface SweepCorrelation extends IntervalRecord {
  readonly parameter: number;
  readonly figure: number;
  readonly points: number;
}

export interface SweepRecord {
  readonly schemaVersion: typeof SWEEP_RECORD_VERSION;
  readonly kind: 'sweep';
  /** `partial`: trials are missing. */
  readonly status: 'complete' | 'partial';
  /** The scenario as it is; chain and opening figures are those of the first point. */
  readonly scenario: ScenarioRecord;
  readonly seed: number;
  readonly resultHash: string;
  readonly design: {
    readonly kind: string;
    readonly points: number /** Null: nothing is random. */;
    readonly seed: number | null;
  };
  readonly trials: number;
  readonly confidence: number;
  readonly parameters: readonly SweepParameter[];
  readonly figures: readonly SweepFigure[];
  /** The scenario's thresholds, as written. */
  readonly thresholds: readonly string[];
  /** The point that is the scenario as it is; null: none is. */
  readonly baseIndex: number | null;
  readonly points: readonly SweepPointRecord[];
  /** Of designs with a base point. */
  readonly differences: readonly SweepDifference[];
  /** Of grids and lists. */
  readonly cliffs: readonly SweepCliff[];
  /** Of random designs. */
  readonly correlations: readonly SweepCorrelation[];
  readonly counts: { readonly planned: number; readonly completed: number; readonly failed: number };
  readonly provenance: ProvenanceRecord;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  readonly notModelled: readonly string[];
}
