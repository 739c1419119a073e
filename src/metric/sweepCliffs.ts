import type { IntervalRecord } from './ensembleRecord.ts';
import type { CliffEnd, SweepCliff, SweepPointRecord } from './sweepRecord.ts';

/** What cliffs are looked for in. */
export interface CliffScene {
  readonly parameters: readonly { readonly path: string; readonly unit: string | null }[];
  readonly points: readonly SweepPointRecord[];
  /** Whether the points are the steps of one list, whatever parameters differ. */
  readonly isList: boolean;
  /** Change of the share of trials that break a threshold between two points. */
  readonly changeOf: (text: string, from: number, to: number) => IntervalRecord;
}

/** Points that differ in one parameter alone, in the order of its numbers. */
interface Line {
  readonly parameter: number;
  readonly others: readonly string[];
  readonly points: readonly SweepPointRecord[];
}

/**
 * Where a threshold's verdict changes along a parameter: between the last point that is decided one way and the first that
 * is decided the other way, and where points are no longer decided at all. A parameter without an order, such as a word, has
 * no neighbours and no cliffs.
 */
export function findCliffs({ parameters, points, isList, changeOf }: CliffScene): SweepCliff[] {
  const thresholds = points[0]?.thresholds ?? [];
  const lines = parameters.flatMap(({ unit }, parameter) =>
    unit === null ? [] : linesOf(parameters, points, parameter),
  );
  return thresholds.flatMap(({ text, scope }, threshold) =>
    lines.flatMap(({ parameter, others, points: along }) =>
      changesAlong(along, threshold, isList ? undefined : parameter).map(({ from, to, undecided }) => ({
        ...{ threshold, text, parameter, others, from, to, undecided },
        change: scope === 'every trial' ? changeOf(text, from.point, to.point) : null,
      })),
    ),
  );
}

function linesOf(parameters: CliffScene['parameters'], points: readonly SweepPointRecord[], parameter: number): Line[] {
  const lines = new Map<string, SweepPointRecord[]>();
  for (const point of points) {
    const others = point.values.filter((_, i) => i !== parameter);
    const key = JSON.stringify(others);
    lines.set(key, [...(lines.get(key) ?? []), point]);
  }
  return [...lines.values()].flatMap((line) => {
    if (line.length < 2) return [];
    const sorted = line.toSorted((a, b) => (a.numbers[parameter] ?? 0) - (b.numbers[parameter] ?? 0));
    const others = parameters.flatMap(({ path }, i) => {
      const value = sorted[0]?.values[i];
      return i === parameter || value === null || value === undefined ? [] : [`${path}=${value}`];
    });
    return [{ parameter, others, points: sorted }];
  });
}

interface Change {
  readonly from: CliffEnd;
  readonly to: CliffEnd;
  readonly undecided: readonly string[];
}

/** @param parameter that names the points; undefined: all of them together */
function changesAlong(points: readonly SweepPointRecord[], threshold: number, parameter: number | undefined): Change[] {
  const ends = points.map(({ index, values, thresholds }): CliffEnd => {
    const verdict = thresholds[threshold]?.verdict ?? 'inconclusive';
    const value = parameter === undefined ? values.join(', ') : (values[parameter] ?? '');
    return { point: index, value, verdict };
  });
  const changes: Change[] = [];
  let last: CliffEnd | undefined;
  let undecided: CliffEnd[] = [];
  for (const end of ends) {
    if (end.verdict === 'inconclusive') {
      undecided.push(end);
      continue;
    }
    const between = undecided.map(({ value }) => value);
    if (last !== undefined && last.verdict !== end.verdict) changes.push({ from: last, to: end, undecided: between });
    const [first] = undecided;
    // Nothing is decided before this point.
    if (last === undefined && first !== undefined) {
      changes.push({ from: undecided.at(-1) as CliffEnd, to: end, undecided: [] });
    }
    last = end;
    undecided = [];
  }
  const [first] = undecided;
  if (last !== undefined && first !== undefined) changes.push({ from: last, to: first, undecided: [] });
  return changes;
}
