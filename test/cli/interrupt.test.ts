import { afterAll, describe, expect, test } from 'vitest';
import { until } from './processes.ts';
import { LONG, tinyWithAgents } from './scenarios.ts';
import { type Ended, type Started, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());

/** Writes a file at tick 20, and does what a scenario asks it to do to its own process. */
place.write(
  'marker.ts',
  `import { writeFileSync } from 'node:fs';
export default {
  create({ params, id }) {
    return {
      decide({ tick }) {
        if (tick === 20) {
          writeFileSync(params.marker, id);
          for (const signal of params.signals ?? []) process.kill(process.pid, signal);
        }
        return [];
      },
    };
  },
};
`,
);

let count = 0;

interface Running extends Started {
  readonly out: string;
}

/** A run of two days of the model that has got to tick 20: no test waits for its end. */
async function running(params: object = {}, flags: readonly string[] = ['--quiet']): Promise<Running> {
  const out = `out-${++count}`;
  const marker = place.path(`marker-${count}`);
  const mine = { policy: 'marker.ts', count: 1, class: 'mine', params: { marker, ...params } };
  place.write(`${out}.yaml`, tinyWithAgents({ mine }, LONG));
  const started = place.start(['run', `${out}.yaml`, '--out', out, ...flags]);
  await until(
    () => place.exists(`marker-${count}`) || started.child.exitCode !== null,
    () => 'tick 20 was not reached',
  );
  return { ...started, out };
}

async function expectPartial(out: string): Promise<void> {
  await place.expectNothingLeft();
  const { status, verdict, trials } = place.record(out);
  expect({ status, verdict }).toEqual({ status: 'partial', verdict: 'inconclusive' });
  expect(trials).toMatchObject([{ status: 'interrupted', plannedTicks: 14_400 }]);
  expect(trials[0]?.ticks).toBeGreaterThan(20);
  expect(trials[0]?.ticks).toBeLessThan(14_400);
  expect(place.read(out, 'index.html')).toContain('partial');
}

function expectEnded(ended: Ended, code: number, stderr: RegExp): void {
  expect({ code: ended.code, signal: ended.signal }, ended.stderr).toEqual({ code, signal: null });
  expect(ended.stderr).toMatch(stderr);
}

describe('a signal in the middle of a run', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: the partial record is kept and marked, exit 130',
    async (signal) => {
      const { pid, ended, out } = await running();
      expect(place.anvils()).toHaveLength(1);
      process.kill(pid, signal);
      expectEnded(
        await ended,
        130,
        new RegExp(`^Interrupted after tick \\d+ of 14400; what was done is in ${out}, marked as partial\n$`),
      );
      await expectPartial(out);
    },
  );

  test('SIGINT to the whole process group, as Ctrl-C in a terminal sends it', async () => {
    const { pid, ended, out } = await running();
    process.kill(-pid, 'SIGINT');
    expectEnded(await ended, 130, /^Interrupted after tick/);
    await expectPartial(out);
  });

  test('a second SIGINT ends it at once', async () => {
    const { ended, out } = await running({ signals: ['SIGINT', 'SIGINT'] });
    expectEnded(await ended, 130, /^$/);
    await place.expectNothingLeft();
    expect(place.exists(out, 'run.json')).toBe(false);
  });

  test('the scenarios that follow are not run', async () => {
    const mine = {
      policy: 'marker.ts',
      count: 1,
      class: 'mine',
      params: { marker: place.path('m'), signals: ['SIGINT'] },
    };
    for (const name of ['first', 'second']) place.write(`${name}.yaml`, tinyWithAgents({ mine }, { ...LONG, name }));
    const ended = await place.breakwater(['run', 'first.yaml', 'second.yaml', '--out', 'both', '--quiet']);
    expectEnded(ended, 130, /^Interrupted after tick \d+ of 14400.*first-7-\w+, marked as partial\n$/);
  });

  test('a complete record of before stays, the partial one goes below it', async () => {
    const out = `out-${count + 1}`;
    place.write(`${out}/run.json`, '{"schemaVersion": 99}');
    const { ended } = await running({ signals: ['SIGINT'] });
    expectEnded(await ended, 130, new RegExp(`${out}/partial, marked as partial`));
    await expectPartial(`${out}/partial`);
    expect(place.read(out, 'run.json')).toBe('{"schemaVersion": 99}');
  });
});

describe('a process that is killed', () => {
  test('Breakwater itself: its Anvil ends', async () => {
    const { child, ended } = await running();
    expect(place.anvils()).toHaveLength(1);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL' });
    await place.expectNothingLeft();
  });

  test('its Anvil: the partial record is kept and marked, exit 1', async () => {
    const { ended, out } = await running();
    process.kill(place.anvils()[0] as number, 'SIGKILL');
    expectEnded(
      await ended,
      1,
      /^Anvil is gone\n {2}reason: Anvil ended \(SIGKILL\)\n {2}fix: .*\n {2}at tick \d+; replay: npx breakwater run out-\d+\.yaml --seed 7 --max-ticks \d+\n$/,
    );
    await place.expectNothingLeft();
    const { status, trials } = place.record(out);
    expect(status).toBe('failed');
    expect(trials).toMatchObject([
      { status: 'failed', failure: { message: expect.stringContaining('Anvil is gone') } },
    ]);
    expect(trials[0]?.ticks).toBeGreaterThan(20);
    expect(place.exists(out, 'index.html')).toBe(true);
  });
});

describe('in a terminal', () => {
  /** `script` gives the command line a terminal of its own and passes on what is typed. */
  test('Ctrl-C stops the run in order, and the line of progress is redrawn in place', async () => {
    const out = `out-${++count}`;
    const marker = place.path(`marker-${count}`);
    place.write(
      `${out}.yaml`,
      tinyWithAgents({ mine: { policy: 'marker.ts', count: 1, class: 'mine', params: { marker } } }, LONG),
    );
    const { child, ended } = place.terminal(['run', `${out}.yaml`, '--out', out]);
    await until(
      () => place.exists(`marker-${count}`),
      () => 'tick 20 was not reached',
    );
    child.stdin?.write('\u0003');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout.split('\r\u001b[2K').filter((line) => line.includes('blocks/s'))).not.toEqual([]);
    expect(stdout).toContain('Interrupted after tick');
    await expectPartial(out);
  });
});
