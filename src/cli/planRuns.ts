import { type LoadedScenario, type LoadOptions, loadScenario } from '../scenario/load.ts';
import { type Ablation, planAblation } from './ablation.ts';
import { expectContent } from './folderContent.ts';
import { outputFolder } from './outputFolder.ts';
import { expectSeriesFit, folderKind, isEnsemble, type TrialFlags } from './trialFlags.ts';

/** A scenario that can be run. */
export interface LoadedRun {
  readonly loaded: LoadedScenario;
  /** The run that it is compared with, without some classes of agents; undefined: none. */
  readonly ablation: Ablation | undefined;
}

/** One that has a folder to go to. */
export interface PlannedRun extends LoadedRun {
  readonly dir: string;
}

/** What of the command line says what is run, and where to. */
export interface PlanOptions {
  readonly load: LoadOptions;
  readonly trialFlags: TrialFlags;
  /** `--out`. */
  readonly out: string | undefined;
  /** Whether a run without some classes is compared with the one that has them. */
  readonly isCompared: boolean;
}

/** A file of several can't be run, so none of them is. */
export class UnusableFileError extends Error {
  override name = 'UnusableFileError';
  /** Among the files as they were named. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super(`file ${index} can not be run`, { cause });
    this.index = index;
  }
}

/** @throws UnusableFileError because of a UsageError: the file is wrong, or does not go with the flags */
export function loadRuns(files: readonly string[], { load, trialFlags, isCompared }: PlanOptions): LoadedRun[] {
  return eachFile(files, (file) => {
    const loaded = loadScenario(file, load);
    expectSeriesFit(loaded, trialFlags);
    // What an ensemble is compared with is another ensemble: `breakwater compare`.
    const { trials: _, ...one } = load;
    const ablation = isEnsemble(loaded, trialFlags) ? undefined : planAblation(file, one, isCompared);
    return { loaded, ablation };
  });
}

/** Makes the folders. @throws UnusableFileError because of a UsageError: one can't be made or written to, or holds something else */
export function placeRuns(runs: readonly LoadedRun[], { trialFlags, out }: PlanOptions): PlannedRun[] {
  return eachFile(runs, (run) => {
    const kind = folderKind(run.loaded, trialFlags);
    const named = trialFlags.resume ?? out;
    const dir = outputFolder(run.loaded, { out: named, isShared: runs.length > 1, kind });
    expectContent(dir, isEnsemble(run.loaded, trialFlags) ? 'ensemble' : 'run');
    return { ...run, dir };
  });
}

function eachFile<In, Out>(items: readonly In[], make: (item: In) => Out): Out[] {
  return items.map((item, index) => {
    try {
      return make(item);
    } catch (error) {
      throw new UnusableFileError(index, error);
    }
  });
}
