import { type ExitCode, UsageError } from '../core/errors.ts';
import { once } from './flags.ts';

export interface MergeFlags {
  readonly out?: unknown;
  readonly quiet?: boolean;
}

/**
 * `breakwater merge <dirs> --out <dir>`: puts the shards of an ensemble together and judges it.
 *
 * @param dirs numbers if their names look like them
 * @throws UsageError if they are not all shards of one ensemble
 */
export async function mergeCommand(dirs: readonly (string | number)[], flags: MergeFlags): Promise<ExitCode> {
  const out = once('--out', flags.out);
  if (dirs.length === 0 || out === undefined) {
    throw new UsageError('merge needs the folders of all shards, and where to put the ensemble', {
      remedy: 'breakwater merge shard-1 shard-2 --out whole',
    });
  }
  const { mergeShards } = await import('./ensemble/mergeShards.ts');
  return mergeShards(dirs.map(String), out, { isQuiet: flags.quiet === true });
}
