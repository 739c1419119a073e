import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { tiny } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

/** Two figures can be told from chance by six trials that differ: 2 / 2^6 is under 5 %. */
const TRIALS = 8;
const FILE = 'kept/b.yaml';
const FIGURES = ['solvency.redistributedDebt.final', 'backstop.return.final'];
const place = new Workplace();

const run = (...args: string[]) => place.breakwater(['run', ...args, '--baseline', FILE]);
interface File {
  scenarios: Record<string, { seed: number; trials: number; figures: Record<string, { values: (number | null)[] }> }>;
}
const kept = () => parse(place.read(FILE)) as File;

/** The part of the output that speaks of the n-th scenario's baseline. */
const told = ({ stdout }: Ended, nth: number) =>
  (stdout.split(/^. BASELINE: /m)[nth + 1] ?? '').split('\nverdict ')[0] ?? '';

function named(name: string, changes: Record<string, unknown> = {}): string {
  return tiny({ name, ...changes });
}

/** Groups of borrowers under another name: the same distributions, other draws. */
function redrawn(text: string): string {
  const scenario = parse(text) as { agents: Record<string, unknown> };
  const { borrowers, ...agents } = scenario.agents;
  return stringify({ ...scenario, agents: { owners: borrowers, ...agents } });
}

function weaker(text: string): string {
  const scenario = parse(text) as { agents: Record<string, Record<string, unknown>> };
  const { depositors, ...agents } = scenario.agents;
  return stringify({ ...scenario, agents: { ...agents, depositors: { ...depositors, deposit: '100 ZUSD' } } });
}

beforeAll(() => {
  place.write('tiny.yaml', tiny());
  place.write('weak.yaml', weaker(named('weak')));
  place.write('redrawn.yaml', redrawn(named('redrawn')));
});
afterAll(() => place.remove());

describe('an ensemble', () => {
  let made: Ended;
  let judged: Ended;
  /** What was judged against. */
  let text: string;

  beforeAll(async () => {
    made = await run('--update-baseline', 'tiny.yaml', '--trials', String(TRIALS), '--out', 'made');
    // What tiny came to, kept for the two others as well, each with two figures.
    const { version, scenarios } = parse(place.read(FILE)) as File & { version: number };
    const { figures, ...entry } = scenarios['tiny'] as File['scenarios'][string];
    const chosen = Object.fromEntries(FIGURES.map((name) => [name, figures[name]]));
    const all = Object.fromEntries(['tiny', 'weak', 'redrawn'].map((name) => [name, { ...entry, figures: chosen }]));
    text = stringify({ version, scenarios: all }, { aliasDuplicateObjects: false });
    place.write(FILE, text);
    judged = await run('tiny.yaml', 'weak.yaml', 'redrawn.yaml', '--trials', String(TRIALS), '--out', 'judged');
  }, 300_000);

  it('is written by --update-baseline, each value as the trial has it', () => {
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining(`Baseline ${FILE} keeps tiny: 11 figures`) });
    const { seed, trials, figures } = kept().scenarios['tiny'] ?? {};
    expect({ seed, trials }).toEqual({ seed: 7, trials: TRIALS });
    const trial = (index: number) =>
      JSON.parse(place.read('made/trials', `${index}.json`)) as { aggregates: Record<string, number[]> };
    // The lowest price's place among the aggregates is no matter: the value must be one of the trial's own.
    figures?.['backstop.return.final']?.values.forEach((value, index) => {
      expect(Object.values(trial(index).aggregates['backstop.return'] ?? {})).toContain(value);
    });
  });

  it('passes as it was, says that nothing changed, and names no improvement', () => {
    expect(told(judged, 0)).toMatch(new RegExp(`^no worse than ${FILE} in 2 figures\n`));
    expect(told(judged, 0)).toContain("The result hash is the baseline's: nothing that is simulated has changed.");
    expect(told(judged, 0)).not.toContain('better by');
  });

  it('fails where the backstop is far too small, names the figure, and ends with 3', () => {
    expect(judged.code).toBe(3);
    expect(told(judged, 1)).toMatch(new RegExp(`^worse than ${FILE} in \\d of 2 figures`));
    expect(told(judged, 1)).toMatch(/^✗ solvency\.redistributedDebt\.final /m);
    expect(told(judged, 1)).toMatch(/^ +worse, tolerance 0 ZUSD, beyond it in \d+ of 8 trials$/m);
    expect(told(judged, 1)).toContain('The scenario is not as it was when kept/b.yaml was made');
  });

  it('does not fail other draws of the same distributions, nor pass them where no tolerance is', () => {
    expect(told(judged, 2)).not.toContain('✗');
    expect(told(judged, 2)).toMatch(/^\? backstop\.return\.final /m);
    expect(told(judged, 2)).toMatch(
      /could be worse by up to .* pp on average \(95 %\), tolerance 0 pp; more trials make/,
    );
  });

  it('writes nothing to the file without --update-baseline', () => {
    expect(place.read(FILE)).toBe(text);
  });
});

describe('a single run', () => {
  const EDITED = 'tolerance: 1 ZUSD # agreed in May';

  beforeAll(async () => {
    // As if somebody had chosen a figure, set its tolerance and said why.
    const lines = `${place.read(FILE)}# the end\n`.replace('tolerance: 0 ZUSD', EDITED);
    place.write(FILE, lines);
    const { code } = await run('tiny.yaml', '--update-baseline', '--out', 'single', '--quiet');
    expect(code).toBe(0);
  }, 300_000);

  it('replaces its own part of the file alone, but for tolerances and comments', () => {
    const { tiny: own, weak } = kept().scenarios;
    expect(own).toMatchObject({ seed: 7, trials: 1 });
    expect(Object.keys(own?.figures ?? {})).toEqual(FIGURES);
    expect(own?.figures['backstop.return.final']?.values).toEqual([
      place.record('single').metrics['backstop.return']?.final,
    ]);
    expect(weak?.trials).toBe(TRIALS);
    expect(place.read(FILE)).toContain(EDITED);
    expect(place.read(FILE)).toContain('# the end');
  });

  it('is judged as it is, and told apart from a scenario that the file does not have', async () => {
    const before = place.read(FILE);
    place.write('weak-tiny.yaml', weaker(tiny()));
    place.write('new.yaml', named('tinny'));
    const { code, stdout } = await run('weak-tiny.yaml', 'new.yaml', '--out', 'again', '--verbose');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^solvency\.redistributedDebt\.final\tZUSD\tfail\tworse\t/m);
    expect(stdout).toContain(`? BASELINE: not held against ${FILE}`);
    expect(stdout).toContain(`there is no baseline of tinny in ${FILE} (it has tiny); --update-baseline adds it`);
    expect(place.read(FILE)).toBe(before);
  });

  it('is not kept when it failed', async () => {
    const before = place.read(FILE);
    place.write('broken.mjs', `export default { create() { return { decide() { throw new Error('broken'); } } } };`);
    const scenario = parse(tiny()) as { agents: object };
    const broken = { policy: './broken.mjs', class: 'broken', count: 1 };
    place.write('broken.yaml', stringify({ ...scenario, agents: { ...scenario.agents, broken } }));
    const { code, stderr } = await run('broken.yaml', '--update-baseline', '--out', 'broken');
    expect(code).not.toBe(0);
    expect(stderr).toContain(`${FILE} is left as it is: the run did not come to its end`);
    expect(place.read(FILE)).toBe(before);
  });
});

it('refuses a file that is broken before anything runs, and says where', async () => {
  place.write('broken-b.yaml', 'version: 9\nscenarios: {}\n');
  const args = ['run', 'tiny.yaml', '--out', 'never', '--baseline', 'broken-b.yaml'];
  const { code, stdout, stderr } = await place.breakwater(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/broken-b\.yaml:1:\d+ {2}version: expected version 1; found/);
  expect(place.exists('never')).toBe(false);
});
