import { randomStream } from '../../src/core/random.ts';
import { metricCatalogue } from '../../src/metric/catalogue.ts';
import { figureName, KEY_FAMILY } from '../../src/metric/compareFamily.ts';
import { compareFigures, leastPairs, overallVerdict } from '../../src/metric/compareFigures.ts';
import { pairTrials } from '../../src/metric/comparePairs.ts';
import { COMPARE_RECORD_VERSION, type CompareRecord, type CompareSide } from '../../src/metric/compareRecord.ts';
import type { TrialTable } from '../../src/metric/trialTable.ts';

export interface SyntheticComparison {
  readonly trials?: number;
  /** Figure → how much the proposal moves each trial; others only scatter, or with null stay as they are. */
  readonly moves?: Readonly<Record<string, number | null>>;
}

/** A comparison of made-up trials through the real statistics. */
export function syntheticComparison({ trials = 20, moves = {} }: SyntheticComparison = {}): CompareRecord {
  const random = randomStream(4, 'comparison');
  const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: ['liquidator'] });
  const figures = KEY_FAMILY.filter(({ metric }) => catalogue.has(metric));
  const [base, proposal] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()];
  for (const name of figures.map(figureName)) {
    const move = moves[name];
    const before = Float64Array.from({ length: trials }, () => 1 + 0.2 * random.normal());
    base.set(name, before);
    const after = before.map((value) => value + (move ?? 0) + 0.05 * random.normal());
    proposal.set(name, move === null ? before : after);
  }
  const pairs = pairTrials(tableOf(base, trials), tableOf(proposal, trials));
  const { base: _base, proposal: _proposal, rows: _rows, ...pairing } = pairs;
  const key = compareFigures(pairs, figures, {
    ...{ level: 0.05, seed: 4, keepsValues: true },
    metrics: Object.fromEntries(catalogue),
  });
  const least = leastPairs(key.length, 0.05);
  return {
    ...{ schemaVersion: COMPARE_RECORD_VERSION, kind: 'compare', level: 0.05 },
    verdict: overallVerdict(key, trials >= least),
    ...{ base: side('base'), proposal: side('proposal'), reproduce: 'npx breakwater compare base.yaml proposal.yaml' },
    symbols: { collateral: 'ETH', stable: 'ZUSD' },
    clock: { start: 1_704_067_200, blockSeconds: 12, ticks: 30 },
    pairing: { ...pairing, seed: 4, least },
    parameters: [{ path: 'backstop.amplification', base: '20', proposal: '100', defaults: ['base'] }],
    ...{ parametersLack: null, isChosen: false, key, others: [], unchanged: ['market.price.mean'], unmeasured: [] },
    ...{ assumptions: ['All figures are invented.'], notModelled: ['The rest of the world.'] },
  };
}

function tableOf(columns: ReadonlyMap<string, Float64Array>, trials: number): TrialTable {
  return {
    records: Array.from({ length: trials }, (_, index) => ({
      ...{ index, seed: 4, status: 'completed' as const, ticks: 30, plannedTicks: 30, transactions: 0, reverted: 0 },
      ...{ expired: 0, liquidations: 0, troves: 0, agents: 0, resultHash: '', lastBlockHash: '0x' },
    })),
    columns,
    judged: new Map(),
  };
}

function side(name: string): CompareSide {
  return {
    ...{ from: `${name}.yaml`, name: 'synthetic', title: 'Synthetic *crash*', file: `${name}.yaml` },
    ...{ scenarioHash: 'a'.repeat(64), resultHash: 'b'.repeat(64), overrides: [], trials: 20, failed: 0 },
    ...{ versions: { breakwater: '0.1.0', anvil: '1.7.1' }, chain: 'chain 31337 (embedded)' },
    reproduce: `npx breakwater run ${name}.yaml --seed 4 --trials 20`,
  };
}
