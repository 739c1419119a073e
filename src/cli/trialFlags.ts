import { UsageError } from '../core/errors.ts';
import type { KeptSeries } from '../metric/ensembleRecord.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Shard } from '../scenario/plan.ts';
import { keptSeries, once, wholeNumber } from './flags.ts';

/** Flags of `run` that say which trials, as cac gives them. */
export interface RawTrialFlags {
  readonly out?: unknown;
  readonly trials?: unknown;
  readonly trial?: unknown;
  readonly jobs?: unknown;
  readonly resume?: unknown;
  readonly shard?: unknown;
  readonly until?: unknown;
  readonly series?: unknown;
  readonly overwrite?: boolean;
}

export interface TrialFlags {
  readonly trials: number | undefined;
  /** The only trial to run, in full. */
  readonly trial: number | undefined;
  readonly jobs: number | undefined;
  /** Folder of an ensemble to go on with. */
  readonly resume: string | undefined;
  readonly shard: Shard | undefined;
  readonly until: string | undefined;
  /** What is kept of each trial's series. */
  readonly series: KeptSeries | undefined;
  /** Whether an ensemble that the folder holds is taken away first. */
  readonly isOverwritten: boolean;
}

/**
 * Reads the flags that say which trials.
 *
 * @param files how many scenarios are run
 * @throws UsageError for a bad flag, or two that do not go together
 */
export function readTrialFlags(flags: RawTrialFlags, files: number): TrialFlags {
  const read: TrialFlags = {
    trials: wholeNumber('--trials', once('--trials', flags.trials), 1),
    trial: wholeNumber('--trial', once('--trial', flags.trial), 0),
    jobs: wholeNumber('--jobs', once('--jobs', flags.jobs), 1),
    resume: once('--resume', flags.resume),
    shard: shardOf(once('--shard', flags.shard)),
    until: once('--until', flags.until),
    series: keptSeries(once('--series', flags.series)),
    isOverwritten: flags.overwrite === true,
  };
  const { trial, resume, shard, until } = read;
  if (trial !== undefined) {
    const others = (['trials', 'jobs', 'resume', 'shard', 'until', 'series'] as const).filter(
      (name) => read[name] !== undefined,
    );
    if (others.length > 0) refuse('--trial', `--${others[0]}`, 'one trial is run alone, into a full report');
  }
  if (resume !== undefined && flags.out !== undefined) refuse('--resume', '--out', '--resume names the folder');
  if (resume !== undefined && read.isOverwritten)
    refuse('--resume', '--overwrite', 'one goes on, the other begins anew');
  if (resume !== undefined && files > 1) {
    throw new UsageError('--resume goes on with one ensemble', {
      facts: { scenarios: files },
      remedy: 'name its scenario alone',
    });
  }
  if (shard !== undefined && until !== undefined) {
    refuse('--shard', '--until', 'whether there are trials enough is not known to one shard');
  }
  return read;
}

/** Whether a scenario is run as an ensemble. */
export function isEnsemble({ scenario }: LoadedScenario, { trial, resume, shard, until }: TrialFlags): boolean {
  if (trial !== undefined) return false;
  return scenario.trials > 1 || [resume, shard, until].some((flag) => flag !== undefined);
}

/** @throws UsageError for `--series` with a plain run, whose report is made of its series */
export function expectSeriesFit(loaded: LoadedScenario, flags: TrialFlags): void {
  if (flags.series === undefined || isEnsemble(loaded, flags)) return;
  throw new UsageError('--series is for ensembles: the report of one trial is made of its series', {
    facts: { scenario: loaded.path, trials: loaded.scenario.trials },
    remedy: 'name a number of --trials, or leave out --series',
  });
}

/** What tells the folder of these trials from that of the scenario's plain run. */
export function folderKind(loaded: LoadedScenario, flags: TrialFlags): string | undefined {
  const { trial, shard } = flags;
  if (trial !== undefined) return trial === 0 ? undefined : `trial-${trial}`;
  if (shard !== undefined) return `shard-${shard.part}-of-${shard.of}`;
  return isEnsemble(loaded, flags) ? 'ensemble' : undefined;
}

function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [part = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw new UsageError('--shard takes a part and the number of parts, such as 1/4', { facts: { found: text } });
}

function refuse(one: string, other: string, why: string): never {
  throw new UsageError(`${one} and ${other} do not go together`, { remedy: why });
}
