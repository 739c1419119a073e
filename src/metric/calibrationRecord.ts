import type { MetricUnit } from './catalogue.ts';
import type { Closeness, Distance, Documented } from './documented.ts';

/** Version of `calibration.json`; raised when a reader of the old shape would misread the new one. */
export const CALIBRATION_VERSION = 1;

/** Whether an assumption was chosen with the documented figure in mind: then that the model meets it proves nothing. */
export type FigureRole = 'chosen' | 'predicted';

/** Whether figures must not fall (`rise`) or not rise (`fall`) from one to the next. */
export type Direction = 'rise' | 'fall';

/** A figure of a suite before anything ran. */
export interface PlannedFigure {
  /** Short name within the case. */
  readonly name: string;
  readonly what: string;
  readonly documented: Documented;
  readonly unit: MetricUnit;
  readonly source: string;
  /** Name of the run. */
  readonly run: string;
  readonly measure: string;
  readonly role: FigureRole;
  /** What to think of the comparison; empty for none. */
  readonly word: string;
}

/** A figure of the model beside the documented one. */
export interface FigureRecord extends PlannedFigure {
  /** Median over the run's seeds; null where there is none. */
  readonly observed: number | null;
  /** Of each seed, in their order; null where there is none. */
  readonly bySeed: readonly (number | null)[];
  /** Of the median; null with it, or where nothing is documented in figures. */
  readonly distance: Distance | null;
  /** Why there is no figure, or none of some seeds; empty where there is one of each. */
  readonly missing: string;
}

export interface PlannedOrdering {
  readonly what: string;
  readonly must: Direction;
  /** Names of figures of the case, in order. */
  readonly figures: readonly string[];
}

/** An order that figures of the model must keep; equal ones keep it. */
export interface OrderingRecord extends PlannedOrdering {
  /** Null where a figure is missing. */
  readonly holds: boolean | null;
}

/** Figures laid out as rows by columns. */
export interface CalibrationTable {
  readonly what: string;
  readonly rows: { readonly title: string; readonly names: readonly string[] };
  readonly columns: { readonly title: string; readonly names: readonly string[] };
  /** Names of figures, row by row. */
  readonly figures: readonly (readonly string[])[];
}

interface CaseOf<Figure, Ordering> {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What is assumed, and with which documented figures in mind. */
  readonly assumed: readonly string[];
  readonly figures: readonly Figure[];
  readonly table: CalibrationTable | null;
  readonly orderings: readonly Ordering[];
}

export type PlannedCase = CaseOf<PlannedFigure, PlannedOrdering>;
export type CaseRecord = CaseOf<FigureRecord, OrderingRecord>;

/** One run of the suite. */
export interface CalibrationRun {
  readonly name: string;
  /** Scenario file as the suite names it. */
  readonly scenario: string;
  readonly title: string;
  /** `path=value` overrides. */
  readonly set: readonly string[];
  readonly scenarioHash: string;
  /** Seeds that it is run with, each once. */
  readonly seeds: readonly number[];
}

/** A run with one of its seeds. */
export interface SeedRecord {
  readonly seed: number;
  /** Folder of its record, relative to the page. */
  readonly dir: string;
  /** Why it gave no record to measure; empty if it did. */
  readonly failure: string;
  /** Null without a record, as the following. */
  readonly resultHash: string | null;
  readonly blocks: number | null;
  readonly blockSeconds: number | null;
  readonly transactions: number | null;
}

export interface CalibrationRunRecord extends CalibrationRun {
  readonly bySeed: readonly SeedRecord[];
}

/** A suite that was read and checked. */
export interface CalibrationPlan {
  readonly title: string;
  readonly about: string;
  /** Suite file as given. */
  readonly file: string;
  readonly runs: readonly CalibrationRun[];
  readonly cases: readonly PlannedCase[];
}

/** All that the page shows: `calibration.json`. */
export interface CalibrationRecord {
  readonly schemaVersion: typeof CALIBRATION_VERSION;
  readonly title: string;
  readonly about: string;
  readonly file: string;
  /** Version of Breakwater. */
  readonly breakwater: string;
  readonly closeness: Closeness;
  readonly runs: readonly CalibrationRunRecord[];
  readonly cases: readonly CaseRecord[];
}
