import { metricCatalogue } from '../../src/metric/catalogue.ts';
import {
  type Aggregates,
  type MetricRecord,
  RUN_RECORD_VERSION,
  type RunRecord,
  type TrialSeries,
} from '../../src/metric/runRecord.ts';
import { embeddedProvenance, forkProvenance, hash } from './syntheticProvenance.ts';
import { simulate } from './syntheticSeries.ts';

/** A test fixture, nothing else: a seeded toy economy whose figures add up, shaped as a run record. */
export interface SyntheticOptions {
  readonly ticks?: number;
  readonly seed?: number;
  readonly backstop?: 'bamm' | 'none';
  /** Prices hardly move: nothing is liquidated. */
  readonly quiet?: boolean;
  /** On a deployed system, changed by two actions before the first tick. */
  readonly fork?: boolean;
}

const CLASSES = ['borrower', 'liquidator', 'arbitrageur', 'backstopper', 'marketMaker'];
const START = Date.UTC(2020, 2, 12) / 1000;

export function syntheticRun(options: SyntheticOptions = {}): { record: RunRecord; series: TrialSeries } {
  const { ticks = 13_292, seed = 42, backstop = 'bamm', quiet = false, fork = false } = options;
  const series = simulate({ ticks, seed, backstop, quiet, start: START, classes: CLASSES });
  const metrics: Record<string, MetricRecord> = {};
  for (const definition of metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: CLASSES }).values()) {
    const { name, ...rest } = definition;
    const trend = series.trends.filter((sample) => sample.metric === name).map((sample) => sample.value);
    const values = rest.kind === 'trend' ? trend : [...(series.samples.columns.get(name) ?? [])];
    metrics[name] = { ...rest, ...aggregate(values.filter((value) => !Number.isNaN(value))) };
  }
  return { record: makeRecord({ metrics, ticks, seed, backstop, quiet, fork }), series };
}

function aggregate(values: readonly number[]): Aggregates {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? null;
  const sum = values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
  return {
    count: values.length,
    final: values.at(-1) ?? null,
    min: at(0),
    max: sorted.at(-1) ?? null,
    mean: sum === null ? null : sum / values.length,
    sum,
    p01: at(0.01),
    p05: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    p99: at(0.99),
  };
}

interface RecordInput {
  readonly metrics: Record<string, MetricRecord>;
  readonly ticks: number;
  readonly seed: number;
  readonly backstop: 'bamm' | 'none';
  readonly quiet: boolean;
  readonly fork: boolean;
}

function makeRecord({ metrics, ticks, seed, backstop, quiet, fork }: RecordInput): RunRecord {
  const final = (name: string) => metrics[name]?.final ?? 0;
  const judge = (text: string, metric: string, observed: number | null, holds: (value: number) => boolean) => ({
    text,
    metric,
    unit: metrics[metric]?.unit ?? '',
    observed,
    verdict: observed === null ? ('inconclusive' as const) : holds(observed) ? ('pass' as const) : ('fail' as const),
  });
  const thresholds = [
    judge(
      'solvency.badDebtRealised.final == 0 USD',
      'solvency.badDebtRealised',
      final('solvency.badDebtRealised'),
      (v) => v === 0,
    ),
    judge(
      'solvency.tcrMarket.min >= 110%',
      'solvency.tcrMarket',
      metrics['solvency.tcrMarket']?.min ?? null,
      (v) => v >= 1.1,
    ),
    judge(
      'liquidation.delay.p95 <= 30min',
      'liquidation.delay',
      metrics['liquidation.delay']?.p95 ?? null,
      (v) => v <= 1800,
    ),
    judge(
      'backstop.maxDrawdown.final <= 25%',
      'backstop.maxDrawdown',
      metrics['backstop.maxDrawdown']?.final ?? null,
      (v) => v <= 0.25,
    ),
  ];
  const verdicts = thresholds.map((threshold) => threshold.verdict);
  const name = quiet ? 'quiet-day' : 'black-thursday';
  return {
    schemaVersion: RUN_RECORD_VERSION,
    status: 'complete',
    scenario: {
      name,
      title: quiet ? 'A quiet day' : 'Black Thursday, 12–13 March 2020',
      description:
        'ETH fell by 55 % in a day while blocks were full. The lending core and its backstop live through the same two days, block by block.',
      hash: '5'.repeat(64),
      file: `${name}.yaml`,
      source: `# yaml-language-server: $schema=./breakwater.schema.json\nname: ${name}\nclock:\n  start: 2020-03-12T00:00:00Z\n  block: 13s\n  horizon: 48h\nmarket:\n  collateral:\n    process: knots # </script> must not end anything\n`,
      overrides: ['agents.arbitrageurs.count=12'],
      assumptions: [
        'The system holds 420 troves with 21M ZUSD of debt at the start; sizes are lognormal, ICRs lognormal around 220 %.',
        'Every block comes 13 seconds after the last; no block is missed or reorganised.',
        'ZUSD is bought and sold outside at the scripted price without limit of depth.',
      ],
      sources: [
        'ETH/USD: hourly trades of a public exchange, 12–13 March 2020',
        'Gas prices: ten-minute medians of mined blocks',
      ],
      symbols: { collateral: 'ETH', stable: 'ZUSD' },
      clock: { start: START, blockSeconds: 13, ticks },
      lending: { core: 'zero', mcr: 1.1, ccr: 1.5 },
      backstop: {
        kind: backstop,
        facts:
          backstop === 'none'
            ? {}
            : { Amplification: '20', Fee: '0 %', 'Maximum discount': '4 %', 'Deposits at the start': '9.0M ZUSD' },
      },
      groups: [
        { name: 'borrowers', class: 'borrower', count: 420, note: 'a third tops up within 30 min, the rest never' },
        { name: 'liquidators', class: 'liquidator', count: 8, note: 'bid 1.2 × base fee, batches of 10' },
        { name: 'arbitrageurs', class: 'arbitrageur', count: 12, note: 'atomic, minimum profit 50 USD' },
        { name: 'backstoppers', class: 'backstopper', count: 30, note: 'deposit at the start and hold' },
        { name: 'maker', class: 'marketMaker', count: 1, note: 'capital 2M USD' },
      ],
    },
    seed,
    verdict: verdicts.includes('fail') ? 'fail' : verdicts.includes('inconclusive') ? 'inconclusive' : 'pass',
    resultHash: 'a'.repeat(64),
    provenance: {
      versions: { breakwater: '0.1.0', node: '20.19.0', anvil: '1.7.1', viem: '2.57.1', solc: '0.8.37' },
      ...(fork ? forkProvenance() : embeddedProvenance()),
      git: '0123456789abcdef0123456789abcdef01234567',
      reproduce: `npx breakwater run scenarios/${name}.yaml --seed ${seed} --set agents.arbitrageurs.count=12`,
    },
    thresholds,
    metrics,
    trials: [
      {
        index: 0,
        seed,
        status: 'completed',
        ticks,
        plannedTicks: ticks,
        transactions: final('tx.included'),
        reverted: final('tx.reverted'),
        expired: final('tx.expired'),
        liquidations: final('liquidation.count'),
        troves: 420,
        agents: 471,
        resultHash: 'a'.repeat(64),
        lastBlockHash: hash('f'),
      },
    ],
    notModelled: [
      'Borrowers do not react to the price of the stablecoin.',
      'No liquidity mining outside the backstop, no governance action during the run.',
      'Reorganisations and missed blocks.',
    ],
  };
}
