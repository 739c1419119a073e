import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExampleFolder, exampleFolder } from './exampleFolder.ts';
import { type LoadOptions, loadScenario } from './load.ts';
import { ScenarioError } from './problems.ts';

let folder: ExampleFolder;
beforeEach(() => {
  folder = exampleFolder();
});
afterEach(() => folder.remove());

const ORACLE = 'delay: 1 block, tip: 5 gwei }';

/** Puts faults under the collateral's feed of the example, whose clock is 48 h of 13 s. */
function withFaults(...faults: readonly string[]): void {
  folder.write([ORACLE, `delay: 1 block, tip: 5 gwei, faults: [${faults.join(', ')}] }`]);
}

function problems(options?: LoadOptions): string[] {
  try {
    loadScenario(folder.file, options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ place, path, message }) => {
      return `${place.replace(`${dirname(folder.file)}/`, '')} ${path}: ${message}`;
    });
  }
  return [];
}

describe('faults of a feed', () => {
  test('are held in plain units', () => {
    withFaults(
      '{ kind: frozen, at: 10h, for: 2h }',
      '{ kind: late, at: 1h, by: 20 blocks }',
      '{ kind: offset, at: 0s, for: 30m, by: -10% }',
      '{ kind: wick, at: 90m, change: -60% }',
      '{ kind: stuck, at: 2h }',
      '{ kind: stuck, at: 1h, for: 30m, tip: 1 gwei }',
      '{ kind: decimals, at: 3h, for: 1h, to: 18 }',
      '{ kind: stale-timestamp, at: 5h, by: 2h }',
    );
    expect(loadScenario(folder.file).scenario.oracle.collateral.faults).toEqual([
      { kind: 'frozen', at: 36_000, for: 7200 },
      { kind: 'late', at: 3600, by: 20 },
      { kind: 'offset', at: 0, for: 1800, by: -0.1 },
      { kind: 'wick', at: 5400, change: -0.6 },
      { kind: 'stuck', at: 7200, tip: 0n },
      { kind: 'stuck', at: 3600, for: 1800, tip: 10n ** 9n },
      { kind: 'decimals', at: 10_800, for: 3600, to: 18 },
      { kind: 'stale-timestamp', at: 18_000, by: 7200 },
    ]);
  });

  test('that are not written leave the hash of a scenario as it was before there were any', () => {
    const { scenario } = loadScenario(folder.file);
    expect(JSON.stringify(scenario.oracle.collateral.faults)).toBeUndefined();
    expect(JSON.stringify(scenario.chain.outages)).toBeUndefined();
  });

  test('must not overlap one of the same kind, nor lie outside the clock', () => {
    withFaults(
      '{ kind: frozen, at: 1h, for: 2h }',
      '{ kind: late, at: 1h, for: 2h, by: 3 blocks }',
      '{ kind: frozen, at: 3h, for: 1h }',
      '{ kind: frozen, at: 2h59m, for: 5m }',
      '{ kind: wick, at: 48h, change: -10% }',
      '{ kind: offset, at: 47h, for: 2h, by: 5% }',
    );
    const found = problems();
    expect(found).toEqual([
      expect.stringMatching(
        /^example\.yaml:\d+:\d+ oracle\.collateral\.faults\.3\.at: overlaps number 1 of this list, which is of the same kind \(frozen\)$/,
      ),
      expect.stringMatching(/faults\.4\.at: is after the end of the simulated time \(clock\.duration\)$/),
      expect.stringMatching(/faults\.5\.for: reaches beyond the end of the simulated time/),
    ]);
  });

  test('of the same kind may follow one another to the block', () => {
    withFaults('{ kind: offset, at: 1h, for: 1h, by: 1% }', '{ kind: offset, at: 2h, by: 2% }');
    expect(problems()).toEqual([]);
    withFaults('{ kind: wick, at: 1h, change: 1% }', '{ kind: wick, at: 1h, change: 2% }');
    expect(problems()).toEqual([expect.stringContaining('overlaps number 1')]);
  });

  test('say what is wrong with their own fields', () => {
    withFaults(
      '{ kind: frozn, at: 1h }',
      '{ kind: wick, at: 1h, change: -60%, for: 1h }',
      '{ kind: wick, at: 1h, change: -100% }',
      '{ kind: late, at: 1h, by: 0 blocks }',
      '{ kind: decimals, at: 1h, to: 19 }',
      '{ kind: offset, at: 1h }',
    );
    expect(problems().map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([
      'oracle.collateral.faults.0.kind: expected one of frozen, late, offset, wick, stuck, decimals, stale-timestamp; found "frozn"; did you mean frozen?',
      'oracle.collateral.faults.1.for: is not for a wick, which is one round',
      'oracle.collateral.faults.2.change: expected a ratio above -100% such as -60%; found "-100%"',
      'oracle.collateral.faults.3.by: expected a number of blocks of at least 1 block such as 20 blocks; found "0 blocks"',
      'oracle.collateral.faults.4.to: expected a whole number from 0 to 18; found the number 19',
      'oracle.collateral.faults.5.by: is missing; expected a ratio above -100% such as -10%, 5%',
    ]);
  });
});

describe('outages of the chain', () => {
  test('are times, checked like faults', () => {
    const set = ['chain.outages=[{ at: 1h, for: 30m }, { at: 3h }]'];
    expect(loadScenario(folder.file, { set }).scenario.chain.outages).toEqual([
      { at: 3600, for: 1800 },
      { at: 10_800 },
    ]);
    expect(problems({ set: ['chain.outages=[{ at: 1h }, { at: 3h, for: 1m }, { at: 48h }]'] })).toEqual([
      expect.stringContaining('chain.outages.1.at: overlaps number 1 of this list, which is of the same kind (outage)'),
      expect.stringContaining('chain.outages.2.at: is after the end of the simulated time'),
      expect.stringContaining('chain.outages.2.at: overlaps number 1'),
    ]);
  });
});

describe('leaving out a class', () => {
  test('is an override of the count of each of its groups', () => {
    const { scenario, overrides } = loadScenario(folder.file, {
      set: ['agents.liquidators.count=9', 'agents.more={ policy: liquidator, count: 3, minProfit: 1 USD }'],
      without: ['liquidator', 'market-maker'],
    });
    expect(overrides.slice(2)).toEqual([
      'agents.liquidators.count=0',
      'agents.more.count=0',
      expect.stringMatching(/^agents\.\w+\.count=0$/),
    ]);
    expect(scenario.agents['liquidators']).toMatchObject({ count: 0 });
    // What the record keeps loads the same scenario again.
    expect(loadScenario(folder.file, { set: overrides }).hash).toBe(
      loadScenario(folder.file, { set: overrides.slice(0, 2), without: ['liquidator', 'market-maker'] }).hash,
    );
  });

  test("takes a user's own class", () => {
    const own = Object.values(loadScenario(folder.file).scenario.agents).find(({ policy }) => policy === 'custom');
    const name = own !== undefined && 'class' in own ? own.class : '';
    const { scenario } = loadScenario(folder.file, { without: [name] });
    expect(scenario.agents['mine']).toMatchObject({ count: 0 });
  });

  test('that is not there names those that are', () => {
    expect(problems({ without: ['liquidators'] })).toEqual([
      expect.stringMatching(
        /^--without liquidators : no agents are of class liquidators; expected one of borrower, .*liquidator.*; did you mean liquidator\?$/,
      ),
    ]);
  });
});
