import { ExitCode, messageOf } from '../../core/errors.ts';
import type { GateRun } from '../../metric/gate.ts';
import type { LoadOptions } from '../../scenario/load.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import { BaselineError } from '../baseline/readBaseline.ts';
import { gateRun } from './gateRun.ts';
import { unreadGateScenario } from './gateScenario.ts';

export interface Unstarted {
  /** All scenario files, as they were named. */
  readonly files: readonly string[];
  /** Index of the one that is wrong; undefined: none can be run, because of something else. */
  readonly at: number | undefined;
  readonly error: unknown;
  readonly options: LoadOptions;
  /** The baseline that runs were to be held against. */
  readonly baseline?: string | undefined;
}

/** What a gate says if a scenario is wrong: that one is broken, and none of the others was started. */
export function unstartedRuns({ files, at, error, options, baseline }: Unstarted): GateRun[] {
  const wrong = at === undefined ? undefined : files[at];
  return files.map((file, index) => {
    const parts = { scenario: unreadGateScenario(file, options), dir: null, seconds: 0, baseline };
    if (wrong === undefined || index === at) {
      return gateRun({ ...parts, end: { code: ExitCode.usage, message: messageOf(error) }, ...placeOf(error, file) });
    }
    const message = `not started, as ${wrong} can not be run`;
    return gateRun({ ...parts, end: { code: ExitCode.interrupted, message } });
  });
}

/** Where the first problem stands, in the scenario or another file; nothing if that is not known. */
function placeOf(error: unknown, file: string): { readonly line?: number; readonly asked?: string } {
  if (!(error instanceof ScenarioError || error instanceof BaselineError)) return {};
  const places = error.problems.map(({ place }) => /^(.+):(\d+):\d+$/.exec(place) ?? []);
  const [, asked, line] = places.find(([, name]) => name === file) ?? places.find(([all]) => all !== undefined) ?? [];
  return asked === undefined ? {} : { asked, line: Number(line) };
}
