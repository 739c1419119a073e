import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './load.ts';
import { loadSweep, setText } from './sweepPoints.ts';

const SHIPPED = fileURLToPath(new URL('../../scenarios/sweeps/crash-and-depth.yaml', import.meta.url));
const FLASH = fileURLToPath(new URL('../../scenarios/flash-crash.yaml', import.meta.url));

const sweepOf = (section: object, set: readonly string[] = []) =>
  loadSweep(FLASH, { set: [`sweep=${JSON.stringify(section)}`, ...set] });
const textsOf = (section: object) => sweepOf(section).points.map(({ assignments }) => assignments.map(setText));
const refusal = (section: object): string => {
  try {
    sweepOf(section);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
const MCR = 'lending.minimumCollateralRatio';

describe('the hash of a scenario', () => {
  it('does not know of its sweep, and that of a point is that of run --set', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bw-sweep-'));
    const bare = join(folder, 'bare.yaml');
    writeFileSync(bare, readFileSync(SHIPPED, 'utf8').replace(/\nsweep:[\s\S]*$/, '\n'));
    expect(loadScenario(bare).scenario.sweep).toBeUndefined();
    const { base, points } = loadSweep(SHIPPED);
    expect(base.hash).toBe(loadScenario(bare).hash);
    for (const { assignments, loaded } of points) {
      expect(loaded.hash).toBe(loadScenario(bare, { set: assignments.map(setText) }).hash);
    }
    expect(new Set(points.map(({ loaded }) => loaded.hash)).size).toBe(points.length);
  });
});

describe('designs of a sweep', () => {
  it('grid: all combinations; the point that is the scenario itself is known', () => {
    const section = {
      parameters: { [MCR]: ['110%', '120%'], 'backstop.amplification': { from: 20, to: 100, steps: 3 } },
    };
    expect(textsOf(section)).toEqual([
      [`${MCR}=110%`, 'backstop.amplification=20'],
      [`${MCR}=110%`, 'backstop.amplification=60'],
      [`${MCR}=110%`, 'backstop.amplification=100'],
      [`${MCR}=120%`, 'backstop.amplification=20'],
      [`${MCR}=120%`, 'backstop.amplification=60'],
      [`${MCR}=120%`, 'backstop.amplification=100'],
    ]);
    expect(sweepOf(section)).toMatchObject({ baseIndex: 0, written: [null, '20'] });
  });

  it('list: the first values together, then the second', () => {
    expect(textsOf({ design: 'list', parameters: { [MCR]: ['112%', '120%'], 'backstop.fee': ['0%', '1%'] } })).toEqual([
      [`${MCR}=112%`, 'backstop.fee=0%'],
      [`${MCR}=120%`, 'backstop.fee=1%'],
    ]);
  });

  it('one at a time: the scenario, then each value alone, without those that it has anyway', () => {
    const section = {
      design: 'one-at-a-time',
      parameters: { [MCR]: ['110%', '120%'], 'dex.stable': { from: '100k ZUSD', to: '1M ZUSD' } },
    };
    expect(textsOf(section)).toEqual([[], [`${MCR}=120%`], ['dex.stable=100k ZUSD'], ['dex.stable=1M ZUSD']]);
  });

  it('random ones: so many valid points inside the ranges, seeded, and any YAML value of a list', () => {
    const section = {
      points: 8,
      parameters: { [MCR]: { from: '105%', to: '125%' }, backstop: [{ kind: 'bamm' }, { kind: 'stability-pool' }] },
    };
    for (const design of ['latin-hypercube', 'sobol']) {
      const points = textsOf({ design, ...section });
      expect(points).toHaveLength(8);
      expect(points).toEqual(textsOf({ design, ...section }));
      expect(points).not.toEqual(textsOf({ design, seed: 2, ...section }));
      // Both strata of two are met equally often.
      expect(points.filter(([, kind]) => kind === 'backstop={ kind: stability-pool }')).toHaveLength(4);
      expect(points.filter(([mcr]) => Number(/=([\d.]+)%/.exec(mcr ?? '')?.[1]) < 115)).toHaveLength(4);
    }
  });

  it('gives each point the sweep’s trials, and the seed of the scenario', () => {
    const { points } = sweepOf({ trials: 5, parameters: { [MCR]: ['112%', '120%'] } });
    for (const { loaded } of points) expect(loaded.scenario).toMatchObject({ trials: 5, seed: 7 });
  });
});

describe('a sweep that can not be run', () => {
  it('names every problem of every point before anything starts', () => {
    const message = refusal({ parameters: { [MCR]: ['90%', '120%', 'much'], 'agents.nobody.count': [1, 2] } });
    expect(message).toContain('6 of 6 design points are no valid scenario');
    expect(message).toContain(`point 0 (${MCR}=90%, agents.nobody.count=1), and 1 more point`);
    expect(message).toContain(`${MCR}: expected a ratio above 100%`);
    expect(message).toContain('agents has no nobody; expected one of borrowers');
  });

  it.each([
    [{ parameters: { 'lending.minimumColateralRatio': ['110%'] } }, 'did you mean minimumCollateralRatio?'],
    [{ parameters: { seed: [1, 2] } }, 'sweep.parameters.seed: is the same at each design point'],
    [{ parameters: { 'thresholds.0': ['a', 'b'] } }, 'change nothing that is simulated'],
    [
      { parameters: { backstop: [{ kind: 'none' }], 'backstop.fee': ['1%'] } },
      'lies within backstop, which is swept as well',
    ],
    [{ parameters: {} }, 'expected at least one path'],
    [{ parameters: { [MCR]: [] } }, 'found an empty list'],
    [{ parameters: { [MCR]: '110%' } }, 'expected a list of values such as [110%, 130%, 150%]'],
    [{ parameters: { [MCR]: { from: '120%', to: '110%' } } }, 'from must be less than to'],
    [{ parameters: { [MCR]: ['110%', '110.0%'] } }, 'Two design points are the same scenario'],
    [{ design: 'list', parameters: { [MCR]: ['112%'], 'backstop.fee': ['0%', '1%'] } }, 'as many values as the others'],
    [{ design: 'sobol', parameters: { [MCR]: ['112%'] } }, 'sweep.points: is missing'],
    [{ points: 4, parameters: { [MCR]: ['112%'] } }, 'is only for design: latin-hypercube and sobol'],
    [{ metrics: ['backstop.retrun.min'], parameters: { [MCR]: ['112%'] } }, 'did you mean backstop.return?'],
    [
      {
        parameters: {
          [MCR]: { from: '110%', to: '150%', steps: 1000 },
          'dex.stable': { from: '1 ZUSD', to: '99 ZUSD', steps: 50 },
        },
      },
      'too many design points',
    ],
  ])('%j', (section, message) => {
    expect(refusal(section)).toContain(message);
  });

  it('says how to name parameters where there is no section', () => {
    expect(() => loadSweep(FLASH)).toThrow('The scenario has no sweep');
  });
});
