import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { COMPARE_FILE } from '../metric/compareRecord.ts';
import { isEnsembleFolder } from '../report/ensemble/readEnsemble.ts';
import { isSweepFolder } from '../report/sweep/readSweep.ts';
import { RECORD_FILE } from '../report/writeRecord.ts';

/** What a folder of ours may hold. */
export type FolderContent = 'run' | 'ensemble' | 'sweep' | 'comparison';

/**
 * Sees to it that nothing of another kind is in a folder: their files have the same names, and a mixture reads as one.
 *
 * @throws UsageError if there is
 */
export function expectContent(dir: string, wanted: FolderContent): void {
  const found = contentOf(dir);
  if (found === undefined || found === wanted) return;
  throw new UsageError(`The folder holds ${found === 'ensemble' ? 'an ensemble' : `a ${found}`}`, {
    facts: { folder: dir, 'to come': wanted },
    remedy: 'choose another folder with --out',
  });
}

function contentOf(dir: string): FolderContent | undefined {
  if (isSweepFolder(dir)) return 'sweep';
  if (existsSync(join(dir, COMPARE_FILE))) return 'comparison';
  if (isEnsembleFolder(dir)) return 'ensemble';
  try {
    const { kind } = JSON.parse(readFileSync(join(dir, RECORD_FILE), 'utf8')) as { kind?: unknown };
    return kind === 'ensemble' ? 'ensemble' : 'run';
  } catch {
    // None there, or half of one: it is written anew.
    return undefined;
  }
}
