import { join } from 'node:path';
import { ExitCode, UsageError } from '../core/errors.ts';
import { quoted } from '../core/shellText.ts';
import type { CompareRecord, ParameterDifference } from '../metric/compareRecord.ts';
import { loadScenario } from '../scenario/load.ts';
import { parameterDiff } from '../scenario/parameterDiff.ts';
import { recordedPath } from '../sim/scenarioRecord.ts';
import type { FinishedSide } from './compare/buildComparison.ts';
import { type ComparePlan, loadRecordedScenario, type PlannedSide, planComparison } from './compare/comparePlan.ts';
import { expectPairable, termsOfRecord } from './compare/pairable.ts';
import { type CompareFlags, type RawCompareFlags, readCompareFlags } from './compareFlags.ts';
import { type Interrupt, stopOnInterrupt } from './interrupt.ts';
import { screen } from './screen.ts';

/**
 * `breakwater compare`: both sides are validated, then run with the same seeds as far as they are not on disk, then put in
 * pairs, judged and reported.
 *
 * @throws UsageError for a bad flag or scenario, a folder without a record, or sides that can't be put in pairs
 */
export async function compareCommand(
  named: readonly (string | number)[],
  rawFlags: RawCompareFlags,
): Promise<ExitCode> {
  const names = [...named.map(String), ...(rawFlags['--'] ?? [])];
  const flags = readCompareFlags(rawFlags);
  const plan = planComparison(names, flags);
  const interrupt = stopOnInterrupt();
  try {
    return await comparePlanned(plan, names, flags, interrupt);
  } finally {
    interrupt.release();
  }
}

async function comparePlanned(
  plan: ComparePlan,
  names: readonly string[],
  flags: CompareFlags,
  interrupt: Interrupt,
): Promise<ExitCode> {
  const base = await finish('base', plan.base, { plan, flags, interrupt });
  if (base === undefined) return interrupted();
  const proposal = await finish('proposal', pinned(plan.proposal, base), { plan, flags, interrupt });
  if (proposal === undefined) return interrupted();
  // A fork's clock is known only now.
  expectPairable(termsOfRecord(base.record), termsOfRecord(proposal.record));
  const { buildComparison } = await import('./compare/buildComparison.ts');
  const record = await buildComparison({
    ...{ base, proposal, level: flags.level, metrics: flags.metrics },
    parameters: parametersOf(base, proposal),
    reproduce: commandOf(plan, names, flags),
  });
  await report(record, flags.out ?? folderOf(record), flags);
  return exitCodeOf(record, flags);
}

function interrupted(): ExitCode {
  process.stderr.write('What was done is kept: the same comparison goes on from there\n');
  return ExitCode.interrupted;
}

/** A side on disk, having run if it has to. Undefined if it was stopped. */
async function finish(
  name: 'base' | 'proposal',
  side: PlannedSide,
  {
    plan,
    flags,
    interrupt,
  }: { readonly plan: ComparePlan; readonly flags: CompareFlags; readonly interrupt: Interrupt },
): Promise<FinishedSide | undefined> {
  const from = recordedPath(side.from);
  const trials = flags.trials ?? Number.POSITIVE_INFINITY;
  if (side.kind === 'folder') return { from, dir: side.dir, record: side.record, trials };
  // The simulator is loaded once there is something to simulate: bad input is answered at once.
  const { runSide } = await import('./compare/runSide.ts');
  const { readSide } = await import('../report/compare/readSide.ts');
  const { out, jobs, isQuiet } = flags;
  const { dir, isStopped } = await runSide(side.loaded, {
    name,
    out,
    jobs,
    isQuiet,
    interrupt,
    maxTicks: plan.maxTicks,
  });
  if (isStopped) return undefined;
  return { from, dir, record: readSide(dir), trials: plan.trials };
}

/** Both sides of a fork of the latest block stand on the same block: the base's. */
function pinned(side: PlannedSide, { record }: FinishedSide): PlannedSide {
  const { block } = record.provenance.chain;
  if (side.kind === 'folder' || block === undefined) return side;
  const { loaded } = side;
  const { chain, seed, trials } = loaded.scenario;
  if (chain.source !== 'fork' || chain.block !== 'latest') return side;
  const set = [...loaded.overrides, `chain.block=${block.number}`];
  return { ...side, loaded: loadScenario(loaded.path, { source: loaded.source, set, seed, trials }) };
}

function parametersOf(base: FinishedSide, proposal: FinishedSide): readonly ParameterDifference[] | string {
  try {
    return parameterDiff(loadRecordedScenario(base.record), loadRecordedScenario(proposal.record));
  } catch (error) {
    // The figures stand without it.
    if (error instanceof UsageError) return error.shortMessage;
    throw error;
  }
}

async function report(record: CompareRecord, dir: string, flags: CompareFlags): Promise<void> {
  const { writeCompareRecord } = await import('../report/compare/compareFile.ts');
  writeCompareRecord(dir, record);
  if (!flags.isQuiet) {
    const { renderCompareConsole, renderCompareTsv } = await import('../report/compare/consoleText.ts');
    const options = { ...screen(), path: join(dir, 'index.html') };
    if (!flags.isTsv) process.stdout.write(`${renderCompareConsole(record, options)}\n`);
    if (flags.isVerbose && !flags.isTsv) process.stdout.write('\n');
    if (flags.isVerbose || flags.isTsv) process.stdout.write(renderCompareTsv(record));
  }
  const { buildCompareReport } = await import('../report/compare/buildCompareReport.ts');
  buildCompareReport(dir);
}

function folderOf({ base, proposal, pairing }: CompareRecord): string {
  const id = [pairing.seed, base.scenarioHash.slice(0, 8), proposal.scenarioHash.slice(0, 8)].join('-');
  return join('reports', base.name, `compare-${id}`);
}

/** The command with what it took from elsewhere written out. */
function commandOf(
  { seed, trials, maxTicks, base, proposal }: ComparePlan,
  names: readonly string[],
  flags: CompareFlags,
) {
  const isRun = base.kind === 'scenario' || proposal.kind === 'scenario';
  const rest = [
    ...names.map((name) => quoted(recordedPath(name))),
    ...flags.set.map((text) => `--set ${quoted(text)}`),
    ...(isRun ? [`--seed ${seed}`] : []),
    ...(isRun || flags.trials !== undefined ? [`--trials ${trials}`] : []),
    ...(isRun && maxTicks !== undefined ? [`--max-ticks ${maxTicks}`] : []),
    ...(flags.metrics === undefined ? [] : [`--metrics ${quoted(flags.metrics)}`]),
    ...(flags.level === 0.05 ? [] : [`--level ${Number((flags.level * 100).toPrecision(6))}%`]),
  ];
  return `npx breakwater compare ${rest.join(' ')}`;
}

function exitCodeOf({ verdict }: CompareRecord, { isReportOnly }: CompareFlags): ExitCode {
  if (isReportOnly) return ExitCode.pass;
  if (verdict === 'worse' || verdict === 'mixed') return ExitCode.thresholdFailed;
  return verdict === 'inconclusive' ? ExitCode.inconclusive : ExitCode.pass;
}
