import { stringify } from 'yaml';
import { gridDesign, latinHypercube } from '../core/designs.ts';
import { stepsOfRange, type ValueRange, valueInRange } from '../core/designsRange.ts';
import { SOBOL_DIMENSIONS, sobolDesign } from '../core/designsSobol.ts';
import { UsageError } from '../core/errors.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { randomStream } from '../core/random.ts';
import { MAX_POINTS, type SweepSpec, type SweptValues } from './sweepSection.ts';

type Spec = DeepReadonly<SweepSpec>;
type Values = DeepReadonly<SweptValues>;

/** One parameter of a design point. */
export interface Assignment {
  readonly path: string;
  /** As YAML has it. */
  readonly value: unknown;
  /** As it is written: `110%`. */
  readonly text: string;
}

/** One combination of parameters; none of them is the scenario as it is. */
export type DesignPoint = readonly Assignment[];

const GRID_STEPS = 5;
const ENDS = 2;

/**
 * The design points of a sweep, in the order in which they are reported.
 *
 * @throws UsageError for lists of different lengths, too many points or too many dimensions
 */
export function designPoints(spec: Spec): DesignPoint[] {
  const parameters = Object.entries(spec.parameters);
  const points = pointsOf(spec, parameters);
  expectFewEnough(points.length);
  return points;
}

function expectFewEnough(points: number): void {
  if (points <= MAX_POINTS) return;
  throw new UsageError('The sweep has too many design points', {
    facts: { points, most: MAX_POINTS },
    remedy: 'take fewer values, or design: latin-hypercube with so many points',
  });
}

function pointsOf(spec: Spec, parameters: readonly [path: string, values: Values][]): DesignPoint[] {
  switch (spec.design) {
    case 'grid': {
      const lists = parameters.map(([path, values]) => assignments(path, listOf(values, GRID_STEPS)));
      // Counted first: more combinations might not fit into memory.
      expectFewEnough(lists.reduce((product, { length }) => product * length, 1));
      return gridDesign(lists.map(({ length }) => length)).map((row) => row.map((at, i) => pick(lists[i] ?? [], at)));
    }
    case 'list':
      return together(parameters.map(([path, values]) => assignments(path, listOf(values, GRID_STEPS))));
    case 'one-at-a-time':
      return [
        [],
        ...parameters.flatMap(([path, values]) => assignments(path, listOf(values, ENDS)).map((each) => [each])),
      ];
    case 'latin-hypercube':
    case 'sobol':
      return filled(spec, parameters);
  }
}

/** The first values of all parameters, then the second ones, and so on. */
function together(lists: readonly Assignment[][]): DesignPoint[] {
  const counts = new Set(lists.map(({ length }) => length));
  if (counts.size > 1) {
    throw new UsageError('With design: list every parameter has as many values as the others', {
      facts: Object.fromEntries(lists.map((list) => [list[0]?.path ?? '', `${list.length} values`])),
      remedy: 'give each as many, or use design: grid for all combinations',
    });
  }
  return (lists[0] ?? []).map((_, row) => lists.map((list) => pick(list, row)));
}

function filled(spec: Spec, parameters: readonly [path: string, values: Values][]): DesignPoint[] {
  const { design, points: count = 0, seed } = spec;
  if (design === 'sobol' && parameters.length > SOBOL_DIMENSIONS) {
    throw new UsageError(`design: sobol takes up to ${SOBOL_DIMENSIONS} parameters`, {
      facts: { parameters: parameters.length },
      remedy: 'use design: latin-hypercube, which takes any number',
    });
  }
  // Named by its path: another parameter changes none of this one's draws.
  const streams = parameters.map(([path]) => randomStream(seed, 'sweep', design, path));
  const unit =
    design === 'sobol'
      ? sobolDesign(
          count,
          streams.map((stream) => stream.integer(0, 0xffffffff)),
        )
      : latinHypercube(count, streams);
  return unit.map((coordinates) =>
    parameters.map(([path, values], i) => valueAt(path, values, { share: coordinates[i] as number, count })),
  );
}

function valueAt(path: string, values: Values, { share, count }: { share: number; count: number }): Assignment {
  if (isRange(values)) return assignment(path, valueInRange(rangeOf(values), share, count));
  return assignment(path, values[Math.floor(share * values.length)]);
}

function listOf(values: Values, steps: number): readonly unknown[] {
  return isRange(values) ? stepsOfRange(rangeOf(values), values.steps ?? steps) : values;
}

function assignments(path: string, values: readonly unknown[]): Assignment[] {
  return values.map((value) => assignment(path, value));
}

function assignment(path: string, value: unknown): Assignment {
  return { path, value, text: writtenAs(value) };
}

/** YAML on one line, as it may stand behind `--set path=`. */
export function writtenAs(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: true, lineWidth: 0 }).trim();
}

function isRange(values: Values): values is Exclude<Values, readonly unknown[]> {
  return !Array.isArray(values);
}

function rangeOf({ from, to, scale }: Exclude<Values, readonly unknown[]>): ValueRange {
  return { from, to, scale };
}

function pick(list: readonly Assignment[], at: number): Assignment {
  return list[at] as Assignment;
}
