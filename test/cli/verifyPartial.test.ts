import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { until } from './processes.ts';
import { LONG, tiny, tinyWithAgents } from './scenarios.ts';
import { expectDifference, lastLine, Verification, type Writable } from './verification.ts';
import type { Ended } from './workplace.ts';

const place = new Verification();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());

describe('a run that was cut short is run again as far as it came', () => {
  test('by --max-ticks', async () => {
    expect((await place.run('tiny.yaml', 'part', '--max-ticks', '12')).code).toBe(4);
    const ended = await place.verify('part');
    expect(ended.code, ended.stdout).toBe(0);
    expect(lastLine(ended)).toMatch(/^verified: same result hash \w{64}, over the 12 of 30 ticks on record$/);
    expectDifference(
      await place.verify(
        place.forged('part', (record) => Object.assign(record, { status: 'complete', verdict: 'pass' })),
      ),
      ['status', 'verdict'],
    );
  });

  /** At tick 20: throws, or kills what its parameters say. */
  const BREAKER = `import { execSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
export default { create({ params, id }) { return { decide({ tick }) {
  if (tick !== 20) return [];
  if (params.marker !== undefined) writeFileSync(params.marker, id);
  if (process.env.BREAK === 'throw') throw new Error('boom');
  if (process.env.BREAK !== undefined) execSync(process.env.BREAK);
  return [];
} }; } };
`;
  const broken = async (name: string, BREAK: string, params: object = {}): Promise<Ended> => {
    place.write('breaker.ts', BREAKER);
    const mine = { policy: 'breaker.ts', count: 1, class: 'mine', params };
    place.write(`${name}.yaml`, tinyWithAgents({ mine }, LONG));
    return place.breakwater(['run', `${name}.yaml`, '--quiet', '--out', name], { env: { BREAK } });
  };

  test('by a signal', async () => {
    expect((await broken('stopped', 'kill -INT $PPID')).code).toBe(130);
    const ended = await place.verify('stopped');
    expect(ended.code, ended.stdout).toBe(0);
    expect(lastLine(ended)).toMatch(/, over the \d+ of 14400 ticks on record$/);
  });

  test('by a failure of its own, which comes again', async () => {
    expect((await broken('throws', 'throw')).code).toBe(2);
    const ended = await place.breakwater(['verify', 'throws'], { env: { BREAK: 'throw' } });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(lastLine(ended)).toMatch(/, over the 20 of 14400 ticks on record$/);
    expect(ended.stdout).not.toContain('\nnote: ');
  });

  test('by a failure of the machine, which does not', async () => {
    expect((await broken('killed', 'throw')).code).toBe(2);
    const ended = await place.verify('killed');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stdout).toContain('\nnote: the failure on record did not come again: A policy failed\n');
    expect(ended.stdout).toContain('\nnote: the last block of trial 0 is not compared: it was cut off\n');
    expectDifference(
      await place.verify(
        place.forged('killed', ({ metrics }) => {
          (metrics['solvency.tcr'] as Writable<RunRecord['metrics'][string]>).min = 3;
        }),
      ),
      ['metric solvency.tcr: min'],
    );
  });

  test('a failure that the record does not have: nothing is verified, and the failure is told', async () => {
    const ended = await place.breakwater(['verify', 'stopped'], { env: { BREAK: 'throw' } });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(
      /^The run failed after tick 20, which it has not on record; nothing is verified\nA policy failed\n/m,
    );
  });

  test('and a signal while it is verified: exit 130, nothing verified, nothing left', async () => {
    const marker = place.path('reached');
    await broken('signalled', 'kill -INT $PPID', { marker });
    const dir = place.forged('signalled', ({ trials }) => {
      (trials[0] as Writable<RunRecord['trials'][0]>).ticks = 14_400;
    });
    rmSync(marker);
    const { child, ended } = place.start(['verify', dir]);
    await until(
      () => place.exists('reached') || child.exitCode !== null,
      () => 'tick 20 was not reached',
    );
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/Interrupted after tick \d+; nothing is verified\n$/);
    await place.expectNothingLeft();
  });
});
