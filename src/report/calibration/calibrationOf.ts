import { join } from 'node:path';
import { BreakwaterError } from '../../core/errors.ts';
import { quantile } from '../../core/statistics.ts';
import {
  CALIBRATION_VERSION,
  type CalibrationPlan,
  type CalibrationRecord,
  type CalibrationRun,
  type CalibrationRunRecord,
  type CaseRecord,
  type FigureRecord,
  type OrderingRecord,
  type PlannedCase,
  type PlannedFigure,
  type PlannedOrdering,
  type SeedRecord,
} from '../../metric/calibrationRecord.ts';
import { CLOSENESS, distanceOf } from '../../metric/documented.ts';
import { type Measure, type MeasuredRun, parseMeasure, takeMeasure } from '../../metric/measure.ts';
import type { RunRecord } from '../../metric/runRecord.ts';
import { readRunRecord } from '../readRecord.ts';
import { readTrialSeries } from '../readSeries.ts';

/** Where a run with one of its seeds left its record, or why it left none. */
export interface SeedOutcome {
  readonly run: string;
  readonly seed: number;
  /** Folder, relative to the calibration's own. */
  readonly dir: string;
  /** Empty if the run came to its end. */
  readonly failure: string;
}

export interface CalibrationSources {
  /** Folder of the calibration. */
  readonly dir: string;
  readonly outcomes: readonly SeedOutcome[];
  /** Version of Breakwater. */
  readonly breakwater: string;
}

/** A run's record and series as they are on disk. */
interface ReadRun extends MeasuredRun {
  readonly seed: SeedRecord;
}

/** Takes every figure of the suite from the runs' records on disk, and from nothing else. */
export async function calibrationOf(plan: CalibrationPlan, sources: CalibrationSources): Promise<CalibrationRecord> {
  const runs: CalibrationRunRecord[] = [];
  const figures = new Map<PlannedFigure, (number | null)[]>();
  const planned = plan.cases.flatMap((each) => each.figures);
  for (const run of plan.runs) {
    const own = planned.filter((figure) => figure.run === run.name);
    const bySeed: SeedRecord[] = [];
    // One record after the other: their series together need not fit into memory.
    for (const outcome of sources.outcomes.filter(({ run: name }) => name === run.name)) {
      const read = await readSeed(run, outcome, sources.dir);
      bySeed.push('metrics' in read ? read.seed : read);
      for (const figure of own) {
        const value = 'metrics' in read ? takeMeasure(measureOf(figure, read), read) : null;
        figures.set(figure, [...(figures.get(figure) ?? []), value]);
      }
    }
    runs.push({ ...run, bySeed });
  }
  const cases = plan.cases.map((each) => caseRecord(each, figures, runs));
  const { title, about, file } = plan;
  const { breakwater } = sources;
  return { schemaVersion: CALIBRATION_VERSION, title, about, file, breakwater, closeness: CLOSENESS, runs, cases };
}

/** Metrics as the record has them: what a measure can be taken of there. */
function measureOf({ measure }: PlannedFigure, { metrics }: MeasuredRun): Measure {
  return parseMeasure(measure, new Map(Object.entries(metrics)));
}

async function readSeed(
  run: CalibrationRun,
  { seed, dir, failure }: SeedOutcome,
  root: string,
): Promise<ReadRun | SeedRecord> {
  const none = { seed, dir, resultHash: null, blocks: null, blockSeconds: null, transactions: null };
  if (failure !== '') return { ...none, failure };
  const folder = join(root, dir);
  try {
    const record = readRunRecord(folder);
    const trial = record.trials[0];
    const unfit = unfitness(record, run, seed);
    if (unfit !== undefined || trial === undefined) return { ...none, failure: unfit ?? 'its record has no trial' };
    const { samples, events } = await readTrialSeries(folder, trial.index);
    const { blockSeconds } = record.scenario.clock;
    return {
      ...{ metrics: record.metrics, columns: samples.columns, events, blockSeconds },
      seed: {
        ...{ seed, dir, failure: '', resultHash: record.resultHash },
        ...{ blocks: trial.ticks, blockSeconds, transactions: trial.transactions },
      },
    };
  } catch (error) {
    if (!(error instanceof BreakwaterError)) throw error;
    return { ...none, failure: error.shortMessage };
  }
}

/** Why a record that is there is not the one wanted. */
function unfitness({ status, scenario, seed }: RunRecord, run: CalibrationRun, wanted: number): string | undefined {
  if (status !== 'complete') return `its record is ${status}`;
  if (scenario.hash === run.scenarioHash && seed === wanted) return undefined;
  return 'its record is of another scenario or seed';
}

function caseRecord(
  planned: PlannedCase,
  values: ReadonlyMap<PlannedFigure, readonly (number | null)[]>,
  runs: readonly CalibrationRunRecord[],
): CaseRecord {
  const figures = planned.figures.map((figure) => figureRecord(figure, values.get(figure) ?? [], runs));
  const observed = new Map(figures.map((figure) => [figure.name, figure.observed]));
  return { ...planned, figures, orderings: planned.orderings.map((ordering) => orderingRecord(ordering, observed)) };
}

function figureRecord(
  figure: PlannedFigure,
  bySeed: readonly (number | null)[],
  runs: readonly CalibrationRunRecord[],
): FigureRecord {
  const there = bySeed.filter((value) => value !== null);
  const observed = quantile(there, 0.5);
  const distance = observed === null ? null : distanceOf(observed, figure.documented, figure.unit);
  return {
    ...figure,
    observed,
    bySeed,
    distance,
    missing: missingText(
      bySeed,
      runs.find(({ name }) => name === figure.run),
    ),
  };
}

function missingText(bySeed: readonly (number | null)[], run: CalibrationRunRecord | undefined): string {
  const lost = bySeed.flatMap((value, index) => {
    const seed = run?.bySeed[index];
    return value !== null || seed === undefined ? [] : [`seed ${seed.seed}: ${seed.failure || 'no sample'}`];
  });
  return lost.join('; ');
}

/** Figures that differ by less than this part are equal: amounts in wei are divided on the way to a share. */
const EQUAL = 1e-6;

function orderingRecord(planned: PlannedOrdering, observed: ReadonlyMap<string, number | null>): OrderingRecord {
  const values = planned.figures.map((name) => observed.get(name) ?? null);
  const pairs = values.slice(1).map((value, index) => [values[index] as number | null, value] as const);
  if (values.includes(null)) return { ...planned, holds: null };
  const holds = pairs.every(([before, after]) => {
    const change = (after as number) - (before as number);
    const slack = EQUAL * Math.max(Math.abs(before as number), Math.abs(after as number));
    return planned.must === 'rise' ? change >= -slack : change <= slack;
  });
  return { ...planned, holds };
}
