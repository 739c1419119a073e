import { describe, expect, test } from 'vitest';
import { syntheticRun } from '../../../test/report/syntheticRun.ts';
import { ExitCode } from '../../core/errors.ts';
import { outcomeOf } from '../../metric/gate.ts';
import type { RunRecord } from '../../metric/runRecord.ts';
import { gateRun } from './gateRun.ts';

const { record } = syntheticRun({ ticks: 270 });
const [trial] = record.trials;
const scenario = {
  ...{ name: 'a', title: 'A', file: 'a.yaml', source: undefined, seed: 7, hash: 'ab', trials: 1 },
  command: 'npx breakwater run a.yaml',
};
const base = { scenario, dir: 'reports/a', seconds: 1 };
const ends = (changes: Partial<RunRecord>) => ({ ...record, thresholds: [], ...changes });

describe('whether a run came to its end', () => {
  test('is passed if it did, whatever the thresholds say', () => {
    const complete = ends({ status: 'complete', verdict: 'fail' });
    const { checks } = gateRun({ ...base, end: { code: ExitCode.thresholdFailed, record: complete } });
    expect(checks).toMatchObject([{ kind: 'run', verdict: 'pass' }]);
  });

  test('is open if it was cut short, and says after how many ticks', () => {
    const trials = [{ ...trial, status: 'interrupted', ticks: 10, plannedTicks: 30 }] as RunRecord['trials'];
    const partial = ends({ status: 'partial', verdict: 'inconclusive', trials });
    const cut = gateRun({ ...base, end: { code: ExitCode.inconclusive, record: partial } });
    expect(cut.checks).toMatchObject([{ verdict: 'inconclusive', detail: 'stopped after 10 of 30 ticks' }]);
    const stopped = gateRun({ ...base, end: { code: ExitCode.interrupted, record: partial } });
    expect(stopped.checks[0]?.detail).toBe('interrupted: stopped after 10 of 30 ticks');
    expect(outcomeOf(stopped)).toBe('inconclusive');
  });

  test('is broken if there is nothing to judge: then the command is as it was called, and there is no folder', () => {
    const run = gateRun({ ...base, end: { code: ExitCode.internal, message: 'Anvil was killed' } });
    expect(outcomeOf(run)).toBe('broken');
    expect(run).toMatchObject({ dir: null, resultHash: null, reproduce: 'npx breakwater run a.yaml', versions: {} });
    expect(run.checks).toMatchObject([{ kind: 'run', verdict: 'fail', detail: 'Anvil was killed' }]);
  });

  test('of a shard says that it is not judged', () => {
    const run = gateRun({ ...base, end: { code: ExitCode.pass }, shard: '1/4' });
    expect(run).toMatchObject({ dir: 'reports/a', resultHash: null });
    expect(run.checks).toMatchObject([{ verdict: 'pass', detail: expect.stringContaining('1/4') }]);
  });

  test('stands beside checks of other kinds', () => {
    const worse = { kind: 'baseline', name: 'x', verdict: 'fail', detail: '1 %', file: 'b.json', line: null } as const;
    const run = gateRun({ ...base, end: { code: ExitCode.thresholdFailed, record: ends({}) }, more: [worse] });
    expect(run.checks.at(-1)).toBe(worse);
    expect(outcomeOf(run)).toBe('fail');
  });
});
