import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExampleFolder, exampleFolder } from './exampleFolder.ts';
import { loadScenario } from './load.ts';
import { ScenarioError } from './problems.ts';

let folder: ExampleFolder;
beforeEach(() => {
  folder = exampleFolder();
});
afterEach(() => folder.remove());

function problems(...set: readonly string[]): string[] {
  try {
    loadScenario(folder.file, { set });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ place, path, message }) => {
      return `${place.replace(`${dirname(folder.file)}/`, '')} ${path}: ${message}`;
    });
  }
  return [];
}

describe('a jit-depositor', () => {
  const JIT = 'agents.jit={ policy: jit-depositor, count: 2, stable: 10k ZUSD, minProfit: 5 USD }';

  test('has own stablecoin and the fields of other desks', () => {
    const { scenario } = loadScenario(folder.file, { set: [JIT] });
    expect(scenario.agents['jit']).toMatchObject({
      ...{ policy: 'jit-depositor', count: 2, stable: 10_000n * 10n ** 18n, minProfit: 5n * 10n ** 18n },
      ...{ marketFee: 0, settlement: 0, collateral: 50n * 10n ** 18n },
    });
  });

  test('needs a BAMM', () => {
    const other = 'is only for backstop.kind: bamm and deployed; found';
    for (const kind of ['stability-pool', 'none']) {
      expect(problems(`backstop={ kind: ${kind} }`, JIT)).toEqual([
        expect.stringContaining(`agents.jit.policy: jit-depositor ${other} ${kind}`),
      ]);
    }
    expect(problems(JIT)).toEqual([]);
  });
});

describe('expectedProfit of liquidators', () => {
  test('has defaults of its own, and is not there unless it is written', () => {
    const liquidators = (...set: readonly string[]) =>
      loadScenario(folder.file, { set }).scenario.agents['liquidators'];
    expect(liquidators()).not.toHaveProperty('expectedProfit');
    expect(liquidators('agents.liquidators.expectedProfit={}')).toMatchObject({
      expectedProfit: { memory: 20, forgets: 1800 },
    });
  });

  test('remembers from 1 to 100 outcomes, and something', () => {
    expect(problems('agents.liquidators.expectedProfit.memory=101')).toEqual([expect.stringContaining('1 to 100')]);
    expect(problems('agents.liquidators.expectedProfit.forgets=0s')).toHaveLength(1);
  });
});

describe('a batch of liquidations', () => {
  test('has to fit into a block', () => {
    // 500k and 200k a trove: 10 troves take 2.5M, 8 take 2.1M.
    expect(problems('chain.gasLimit=2_400_000 gas', 'agents.liquidators.batch=10')).toEqual([
      expect.stringContaining(
        'agents.liquidators.batch: 10 troves take 2500000 gas, more than chain.gasLimit (2400000 gas)',
      ),
    ]);
    expect(problems('chain.gasLimit=2_400_000 gas', 'agents.liquidators.batch=8')).toEqual([]);
  });
});
