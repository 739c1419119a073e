import { UsageError } from '../../core/errors.ts';
import { quoted } from '../../core/shellText.ts';
import type { EnsemblePlan, KeptSeries } from '../../metric/ensembleRecord.ts';
import { parsePrecision } from '../../metric/ensembleThreshold.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Shard } from '../../scenario/plan.ts';
import { recordedPath } from '../../sim/scenarioRecord.ts';
import { openSource } from '../../sim/source.ts';
import { baseDirOf, catalogueOf, runCommandOf } from '../../sim/trialRunner.ts';
import { versions } from '../../sim/versions.ts';

/** Which trials of a scenario, as the command line says it. */
export interface EnsembleFlags {
  readonly maxTicks: number | undefined;
  readonly until: string | undefined;
  readonly shard: Shard | undefined;
  /** What is kept of each trial's series. */
  readonly series: KeptSeries;
}

/** Node's own version changes no result. */
const OF_NO_CONSEQUENCE = 'node';

/**
 * What an ensemble is to be made of. A fork of the latest block is pinned to the block that this is now.
 *
 * @param pinned what an ensemble that is gone on with was pinned to
 * @throws UsageError for a bad rule or a source that can't be used
 */
export async function planEnsemble(
  loaded: LoadedScenario,
  { maxTicks, until, shard, series }: EnsembleFlags,
  pinned?: readonly string[],
): Promise<EnsemblePlan> {
  const { scenario, hash, path } = loaded;
  if (until !== undefined) checkRule(loaded, until);
  const pins = pinned ?? (await pinsOf(loaded));
  const command = runCommandOf(loaded, pins);
  const ticks = maxTicks === undefined ? '' : ` --max-ticks ${maxTicks}`;
  const rule = until === undefined ? '' : ` --until ${quoted(until)}`;
  const kept = series === 'all' ? '' : ` --series ${series}`;
  return {
    ...{ scenario: recordedPath(path), scenarioHash: hash, seed: scenario.seed, trials: scenario.trials },
    ...{ maxTicks: maxTicks ?? null, until: until ?? null },
    shard: shard === undefined ? null : `${shard.part}/${shard.of}`,
    ...{ series, thresholds: scenario.thresholds, versions: versions(), pinned: pins },
    reproduce: `${command} --trials ${scenario.trials}${rule}${ticks}${kept}`,
    replay: `${command}${ticks}`,
  };
}

/**
 * Whether an ensemble on disk may be gone on with: all of its trials would come out the same.
 *
 * @param dir its folder, for messages
 * @throws UsageError that says what differs
 */
export function expectSamePlan(dir: string, before: EnsemblePlan, now: EnsemblePlan): void {
  const rows: [string, unknown, unknown][] = [
    ['scenario hash', before.scenarioHash, now.scenarioHash],
    ['seed', before.seed, now.seed],
    ['--max-ticks', before.maxTicks, now.maxTicks],
    ['--until', before.until, now.until],
    ['--shard', before.shard, now.shard],
    ['--series', before.series ?? 'all', now.series ?? 'all'],
    ...Object.keys({ ...before.versions, ...now.versions })
      .filter((name) => name !== OF_NO_CONSEQUENCE)
      .map((name): [string, unknown, unknown] => [`version of ${name}`, before.versions[name], now.versions[name]]),
  ];
  const differing = rows.find(([, was, is]) => was !== is);
  if (differing !== undefined) {
    const [name, was, is] = differing;
    const shard = before.shard === null ? '' : ` --shard ${before.shard}`;
    throw new UsageError('The folder holds an ensemble that is not the same', {
      facts: { folder: dir, differs: name, there: String(was ?? 'none'), now: String(is ?? 'none') },
      remedy: `go on with what made it: ${before.reproduce}${shard} --resume ${quoted(dir)}; or choose another folder with --out`,
    });
  }
  // Which trials a shard or a rule takes follows from their number.
  const isFixed = before.shard !== null || before.until !== null;
  if (isFixed ? before.trials !== now.trials : before.trials > now.trials) {
    throw new UsageError('The folder holds an ensemble of another number of trials', {
      facts: { folder: dir, there: before.trials, now: now.trials },
      remedy: isFixed ? `go on with --trials ${before.trials}` : `go on with --trials ${before.trials} or more`,
    });
  }
}

function checkRule({ scenario }: LoadedScenario, until: string): void {
  try {
    parsePrecision(until, catalogueOf(scenario));
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`--until: ${cause.shortMessage}`, { cause });
  }
}

/** Each process of an ensemble opens the chain for itself: what is latest must not be another block for the next one. */
async function pinsOf(loaded: LoadedScenario): Promise<readonly string[]> {
  const { chain } = loaded.scenario;
  if (chain.source !== 'fork' || chain.block !== 'latest') return [];
  const source = await openSource(loaded.scenario, baseDirOf(loaded));
  await source.close();
  return source.pinned;
}
