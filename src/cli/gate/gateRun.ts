import { ExitCode } from '../../core/errors.ts';
import { quoted } from '../../core/shellText.ts';
import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { GateCheck, GateRun } from '../../metric/gate.ts';
import type { RunRecord, Verdict } from '../../metric/runRecord.ts';
import { plural } from '../../report/format.ts';
import type { RunEnd } from '../runEnd.ts';
import type { GateScenario } from './gateScenario.ts';
import { thresholdChecks } from './thresholdChecks.ts';

export interface GateParts {
  readonly scenario: GateScenario;
  readonly end: RunEnd;
  /** Folder of its record; null: it was not started. */
  readonly dir: string | null;
  /** Wall time. */
  readonly seconds: number;
  /** `i/n` if it is only that part of an ensemble, which is not judged. */
  readonly shard?: string | undefined;
  /** File that what went wrong stands in; default: the scenario's. */
  readonly asked?: string | undefined;
  /** Where in it; default: the file as a whole. */
  readonly line?: number | undefined;
  /** The baseline it is held against. */
  readonly baseline?: string | undefined;
  /** Checks of other kinds. */
  readonly more?: readonly GateCheck[] | undefined;
}

/** What a gate says of a run: that it came to its end, each of its thresholds, and what else is asked of it. */
export function gateRun({ scenario, end, dir, seconds, shard, asked, line, baseline, more = [] }: GateParts): GateRun {
  const { name, title, file, source, seed, hash, command } = scenario;
  const { record } = end;
  // Of a shard there are its trials.
  const isKept = record !== undefined || shard !== undefined;
  const ending = endingOf(end, shard);
  const run: GateCheck = { kind: 'run', name: 'runs to its end', ...ending, file: asked ?? file, line: line ?? null };
  return {
    ...{ name, title, file, dir: isKept ? (end.dir ?? dir) : null, seed, scenarioHash: hash, seconds },
    resultHash: record?.resultHash ?? null,
    versions: record?.provenance.versions ?? {},
    trials: record === undefined ? { planned: scenario.trials, completed: 0, failed: 0 } : trialsOf(record),
    reproduce: `${record?.provenance.reproduce ?? command}${baseline === undefined ? '' : ` --baseline ${quoted(baseline)}`}`,
    checks: [run, ...(record === undefined ? [] : thresholdChecks(record, file, source)), ...more],
  };
}

function trialsOf(record: RunRecord | EnsembleRecord): GateRun['trials'] {
  if ('counts' in record) return record.counts;
  const count = (status: string) => record.trials.filter((trial) => trial.status === status).length;
  return { planned: record.trials.length, completed: count('completed'), failed: count('failed') };
}

/** Failed trials count in each threshold already, at their worst: they are a check of their own where the verdict is open. */
function endingOf(end: RunEnd, shard: string | undefined): { verdict: Verdict; detail: string } {
  const { code, record, message } = end;
  if (code === ExitCode.interrupted) {
    return {
      verdict: 'inconclusive',
      detail: message ?? `interrupted${record === undefined ? '' : `: ${doneText(record)}`}`,
    };
  }
  if (code === ExitCode.internal || code === ExitCode.usage) {
    return { verdict: 'fail', detail: message ?? ((record && doneText(record)) || 'it broke: see the log') };
  }
  if (record === undefined) {
    const what =
      shard === undefined ? 'nothing was judged' : `part ${shard} of an ensemble, judged by breakwater merge`;
    return { verdict: 'pass', detail: what };
  }
  const isCut = record.status !== 'complete';
  const hasFailed = trialsOf(record).failed > 0 && record.verdict !== 'pass';
  return { verdict: isCut || hasFailed ? 'inconclusive' : 'pass', detail: doneText(record) };
}

/** `24 trials, 2 of them failed: trial 3 in setup: …`; `stopped after 10 of 30 ticks`. */
function doneText(record: RunRecord | EnsembleRecord): string {
  const { planned, completed, failed } = trialsOf(record);
  const cut = record.trials.find(({ status, ticks, plannedTicks }) => status !== 'failed' && ticks < plannedTicks);
  const first = record.trials.find(({ failure }) => failure !== undefined);
  const done = completed + failed;
  return [
    planned === 1 && !('counts' in record)
      ? ''
      : done === planned
        ? plural(planned, 'trial')
        : `${done} of ${plural(planned, 'trial')} done`,
    cut === undefined ? '' : `stopped after ${cut.ticks} of ${plural(cut.plannedTicks, 'tick')}`,
    first?.failure === undefined
      ? ''
      : `${failed} failed, first trial ${first.index} in ${first.failure.stage}: ${first.failure.message.split('\n')[0]}`,
  ]
    .filter((text) => text !== '')
    .join('; ');
}
