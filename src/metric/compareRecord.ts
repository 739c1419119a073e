import type { Aggregates } from '../core/statistics.ts';
import type { MetricUnit } from './catalogue.ts';
import type { IntervalRecord } from './ensembleRecord.ts';

/** Version of `compare.json`; raised when a reader of the old shape would misread the new one. */
export const COMPARE_RECORD_VERSION = 1;

/** File name of a comparison's record. */
export const COMPARE_FILE = 'compare.json';

/** Which way a figure is better; null: neither. */
export type GoodWay = 'higher' | 'lower' | null;

/**
 * `changed`: detected, of a figure that has no good way · `undetected`: no difference that can be told from chance ·
 * `identical`: the same in every pair · `unknown`: no pair has a value on both sides.
 */
export type FigureVerdict = 'better' | 'worse' | 'changed' | 'undetected' | 'identical' | 'unknown';

/** Of all key figures together. `mixed`: better in some, worse in others. */
export type CompareVerdict = Exclude<FigureVerdict, 'unknown'> | 'mixed' | 'inconclusive';

/** One figure of a trial, compared over all pairs. The interval is of the mean of proposal − base. */
export interface ComparedFigure extends IntervalRecord {
  readonly metric: string;
  readonly aggregate: keyof Aggregates;
  readonly title: string;
  readonly definition: string;
  readonly unit: MetricUnit;
  readonly good: GoodWay;
  /** Why that way is good, or why neither is. */
  readonly reason: string;
  /** Pairs with a value on both sides. */
  readonly pairs: number;
  /** Pairs of completed trials that have no finite value: on the base's side alone, on the proposal's, on both. */
  readonly lacking: { readonly base: number; readonly proposal: number; readonly both: number };
  /** Means over the pairs. */
  readonly base: number | null;
  readonly proposal: number | null;
  /** The worst trial of each side; the highest where neither way is good. */
  readonly worst: { readonly base: number | null; readonly proposal: number | null };
  /** Pairs in which the proposal is higher, lower, the same. */
  readonly higher: number;
  readonly lower: number;
  readonly same: number;
  /** Mean difference in standard deviations of the differences, with the small-sample correction; null without spread. */
  readonly effect: number | null;
  /** Standard deviation of the differences. */
  readonly deviation: number | null;
  /** Variance unpaired over paired: how many times as many trials an unpaired comparison needs. */
  readonly gain: number | null;
  readonly pValue: number;
  /** After Holm's correction over its family. */
  readonly adjusted: number;
  /** Whether so many differences could have been detected at all at the level, had all gone one way. */
  readonly isDecidable: boolean;
  readonly verdict: FigureVerdict;
  /** The pairs themselves, of key figures; else null. */
  readonly values: PairedValues | null;
}

/** Column by column, in the order of trials. */
export interface PairedValues {
  readonly trial: readonly number[];
  readonly base: readonly number[];
  readonly proposal: readonly number[];
}

/** A parameter that differs, as written in the two scenarios. */
export interface ParameterDifference {
  /** Dotted, positions in lists as numbers. */
  readonly path: string;
  /** As written; null: not there. */
  readonly base: string | null;
  readonly proposal: string | null;
  /** Sides on which it is the scenario's default, not written down. */
  readonly defaults: readonly ('base' | 'proposal')[];
}

/** What one side was made from. */
export interface CompareSide {
  /** As named on the command line. */
  readonly from: string;
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly scenarioHash: string;
  readonly resultHash: string;
  readonly overrides: readonly string[];
  readonly trials: number;
  readonly failed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Where it ran, in words. */
  readonly chain: string;
  /** One command that makes its trials. */
  readonly reproduce: string;
}

/** A pair that is left out because a side failed. */
export interface FailedPair {
  readonly trial: number;
  readonly side: 'base' | 'proposal' | 'both';
  /** What broke the side that failed, of both the base. */
  readonly message: string;
  /** Command that replays up to there. */
  readonly replay: string;
}

/** How trials were put in pairs. */
export interface PairingRecord {
  readonly seed: number;
  /** Pairs that are compared. */
  readonly pairs: number;
  /** Trials whose partner is not there. */
  readonly alone: { readonly base: number; readonly proposal: number };
  /** Pairs left out because a side failed. */
  readonly failed: readonly FailedPair[];
  /** Pairs left out because one side was cut short. */
  readonly uneven: readonly number[];
  /** Pairs in which both sides saw the same market prices. */
  readonly sameMarket: number;
  /** Pairs that it takes to detect anything over so many key figures. */
  readonly least: number;
  /** Ticks of each trial. */
  readonly ticks: number;
}

/** All that a comparison says; its pages are made from nothing else. */
export interface CompareRecord {
  readonly schemaVersion: typeof COMPARE_RECORD_VERSION;
  readonly kind: 'compare';
  /** Chance of even one false finding among the key figures, e.g. 0.05; intervals hold with 1 − level. */
  readonly level: number;
  readonly verdict: CompareVerdict;
  readonly base: CompareSide;
  readonly proposal: CompareSide;
  /** Command that makes the comparison. */
  readonly reproduce: string;
  readonly symbols: { readonly collateral: string; readonly stable: string };
  readonly clock: { readonly start: number; readonly blockSeconds: number; readonly ticks: number };
  readonly pairing: PairingRecord;
  /** Null if a scenario could not be read again. */
  readonly parameters: readonly ParameterDifference[] | null;
  /** Why there are none. */
  readonly parametersLack: string | null;
  /** Whether `--metrics` chose the key figures. */
  readonly isChosen: boolean;
  /** The family that the verdict speaks of. */
  readonly key: readonly ComparedFigure[];
  /** Other figures that differ in some pair: a family of their own. */
  readonly others: readonly ComparedFigure[];
  /** Other figures that are the same in every pair. */
  readonly unchanged: readonly string[];
  /** Key figures that one side or both don't measure. */
  readonly unmeasured: readonly string[];
  readonly assumptions: readonly string[];
  readonly notModelled: readonly string[];
}
