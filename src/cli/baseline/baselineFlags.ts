import { UsageError } from '../../core/errors.ts';
import { once } from '../flags.ts';

/** Flags of `run` that speak of a baseline, as cac gives them. */
export interface RawBaselineFlags {
  /** False for --no-baseline, which is about --without and not this. */
  readonly baseline?: unknown;
  /** cac takes the word behind a flag of two words for its value: a file name, then. */
  readonly updateBaseline?: unknown;
}

export interface BaselineFlags {
  readonly file: string;
  readonly isUpdated: boolean;
}

/** Flags by which a run is not the whole of its scenario. */
export interface PartFlags {
  readonly trial?: unknown;
  readonly shard?: unknown;
  readonly until?: unknown;
  readonly maxTicks?: unknown;
}

const PARTS: readonly (readonly [name: keyof PartFlags, flag: string])[] = [
  ['trial', '--trial'],
  ['shard', '--shard'],
  ['until', '--until'],
  ['maxTicks', '--max-ticks'],
];

/** File names that stand among the flags' values; see {@link RawBaselineFlags}. */
export function misplacedFiles({ updateBaseline }: RawBaselineFlags): string[] {
  return [updateBaseline]
    .flat()
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String);
}

/**
 * Reads `--baseline` and `--update-baseline`.
 *
 * @returns undefined if there is no baseline
 * @throws UsageError for flags that do not go together
 */
export function readBaselineFlags(flags: RawBaselineFlags & PartFlags): BaselineFlags | undefined {
  const { baseline, updateBaseline } = flags;
  const isUpdated = updateBaseline !== undefined && updateBaseline !== false;
  if (baseline === undefined || typeof baseline === 'boolean') {
    if (!isUpdated) return undefined;
    throw new UsageError('--update-baseline needs the file to be updated', {
      remedy: 'name it: --baseline <file> --update-baseline',
    });
  }
  const part = PARTS.find(([name]) => flags[name] !== undefined);
  if (part !== undefined) {
    throw new UsageError(`--baseline and ${part[1]} do not go together`, {
      remedy: `a baseline is of whole runs with all their trials: leave out ${part[1]}`,
    });
  }
  return { file: once('--baseline', baseline) as string, isUpdated };
}
