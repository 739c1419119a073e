import { numberOf, writtenQuantity } from '../../core/designsQuantity.ts';
import { rankCorrelation } from '../../core/rankCorrelation.ts';
import {
  CONFIDENCE,
  type EnsemblePlan,
  type EnsembleRecord,
  type EnsembleSetting,
} from '../../metric/ensembleRecord.ts';
import type { Statistic } from '../../metric/ensembleThreshold.ts';
import { evaluateStatistic, intervalRecord } from '../../metric/evaluateStatistic.ts';
import { findCliffs } from '../../metric/sweepCliffs.ts';
import { changeOfViolations, differenceFromBase } from '../../metric/sweepDifference.ts';
import {
  SWEEP_RECORD_VERSION,
  type SweepCorrelation,
  type SweepDifference,
  type SweepFigure,
  type SweepParameter,
  type SweepPointRecord,
  type SweepRecord,
} from '../../metric/sweepRecord.ts';
import type { TrialTable } from '../../metric/trialTable.ts';
import type { LoadedSweep, SweepPoint } from '../../scenario/sweepPoints.ts';
import { runHash } from '../resultHash.ts';
import type { SweptFigure } from './sweepFigures.ts';

/** A design point with its trials. */
export interface PointOutcome {
  readonly point: SweepPoint;
  /** Folder of its trials, below the sweep's. */
  readonly folder: string;
  readonly plan: EnsemblePlan;
  /** Undefined if no trial got as far as its first tick. */
  readonly record: EnsembleRecord | undefined;
  readonly table: TrialTable;
}

export interface SweepParts {
  readonly sweep: LoadedSweep;
  readonly figures: readonly SweptFigure[];
  readonly outcomes: readonly PointOutcome[];
  /** What the first point that was opened tells. */
  readonly setting: EnsembleSetting;
  readonly versions: Readonly<Record<string, string>>;
  readonly reproduce: string;
}

/** All that a sweep's points add up to. */
export function sweepRecord(parts: SweepParts): SweepRecord {
  const { sweep, figures: given, outcomes, setting, versions, reproduce } = parts;
  const { base, spec, baseIndex } = sweep;
  const { seed, trials, thresholds } = base.scenario;
  const figures = given.filter(({ statistic, isDefault }) => !isDefault || outcomes.some(isMeasured(statistic)));
  const statistics = figures.map(({ statistic }) => statistic);
  const parameters = parametersOf(sweep);
  const points = outcomes.map((outcome) => pointRecord(outcome, { parameters, statistics, seed }));
  const tableOf = (index: number) => outcomes[index]?.table as TrialTable;
  const isRandom = spec.design === 'latin-hypercube' || spec.design === 'sobol';
  const sum = (key: 'planned' | 'completed' | 'failed') => points.reduce((all, { counts }) => all + counts[key], 0);
  return {
    ...{ schemaVersion: SWEEP_RECORD_VERSION, kind: 'sweep' },
    status: outcomes.every(({ record, table }) => isWhole(record, table, trials)) ? 'complete' : 'partial',
    scenario: { ...setting.scenario, hash: base.hash, overrides: base.overrides },
    seed,
    resultHash: runHash(points.map(({ resultHash }) => resultHash)),
    design: { kind: spec.design, points: points.length, seed: isRandom ? spec.seed : null },
    ...{ trials, confidence: CONFIDENCE, parameters, thresholds },
    figures: figures.map(({ statistic, isDefault: _, ...figure }): SweepFigure => figure),
    baseIndex: baseIndex ?? null,
    points,
    differences: baseIndex === undefined ? [] : differencesOf(outcomes, statistics, { seed, baseIndex }),
    cliffs:
      spec.design === 'grid' || spec.design === 'list'
        ? findCliffs({
            ...{ parameters, points, isList: spec.design === 'list' },
            changeOf: (text, from, to) => changeOfViolations(text, tableOf(from), tableOf(to)),
          })
        : [],
    correlations: isRandom ? correlationsOf(points, parameters, figures.length) : [],
    counts: { planned: sum('planned'), completed: sum('completed'), failed: sum('failed') },
    provenance: {
      ...{ versions, contracts: setting.contracts, chain: setting.chain, actions: setting.actions },
      reproduce,
    },
    ...{ metrics: setting.metrics, notModelled: setting.notModelled },
  };
}

function isMeasured(statistic: Statistic): (outcome: PointOutcome) => boolean {
  if (statistic.kind === 'probability') return ({ table }) => table.judged.has(statistic.event.text);
  return ({ table }) => table.columns.has(`${statistic.metric}.${statistic.aggregate}`);
}

function isWhole(record: EnsembleRecord | undefined, { records }: TrialTable, trials: number): boolean {
  return records.length === trials && (record === undefined || record.status === 'complete');
}

function parametersOf({ spec, points, written }: LoadedSweep): SweepParameter[] {
  return Object.entries(spec.parameters).map(([path, values], i): SweepParameter => {
    const assigned = points.flatMap(({ assignments }) => assignments.filter((each) => each.path === path));
    const units = new Set(assigned.map(({ value }) => writtenQuantity(value)?.unit ?? null));
    const [unit = null] = units;
    const texts = [...new Set(assigned.map(({ text }) => text))];
    return {
      ...{ path, base: written[i] ?? null, unit: units.size === 1 ? unit : null },
      values: 'from' in values ? `${values.from} to ${values.to}` : texts.join(', '),
    };
  });
}

interface PointOptions {
  readonly parameters: readonly SweepParameter[];
  readonly statistics: readonly Statistic[];
  readonly seed: number;
}

function pointRecord(outcome: PointOutcome, { parameters, statistics, seed }: PointOptions): SweepPointRecord {
  const { point, folder, plan, record, table } = outcome;
  const assigned = parameters.map(({ path }) => point.assignments.find((each) => each.path === path));
  const failed = table.records.filter(({ status }) => status === 'failed');
  return {
    index: point.index,
    values: assigned.map((each) => each?.text ?? null),
    numbers: assigned.map((each, i) => {
      const quantity = parameters[i]?.unit === null ? undefined : writtenQuantity(each?.value);
      return quantity === undefined ? null : numberOf(quantity);
    }),
    scenarioHash: point.loaded.hash,
    resultHash: runHash(table.records.map(({ resultHash }) => resultHash)),
    folder,
    counts: { planned: plan.trials, completed: table.records.length - failed.length, failed: failed.length },
    failure: failed[0]?.failure?.message ?? null,
    figures: statistics.map((statistic) => {
      const evaluated = evaluateStatistic(statistic, table, seed);
      return { ...intervalRecord(evaluated), samples: evaluated.samples };
    }),
    thresholds: record?.thresholds ?? [],
    verdict: record?.verdict ?? 'inconclusive',
    reproduce: plan.reproduce,
  };
}

function differencesOf(
  outcomes: readonly PointOutcome[],
  statistics: readonly Statistic[],
  { seed, baseIndex }: { readonly seed: number; readonly baseIndex: number },
): SweepDifference[] {
  const base = outcomes[baseIndex]?.table as TrialTable;
  return outcomes.flatMap(({ point, table }) => {
    if (point.index === baseIndex) return [];
    return statistics.map((statistic, figure) => ({
      ...{ point: point.index, figure },
      ...differenceFromBase(statistic, base, table, seed),
    }));
  });
}

/** Of the figures' estimates with the parameters' numbers; a parameter without an order has none. */
function correlationsOf(
  points: readonly SweepPointRecord[],
  parameters: readonly SweepParameter[],
  figures: number,
): SweepCorrelation[] {
  return parameters.flatMap(({ unit }, parameter) => {
    if (unit === null) return [];
    return Array.from({ length: figures }, (_, figure): SweepCorrelation => {
      const pairs = points.flatMap(({ numbers, figures: values }): [number, number][] => {
        const [x, y] = [numbers[parameter], values[figure]?.estimate];
        return x === null || x === undefined || y === null || y === undefined ? [] : [[x, y]];
      });
      const interval = intervalRecord(rankCorrelation(pairs, CONFIDENCE));
      return { parameter, figure, points: pairs.length, ...interval };
    });
  });
}
