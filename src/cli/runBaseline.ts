import { join } from 'node:path';
import { ExitCode } from '../core/errors.ts';
import { ablationRecord } from '../metric/ablationRecord.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { writeRunRecord } from '../report/writeRecord.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { run } from '../sim/run.ts';
import type { TrialOutcome } from '../sim/runTrial.ts';
import { type Ablation, BASELINE_FOLDER } from './ablation.ts';
import { keepRecord } from './keepRecord.ts';
import { partialFolder } from './outputFolder.ts';
import { printError } from './printError.ts';
import { printRetry } from './printRetry.ts';
import { ProgressDisplay } from './progressDisplay.ts';
import type { RunOneOptions } from './runOne.ts';

export interface Compared {
  /** The run's record; with what it is compared with, if that could be had. */
  readonly record: RunRecord;
  /** Why it could not; undefined if it could, or nothing is to be compared. */
  readonly code: ExitCode | undefined;
}

/**
 * After a run without some classes: runs the scenario with them too, keeps that record below the run's, and puts what it
 * says into the run's own. What there is of the run is on disk already and stays, whatever becomes of this.
 *
 * @param folder of the run's record
 * @throws BreakwaterError if a record or the baseline's report can't be written
 */
export async function compareWithBaseline(
  record: RunRecord,
  folder: string,
  { ablation, ...options }: RunOneOptions,
): Promise<Compared> {
  if (ablation === undefined || options.interrupt.signal.aborted || record.status === 'failed') {
    return { record, code: undefined };
  }
  const { without } = ablation;
  const say = (text: string): void => {
    if (!options.isQuiet) process.stderr.write(`${text}\n`);
  };
  if (ablation.baseline.hash === record.scenario.hash) {
    say(`There are no agents of class ${without.join(', ')} in the scenario: nothing to compare with`);
    return { record, code: undefined };
  }
  say(`Running it with ${without.join(', ')} as well, to compare; --no-baseline leaves that out`);
  const made = await runBaseline(ablation, record, options);
  if (made.baseline === undefined) return { record, code: made.code };
  const { baseline, outcomes } = made;
  const place = join(folder, BASELINE_FOLDER);
  const dir = baseline.status === 'complete' ? place : partialFolder(place);
  keepRecord(dir, baseline, outcomes);
  const { buildReport } = await import('../report/buildReport.ts');
  await buildReport(dir);
  if (made.code !== undefined) return { record, code: made.code };
  const compared = { ...record, ablation: ablationRecord(without, baseline) };
  writeRunRecord(folder, compared);
  return { record: compared, code: undefined };
}

interface Made {
  /** Undefined if nothing was simulated. */
  readonly baseline?: RunRecord;
  readonly outcomes: readonly TrialOutcome[];
  /** Why it is not to be compared with. */
  readonly code?: ExitCode;
}

async function runBaseline(
  { without, baseline }: Ablation,
  record: RunRecord,
  { interrupt, isQuiet, maxTicks, trial }: RunOneOptions,
): Promise<Made> {
  const progress = isQuiet ? undefined : new ProgressDisplay();
  const outcomes: TrialOutcome[] = [];
  const { signal } = interrupt;
  const stopped = (): Made => {
    process.stderr.write(`Interrupted: the run with ${without.join(', ')} is not whole, so nothing is compared\n`);
    return { outcomes, code: ExitCode.interrupted };
  };
  try {
    const { record: made, error } = await run(onSameBlock(baseline, record), {
      ...{ maxTicks, trial, signal, onRetry: printRetry, onTrial: (outcome) => outcomes.push(outcome) },
      onProgress: (state) => progress?.update(state),
    }).finally(() => progress?.clear());
    const stray = interrupt.stray();
    if (stray !== undefined) throw stray.error;
    if (signal.aborted && made.trials.some(({ status }) => status === 'interrupted')) {
      return { ...stopped(), baseline: made };
    }
    if (error === undefined) return { baseline: made, outcomes };
    return { baseline: made, outcomes, code: failed(without, error) };
  } catch (error) {
    return signal.aborted && interrupt.stray() === undefined ? stopped() : { outcomes, code: failed(without, error) };
  }
}

function failed(without: readonly string[], error: unknown): ExitCode {
  process.stderr.write(`The run with ${without.join(', ')} failed, so nothing is compared\n`);
  return printError(error);
}

/** A fork of the latest block: both runs stand on the one that the first found. */
function onSameBlock(baseline: LoadedScenario, { provenance }: RunRecord): LoadedScenario {
  const { scenario, path, overrides } = baseline;
  const { block } = provenance.chain;
  if (scenario.chain.source !== 'fork' || scenario.chain.block !== 'latest' || block === undefined) return baseline;
  return loadScenario(path, { set: [...overrides, `chain.block=${block.number}`], seed: scenario.seed });
}
