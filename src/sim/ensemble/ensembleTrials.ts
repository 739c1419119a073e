import { NodeGoneError } from '../../chain/ipcClient.ts';
import { UpstreamError } from '../../chain/upstream/upstreamError.ts';
import { messageOf, UsageError } from '../../core/errors.ts';
import type { EnsembleSetting, TrialResult } from '../../metric/ensembleRecord.ts';
import type { TrialSeries } from '../../metric/runRecord.ts';
import type { Threshold } from '../../metric/threshold.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { TrialProgress } from '../runTrial.ts';
import { type OpenedSource, openSource, type SourceOptions } from '../source.ts';
import { baseDirOf, TrialRunner } from '../trialRunner.ts';
import { ensembleSetting, failedTrial, judgedInTrials, trialResult } from './trialResult.ts';

export interface EnsembleTrialsOptions {
  readonly maxTicks: number | null;
  /** Rule that ends the ensemble, whose event is to be judged in each trial. */
  readonly until: string | null;
  readonly onRetry?: SourceOptions['onRetry'];
  /** Stops the trial under way before its next tick. */
  readonly signal: AbortSignal;
}

/** What broke a trial, if it was not the trial: `machine` may come out otherwise at once, `upstream` once it answers again. */
export type Fault = 'machine' | 'upstream';

export interface EnsembleTrial {
  readonly result: TrialResult;
  readonly fault: Fault | undefined;
  /** Undefined if it broke before its first tick: what all trials share is not known from it, nor is there a series. */
  readonly opened: { readonly setting: EnsembleSetting; readonly series: TrialSeries } | undefined;
}

/** Trials of an ensemble, one after the other in one process: the chain's source and all code stay warm. */
export class EnsembleTrials {
  readonly #loaded: LoadedScenario;
  readonly #source: OpenedSource;
  readonly #runner: TrialRunner;
  readonly #thresholds: readonly Threshold[];
  readonly #options: EnsembleTrialsOptions;

  private constructor(
    loaded: LoadedScenario,
    source: OpenedSource,
    runner: TrialRunner,
    options: EnsembleTrialsOptions,
  ) {
    this.#loaded = loaded;
    this.#source = source;
    this.#runner = runner;
    this.#options = options;
    this.#thresholds = judgedInTrials(loaded.scenario.thresholds, options.until, runner.catalogue);
  }

  /** @throws UsageError for a source or a policy file that can't be used, UpstreamError if an endpoint fails */
  static async open(loaded: LoadedScenario, options: EnsembleTrialsOptions): Promise<EnsembleTrials> {
    const { onRetry, signal } = options;
    const source = await openSource(loaded.scenario, baseDirOf(loaded), { onRetry, signal });
    try {
      return new EnsembleTrials(loaded, source, await TrialRunner.prepare(source, loaded), options);
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** One trial. What breaks it is its result: it never throws for it. */
  async run(index: number, onProgress?: (progress: TrialProgress) => void): Promise<EnsembleTrial> {
    const { maxTicks, signal } = this.#options;
    const { catalogue } = this.#runner;
    try {
      const outcome = await this.#runner.run(index, { maxTicks: maxTicks ?? undefined, signal, onProgress });
      const setting = ensembleSetting(this.#loaded, this.#source, outcome, catalogue);
      const result = trialResult(outcome, catalogue, this.#thresholds);
      return { result, opened: { setting, series: outcome.series }, fault: faultOf(outcome.error) };
    } catch (error) {
      const replay = this.#runner.commandOf(index);
      const result = failedTrial(this.#loaded, index, { stage: 'set-up', message: messageOf(error), replay });
      // What the scenario can't have is told by a UsageError; anything else before the first tick is tried again.
      const fault = error instanceof UsageError ? undefined : (faultOf(error) ?? 'machine');
      return { result, opened: undefined, fault };
    }
  }

  async close(): Promise<void> {
    await this.#source.close();
  }
}

function faultOf(error: unknown): Fault | undefined {
  if (error instanceof UpstreamError) return 'upstream';
  return error instanceof NodeGoneError ? 'machine' : undefined;
}
