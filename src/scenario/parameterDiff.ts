import { stringify } from 'yaml';
import type { ParameterDifference } from '../metric/compareRecord.ts';
import { type Path, readDocument } from './document.ts';
import { FILE_KEYS } from './hash.ts';
import type { LoadedScenario } from './load.ts';
import { applyOverride, parseOverride } from './overrides.ts';
import { valueAt } from './rawData.ts';
import { defaultAt, unitAt } from './writtenDefault.ts';

/** What changes no figure: words, what is judged, and which trials. The rest says where a chain is got from, not which it is. */
const NO_PARAMETERS: ReadonlySet<string> = new Set([
  ...['name', 'title', 'description', 'assumptions', 'thresholds', 'seed', 'trials'],
  ...['chain.url', 'chain.retry'],
]);

/** A scenario with the data that it was validated from. */
interface Written {
  readonly loaded: LoadedScenario;
  /** The file's, the overrides laid over it. */
  readonly data: unknown;
}

/**
 * Parameters in which two scenarios differ once validated, defaults filled in, with both values as they were written. How a
 * value is spelt (`1h` or `60m`) is no difference.
 *
 * @returns sorted by path
 */
export function parameterDiff(base: LoadedScenario, proposal: LoadedScenario): ParameterDifference[] {
  const sides = [writtenOf(base), writtenOf(proposal)] as const;
  const places = new Map<string, Path>();
  for (const path of differing(sides, [])) {
    const place = writtenPlace(sides, path);
    places.set(place.join('.'), place);
  }
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, place]) => {
      const [mine, theirs] = [valueText(sides[0], place), valueText(sides[1], place)];
      const defaults: ('base' | 'proposal')[] = [];
      if (mine?.isDefault) defaults.push('base');
      if (theirs?.isDefault) defaults.push('proposal');
      // A default of a kind that the other side is not follows from the kind.
      if (defaults.length > 0 && (mine === null || theirs === null)) return [];
      return [{ path, base: mine?.text ?? null, proposal: theirs?.text ?? null, defaults }];
    });
}

function writtenOf(loaded: LoadedScenario): Written {
  let { data } = readDocument(loaded.source);
  for (const text of loaded.overrides) {
    const override = parseOverride(text);
    const applied = 'message' in override ? override : applyOverride(data, override);
    // It was laid over the same data when the scenario was loaded.
    if ('data' in applied) data = applied.data;
  }
  return { loaded, data };
}

/** Paths of the validated scenarios at which they differ, as deep as both go. */
function differing(sides: readonly [Written, Written], path: Path): Path[] {
  if (NO_PARAMETERS.has(path.join('.'))) return [];
  const [mine, theirs] = sides.map((side) => comparable(side, path));
  if (!isTree(mine) || !isTree(theirs)) return mine === theirs ? [] : [path];
  // Items of lists that are not as long are not each other's counterparts.
  if (Array.isArray(mine) !== Array.isArray(theirs)) return [path];
  if (Array.isArray(mine) && mine.length !== (theirs as readonly unknown[]).length) return [path];
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return keys.flatMap((key) => differing(sides, [...path, key]));
}

/** A validated value; of a file, its content. */
function comparable({ loaded }: Written, path: Path): unknown {
  const value = valueAt(loaded.scenario, path);
  const isFile = FILE_KEYS.includes(String(path.at(-1))) && typeof value === 'string';
  return (isFile ? loaded.files.get(value)?.sha256 : undefined) ?? value;
}

/** Where a value was written: a bare `2 blocks` stands for a whole distribution, whose kind is called so. */
function writtenPlace(sides: readonly [Written, Written], path: Path): Path {
  for (let depth = 1; depth < path.length; depth++) {
    const start = path.slice(0, depth);
    const isBare = ({ data }: Written) => {
      const value = valueAt(data, start) ?? defaultAt(data, start);
      return value !== undefined && !isTree(value);
    };
    if (sides.some(isBare)) return start;
  }
  const distribution = [...path.slice(0, -1), 'distribution'];
  const isRenamed = path.at(-1) === 'kind' && sides.some(({ data }) => valueAt(data, distribution) !== undefined);
  return isRenamed ? distribution : path;
}

function valueText(side: Written, path: Path): { text: string; isDefault: boolean } | null {
  const written = valueAt(side.data, path);
  if (written !== undefined) return { text: `${flowText(written)}${fileMark(side, written, path)}`, isDefault: false };
  const validated = valueAt(side.loaded.scenario, path);
  if (validated === undefined) return null;
  const value = defaultAt(side.data, path) ?? withUnit(validated, unitAt(side.data, path));
  return { text: flowText(value), isDefault: true };
}

/** The same name may stand for another content. */
function fileMark({ loaded }: Written, written: unknown, path: Path): string {
  const file = FILE_KEYS.includes(String(path.at(-1))) ? loaded.files.get(String(written)) : undefined;
  return file === undefined ? '' : ` (sha256 ${file.sha256.slice(0, 8)})`;
}

/** One line of YAML, as it would be written in a mapping's place. */
function flowText(value: unknown): string {
  if (typeof value === 'string') return value;
  const plain = typeof value === 'bigint' ? String(value) : value;
  return stringify(plain, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** A default that follows from other fields is known by its validated value alone. */
function withUnit(value: unknown, unit: string | undefined): unknown {
  if (typeof value !== 'number') return value;
  if (unit === 'duration') return `${value}s`;
  return unit === 'ratio' ? `${Number((value * 100).toPrecision(12))}%` : value;
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
