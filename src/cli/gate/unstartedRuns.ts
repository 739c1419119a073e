import { ExitCode, messageOf } from '../../core/errors.ts';
import type { GateRun } from '../../metric/gate.ts';
import type { LoadOptions } from '../../scenario/load.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import { gateRun } from './gateRun.ts';
import { unreadGateScenario } from './gateScenario.ts';

export interface Unstarted {
  /** All scenario files, as they were named. */
  readonly files: readonly string[];
  /** Index of the one that is wrong; undefined: none can be run, because of something else. */
  readonly at: number | undefined;
  readonly error: unknown;
  readonly options: LoadOptions;
}

/** What a gate says if a scenario is wrong: that one is broken, and none of the others was started. */
export function unstartedRuns({ files, at, error, options }: Unstarted): GateRun[] {
  const wrong = at === undefined ? undefined : files[at];
  return files.map((file, index) => {
    const parts = { scenario: unreadGateScenario(file, options), dir: null, seconds: 0 };
    if (wrong === undefined || index === at) {
      return gateRun({ ...parts, end: { code: ExitCode.usage, message: messageOf(error) }, line: lineOf(error, file) });
    }
    const message = `not started, as ${wrong} can not be run`;
    return gateRun({ ...parts, end: { code: ExitCode.interrupted, message } });
  });
}

/** Line of the first problem that stands in the file. */
function lineOf(error: unknown, file: string): number | undefined {
  if (!(error instanceof ScenarioError)) return undefined;
  const places = error.problems.map(({ place }) => place).filter((place) => place.startsWith(`${file}:`));
  const line = Number(places[0]?.slice(file.length + 1).split(':')[0]);
  return Number.isInteger(line) && line > 0 ? line : undefined;
}
