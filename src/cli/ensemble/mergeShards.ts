import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ExitCode, UsageError } from '../../core/errors.ts';
import type { EnsemblePlan, EnsembleRecord } from '../../metric/ensembleRecord.ts';
import { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import { SERIES_TABLES, seriesPath } from '../../report/writeRecord.ts';
import { exitCodeOf, finishEnsemble } from './finishEnsemble.ts';
import { expectSamePlan } from './planEnsemble.ts';

interface ShardFolder {
  readonly folder: EnsembleFolder;
  readonly plan: EnsemblePlan;
  readonly done: readonly number[];
}

/**
 * Copies the trials of all shards into one folder, and makes of it what a run of the whole ensemble would have: the same
 * record, but for the commands and paths of the machine.
 *
 * @throws UsageError if a folder is no shard, they are of different ensembles, or a trial is missing
 */
export async function mergeShards(
  dirs: readonly string[],
  out: string,
  { isQuiet }: { readonly isQuiet: boolean },
): Promise<{ readonly code: ExitCode; readonly record: EnsembleRecord }> {
  const shards = dirs.map(readShard);
  const first = shards[0] as ShardFolder;
  for (const { folder, plan } of shards.slice(1)) {
    expectSamePlan(folder.dir, { ...plan, shard: null }, { ...first.plan, shard: null });
  }
  expectAll(shards, first.plan);
  const whole = new EnsembleFolder(out);
  if (whole.readPlan() !== undefined) {
    throw new UsageError('The folder holds an ensemble already', {
      facts: { folder: out },
      remedy: 'choose another --out',
    });
  }
  whole.tidy();
  whole.writePlan({ ...first.plan, shard: null });
  for (const shard of shards) copyTrials(shard, whole);
  const record = await finishEnsemble(whole, { stopped: undefined, isQuiet });
  return { code: exitCodeOf(record), record };
}

function readShard(dir: string): ShardFolder {
  const folder = new EnsembleFolder(dir);
  const plan = folder.readPlan();
  if (plan?.shard != null) return { folder, plan, done: folder.done() };
  throw new UsageError('The folder holds no shard of an ensemble', {
    facts: { folder: dir, found: plan === undefined ? 'no ensemble' : 'a whole ensemble' },
    remedy: 'name the folders that breakwater run --shard left',
  });
}

/** Every trial once. */
function expectAll(shards: readonly ShardFolder[], { trials }: EnsemblePlan): void {
  const seen = new Map<number, string>();
  for (const { folder, done } of shards) {
    for (const index of done) {
      const other = seen.get(index);
      if (other !== undefined) {
        throw new UsageError('Two of the folders hold the same trial', {
          facts: { trial: index, folders: `${other}, ${folder.dir}` },
          remedy: 'name each shard once',
        });
      }
      seen.set(index, folder.dir);
    }
  }
  const missing = Array.from({ length: trials }, (_, index) => index).filter((index) => !seen.has(index));
  if (missing.length === 0) return;
  throw new UsageError('Trials are missing', {
    facts: {
      missing: `${missing.length} of ${trials}, the first is trial ${missing[0]}`,
      shards: shards.map(({ plan }) => plan.shard).join(', '),
    },
    remedy: 'name the folders of all shards; finish one that was stopped with --resume',
  });
}

function copyTrials({ folder, done }: ShardFolder, whole: EnsembleFolder): void {
  const setting = folder.readSetting();
  if (setting !== undefined) whole.writeSetting(setting);
  for (const index of done) {
    for (const table of SERIES_TABLES) {
      const from = seriesPath(folder.dir, index, table);
      if (!existsSync(from)) continue;
      const to = seriesPath(whole.dir, index, table);
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    }
    whole.writeTrial(folder.readTrial(index));
  }
}
