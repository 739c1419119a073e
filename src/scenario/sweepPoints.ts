import { UsageError } from '../core/errors.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { readDocument } from './document.ts';
import { type LoadedScenario, type LoadOptions, loadScenario } from './load.ts';
import { applyOverride, parseOverride } from './overrides.ts';
import { type Problem, ScenarioError } from './problems.ts';
import { valueAt } from './rawData.ts';
import { type Assignment, type DesignPoint, designPoints, writtenAs } from './sweepDesign.ts';
import type { SweepSpec } from './sweepSection.ts';

/** A design point, validated and ready to be run. */
export interface SweepPoint {
  /** From 0, in the order of the design. */
  readonly index: number;
  readonly assignments: DesignPoint;
  /** The scenario with them laid over it: what `run --set …` would load. */
  readonly loaded: LoadedScenario;
}

/** A sweep, all of it valid. */
export interface LoadedSweep {
  /** The scenario as it is, without any of the swept values. */
  readonly base: LoadedScenario;
  readonly spec: DeepReadonly<SweepSpec>;
  /** As the scenario has each parameter, in the order of the sweep; null: it is not written there. */
  readonly written: readonly (string | null)[];
  readonly points: readonly SweepPoint[];
  /** Index of the design point that is the scenario as it is; undefined if none is. */
  readonly baseIndex: number | undefined;
}

/** Problems that one message lists; the rest is counted. */
const MOST_PROBLEMS = 20;

/**
 * Reads a scenario and every design point of its sweep. All of them are validated, and all that is wrong is reported.
 *
 * @param options `trials` replaces those of the sweep and of the scenario
 * @throws ScenarioError if the scenario itself has problems
 * @throws UsageError if it has no sweep, or a design point is no valid scenario
 */
export function loadSweep(path: string, options: Omit<LoadOptions, 'catalogue'> = {}): LoadedSweep {
  const given = loadScenario(path, options);
  const spec = given.scenario.sweep;
  if (spec === undefined) {
    throw new UsageError('The scenario has no sweep', {
      facts: { scenario: path },
      remedy:
        'add a section sweep: with parameters, or name them here: --param lending.minimumCollateralRatio=110%,120%,130%',
    });
  }
  const trials = options.trials ?? spec.trials ?? given.scenario.trials;
  // What is swept is no part of what one point is.
  const set = (options.set ?? []).filter((text) => !/^\s*sweep[.=]/.test(text));
  const load = (assignments: DesignPoint): LoadedScenario =>
    loadScenario(path, { ...options, source: given.source, trials, set: [...set, ...assignments.map(setText)] });
  const base = load([]);
  const points = loadPoints(path, designPoints(spec), load);
  const data = dataOf(base);
  const written = Object.keys(spec.parameters).map((parameter) => {
    const value = valueAt(data, parameter.split('.'));
    return value === undefined ? null : writtenAs(value);
  });
  return { base, spec, written, ...withoutTwins(points, base, spec) };
}

/** What the file says, overrides laid over it. */
function dataOf({ source, overrides }: LoadedScenario): unknown {
  return overrides.map(parseOverride).reduce((data, override) => {
    const laid = 'message' in override ? override : applyOverride(data, override);
    return 'data' in laid ? laid.data : data;
  }, readDocument(source).data);
}

/** As `--set` takes it. */
export function setText({ path, text }: Assignment): string {
  return `${path}=${text}`;
}

/** The point in words: `lending.minimumCollateralRatio=110%, backstop.fee=1%`. */
export function pointText(assignments: DesignPoint): string {
  return assignments.length === 0 ? 'the scenario as it is' : assignments.map(setText).join(', ');
}

function loadPoints(
  file: string,
  design: readonly DesignPoint[],
  load: (assignments: DesignPoint) => LoadedScenario,
): SweepPoint[] {
  const found = new Map<string, { readonly first: string; readonly problem: Problem; count: number }>();
  const points = design.flatMap((assignments, index): SweepPoint[] => {
    try {
      return [{ index, assignments, loaded: load(assignments) }];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      for (const problem of error.problems) {
        const key = `${problem.path}\n${problem.message}`;
        const before = found.get(key);
        if (before !== undefined) before.count++;
        else found.set(key, { first: `point ${index} (${pointText(assignments)})`, problem, count: 1 });
      }
      return [];
    }
  });
  if (found.size === 0) return points;
  const lines = [...found.values()].slice(0, MOST_PROBLEMS).map(({ first, problem, count }) => {
    const others = count === 1 ? '' : `, and ${count - 1} more ${count === 2 ? 'point' : 'points'}`;
    const at = problem.path === '' ? '' : `${problem.path}: `;
    return `  ${first}${others}\n    ${at}${problem.message.replaceAll('\n', '\n    ')}`;
  });
  const hidden = found.size - lines.length;
  throw new UsageError(
    [
      `${file}: ${design.length - points.length} of ${design.length} design points are no valid scenario`,
      ...lines,
      ...(hidden > 0 ? [`  and ${hidden} more problems`] : []),
    ].join('\n'),
    { remedy: 'correct the values of the parameters; docs/scenario-reference.md lists every key' },
  );
}

/** One at a time leaves out a value that the scenario has anyway; a grid or a list has each scenario once. */
function withoutTwins(
  points: readonly SweepPoint[],
  base: LoadedScenario,
  { design }: DeepReadonly<SweepSpec>,
): Pick<LoadedSweep, 'points' | 'baseIndex'> {
  const kept =
    design === 'one-at-a-time'
      ? points.filter(({ index, loaded }) => index === 0 || loaded.hash !== base.hash)
      : points;
  if (design === 'grid' || design === 'list') expectNoTwins(kept);
  const numbered = kept.map((point, index) => ({ ...point, index }));
  const baseIndex = numbered.find(({ loaded }) => loaded.hash === base.hash)?.index;
  return { points: numbered, baseIndex };
}

function expectNoTwins(points: readonly SweepPoint[]): void {
  const seen = new Map<string, SweepPoint>();
  for (const point of points) {
    const twin = seen.get(point.loaded.hash);
    if (twin !== undefined) {
      throw new UsageError('Two design points are the same scenario', {
        facts: {
          [`point ${twin.index}`]: pointText(twin.assignments),
          [`point ${point.index}`]: pointText(point.assignments),
        },
        remedy: 'take one of the values out; a range of whole numbers may have fewer values than steps',
      });
    }
    seen.set(point.loaded.hash, point);
  }
}
