import { UsageError } from '../../core/errors.ts';
import { quoted } from '../../core/shellText.ts';
import type { EnsemblePlan, KeptSeries } from '../../metric/ensembleRecord.ts';
import type { SweepFolder, SweepPlan } from '../../report/sweep/sweepFolder.ts';
import { type LoadedSweep, type SweepPoint, setText } from '../../scenario/sweepPoints.ts';
import { runCommandOf } from '../../sim/trialRunner.ts';
import { planEnsemble } from '../ensemble/planEnsemble.ts';

/** A sweep that is about to be run, and the plan of each of its points. */
export interface PlannedSweep {
  readonly plan: SweepPlan;
  readonly points: readonly EnsemblePlan[];
}

/**
 * What a sweep is to be made of. A fork of the latest block is pinned once, for all points.
 *
 * @param flags of the command line that say what is swept, as they are to be repeated
 * @throws UsageError for a source that can't be used
 */
export async function planSweep(
  sweep: LoadedSweep,
  {
    flags,
    pinned,
    series,
  }: {
    readonly flags: readonly string[];
    readonly pinned: readonly string[] | undefined;
    readonly series: KeptSeries;
  },
): Promise<PlannedSweep> {
  const { base, points } = sweep;
  const all = { maxTicks: undefined, until: undefined, shard: undefined, series };
  const pins = pinned ?? (await planEnsemble(base, all)).pinned;
  const plans: EnsemblePlan[] = [];
  for (const { loaded } of points) plans.push(await planEnsemble(loaded, all, isLatest(loaded) ? pins : []));
  const { seed, trials } = base.scenario;
  const command = runCommandOf(base, pins).replace('npx breakwater run ', 'npx breakwater sweep ');
  const plan: SweepPlan = {
    ...{ scenarioHash: base.hash, seed, trials },
    points: points.map(({ assignments }) => assignments.map(setText)),
    ...{ pinned: pins, series },
    reproduce: [command, `--trials ${trials}`, ...flags].join(' '),
  };
  return { plan, points: plans };
}

function isLatest({ scenario: { chain } }: SweepPoint['loaded']): boolean {
  return chain.source === 'fork' && chain.block === 'latest';
}

/**
 * Whether a folder may be used for a sweep.
 *
 * @returns the plan of the sweep that it holds
 * @throws UsageError if it holds one that is not to be gone on with, or none that is
 */
export function sweepBefore(folder: SweepFolder, isResumed: boolean): SweepPlan | undefined {
  const before = folder.readPlan();
  if (before === undefined && isResumed) {
    throw new UsageError('There is no sweep to go on with', {
      facts: { folder: folder.dir },
      remedy: 'name the folder of one that was begun, or leave out --resume',
    });
  }
  if (before !== undefined && !isResumed) {
    throw new UsageError('The folder holds a sweep already', {
      facts: { folder: folder.dir, points: before.points.length },
      remedy: `go on with it: --resume ${quoted(folder.dir)}; or choose another folder with --out`,
    });
  }
  return before;
}

/** @throws UsageError that says in what a sweep on disk differs: its trials would not belong to this one */
export function expectSameSweep({ dir }: SweepFolder, before: SweepPlan, now: SweepPlan): void {
  const text = (points: SweepPlan['points']) => JSON.stringify(points);
  const rows: [string, unknown, unknown][] = [
    ['scenario hash', before.scenarioHash, now.scenarioHash],
    ['seed', before.seed, now.seed],
    ['--series', before.series ?? 'all', now.series ?? 'all'],
    ['design points', before.points.length, now.points.length],
    ['values', text(before.points), text(now.points)],
  ];
  const differing = rows.find(([, was, is]) => was !== is);
  if (differing === undefined && before.trials <= now.trials) return;
  const [name, was, is] = differing ?? ['trials at each point', before.trials, now.trials];
  throw new UsageError('The folder holds a sweep that is not the same', {
    facts: { folder: dir, differs: name, ...(name === 'values' ? {} : { there: String(was), now: String(is) }) },
    remedy: `go on with what made it: ${before.reproduce} --resume ${quoted(dir)}; or choose another folder with --out`,
  });
}
