import type { Aggregates } from '../core/statistics.ts';
import type { AblationRecord } from './ablationRecord.ts';
import type { MetricKind, MetricUnit } from './catalogue.ts';

export type { Aggregates } from '../core/statistics.ts';

/** Version of `run.json`; raised when a reader of the old shape would misread the new one. */
export const RUN_RECORD_VERSION = 2;

export type Verdict = 'pass' | 'fail' | 'inconclusive';

export interface MetricRecord extends Aggregates {
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly title: string;
  readonly definition: string;
}

export interface ThresholdRecord {
  /** As written in the scenario. */
  readonly text: string;
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly verdict: Verdict;
  /** The figure that was judged (for always/never: the worst one); null without samples. */
  readonly observed: number | null;
}

export interface TrialRecord {
  readonly index: number;
  readonly seed: number;
  /** `failed`: an invariant or a part of the machinery broke; `interrupted`: stopped before its last tick. */
  readonly status: 'completed' | 'failed' | 'interrupted';
  /** Ticks simulated. */
  readonly ticks: number;
  /** Ticks planned. */
  readonly plannedTicks: number;
  /** Transactions included, reverted ones among them. */
  readonly transactions: number;
  readonly reverted: number;
  readonly expired: number;
  readonly liquidations: number;
  readonly troves: number;
  readonly agents: number;
  readonly resultHash: string;
  /** Hash of the last block: with fixed timestamps, fees and nonces it pins every transaction and receipt. */
  readonly lastBlockHash: string;
  readonly failure?: FailureRecord;
}

export interface FailureRecord {
  readonly stage: string;
  readonly tick: number | null;
  readonly message: string;
  /** Command that replays up to there. */
  readonly replay: string;
}

export interface ContractRecord {
  /** What it is in the system, e.g. `backstop`. */
  readonly role: string;
  readonly name: string;
  readonly address: string;
  /** keccak256 of the runtime code. */
  readonly codeHash: string;
  /** npm package and version, our source, the user's artifact, or the fork that it was found on. */
  readonly source: string;
  /** Whose code the hash is known to be: a package's, ours, or pinned in the address book; null: nobody's. */
  readonly known: string | null;
}

/** A call applied before the first tick, and what it changed. */
export interface ActionRecord {
  readonly from: string;
  readonly to: string;
  /** Name of the contract called, if it has one here. */
  readonly contract: string | null;
  /** Signature of the function, if it is known. */
  readonly call: string | null;
  /** Arguments in order, if they are known; numbers in the contract's units. */
  readonly args: readonly string[];
  readonly data: string;
  /** Wei. */
  readonly value: string;
  readonly note: string;
  readonly gasUsed: number;
  readonly changes: readonly ParameterChange[];
}

/** A parameter before and after an action, in words with its unit. */
export interface ParameterChange {
  /** E.g. `backstop.A`. */
  readonly parameter: string;
  readonly before: string;
  readonly after: string;
}

/** The chain that a run was made on. */
export interface ChainRecord {
  readonly source: 'embedded' | 'fork' | 'pack';
  readonly chainId: number;
  readonly hardfork: string;
  /** Block that was forked, with Unix seconds; absent for the embedded chain. */
  readonly block?: { readonly number: number; readonly hash: string; readonly timestamp: number };
  /** Name of the address book. */
  readonly book?: string;
  /** Hex SHA-256 of the pack's content. */
  readonly pack?: string;
  /** What was asked of the endpoint; differs from run to run, and says nothing of the result. */
  readonly upstream?: { readonly requests: number; readonly retries: number };
}

export interface ProvenanceRecord {
  /** name → version: breakwater, node, anvil, viem, solc. */
  readonly versions: Readonly<Record<string, string>>;
  readonly contracts: readonly ContractRecord[];
  readonly chain: ChainRecord;
  readonly actions: readonly ActionRecord[];
  readonly git?: string;
  /** One command that reproduces the run. */
  readonly reproduce: string;
}

export interface ScenarioRecord {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hash: string;
  /** File name as given, without folders of the machine it ran on. */
  readonly file: string;
  /** The YAML text as it stood, so that the record explains itself. */
  readonly source: string;
  /** `--set` overrides, in order. */
  readonly overrides: readonly string[];
  readonly assumptions: readonly string[];
  /** Sources of figures, as the scenario names them. */
  readonly sources: readonly string[];
  readonly symbols: { readonly collateral: string; readonly stable: string };
  readonly clock: { readonly start: number; readonly blockSeconds: number; readonly ticks: number };
  readonly lending: { readonly core: string; readonly mcr: number; readonly ccr: number };
  readonly backstop: {
    readonly kind: 'bamm' | 'deployed' | 'stability-pool' | 'none';
    readonly facts: Readonly<Record<string, string>>;
  };
  /** Agent groups: name, class, number, and their main figures in words. */
  readonly groups: readonly {
    readonly name: string;
    readonly class: string;
    readonly count: number;
    readonly note: string;
  }[];
}

export interface RunRecord {
  readonly schemaVersion: typeof RUN_RECORD_VERSION;
  readonly status: 'complete' | 'partial' | 'failed';
  readonly scenario: ScenarioRecord;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly resultHash: string;
  readonly provenance: ProvenanceRecord;
  readonly thresholds: readonly ThresholdRecord[];
  readonly metrics: Readonly<Record<string, MetricRecord>>;
  readonly trials: readonly TrialRecord[];
  /** What the model leaves out; shown in the report. */
  readonly notModelled: readonly string[];
  /** Of a run without some classes of agents: the run with them. */
  readonly ablation?: AblationRecord;
}

/** Samples of one trial: one entry a tick in every column; NaN where the metric had no sample at that tick. */
export interface TrialSamples {
  readonly tick: Int32Array;
  /** Unix time of the block in seconds. */
  readonly time: Float64Array;
  /** Metric name → values in the metric's unit. Gauges and counters. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Kinds of events. */
export const EVENT_KINDS = [
  'liquidation',
  'redistribution',
  'redemption',
  'swap',
  'deposit',
  'withdrawal',
  'oracle',
  'oracleFault',
  'oracleStale',
  'oracleFrozen',
  'oracleJump',
  'outage',
  'recoveryEntered',
  'recoveryLeft',
  'reverted',
  'expired',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Kinds of events that follow from samples and other events: they add nothing to a result, so its hash leaves them out. */
export const DERIVED_EVENTS: ReadonlySet<EventKind> = new Set(['oracleStale', 'oracleFrozen', 'oracleJump']);

/** One thing that happened, in domain terms. Amounts are whole tokens; null where they don't apply. */
export interface TrialEvent {
  readonly tick: number;
  readonly time: number;
  readonly kind: EventKind;
  /** Class of the agent behind it, e.g. `liquidator`; empty for none. */
  readonly class: string;
  /** Agent's id, e.g. `borrowers/17`; empty for none. */
  readonly agent: string;
  readonly debt: number | null;
  readonly collateral: number | null;
  readonly stable: number | null;
  /** Price, ratio or fee that goes with the kind; null for none. */
  readonly value: number | null;
  /** More in words, e.g. the intent of a reverted transaction. */
  readonly detail: string;
}

export interface TrendSample {
  readonly metric: string;
  readonly tick: number;
  readonly time: number;
  readonly value: number;
}

/** One cell of the ICR heat map: open troves whose ICR at the oracle price lies in [low, high) at that tick. */
export interface IcrCell {
  readonly tick: number;
  readonly time: number;
  readonly low: number;
  readonly high: number;
  readonly troves: number;
  /** Whole stablecoins. */
  readonly debt: number;
}

export interface TrialSeries {
  readonly samples: TrialSamples;
  readonly events: readonly TrialEvent[];
  readonly trends: readonly TrendSample[];
  readonly icr: readonly IcrCell[];
}
