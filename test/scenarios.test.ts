import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../src/metric/runRecord.ts';
import { loadScenario } from '../src/scenario/load.ts';
import { SUITE_FILE } from '../src/scenario/suite/loadSuite.ts';
import { run } from '../src/sim/run.ts';
import type { TrialOutcome } from '../src/sim/runTrial.ts';

/** Every scenario that ships runs, with all invariants on, and is what its file says it is. */
async function play(name: string): Promise<{ record: RunRecord; outcome: TrialOutcome }> {
  const outcomes: TrialOutcome[] = [];
  const loaded = loadScenario(`scenarios/${name}.yaml`);
  const { record, error } = await run(loaded, { onTrial: (outcome) => outcomes.push(outcome) });
  if (error !== undefined) throw error;
  return { record, outcome: outcomes[0] as TrialOutcome };
}

const column = ({ series }: TrialOutcome, metric: string): Float64Array =>
  series.samples.columns.get(metric) ?? new Float64Array();
const final = ({ metrics }: RunRecord, metric: string): number => metrics[metric]?.final ?? Number.NaN;

const shipped = readdirSync('scenarios', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.yaml') && basename(file) !== SUITE_FILE,
);

describe.each(shipped)('%s', (file) => {
  it('is valid, names its schema for editors, and carries thresholds', () => {
    const { scenario } = loadScenario(`scenarios/${file}`);
    expect(`${scenario.name}.yaml`).toBe(basename(file));
    expect(readFileSync(`scenarios/${file}`, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=(\.\.\/)+docs\/scenario\.schema\.json\n/,
    );
    // What a calibration's scenario is held to stands in the suite.
    if (!file.startsWith('calibration')) expect(scenario.thresholds.length).toBeGreaterThan(0);
    expect(scenario.assumptions.length).toBeGreaterThan(0);
  });
});

describe('quiet-day', () => {
  let record: RunRecord;
  beforeAll(async () => {
    ({ record } = await play('quiet-day'));
  });

  it('passes: nothing is liquidated and nothing is lost', () => {
    expect(record.verdict).toBe('pass');
    expect(record.trials[0]?.liquidations).toBe(0);
    expect(final(record, 'backstop.maxDrawdown')).toBe(0);
  });

  it('returns what the rewards are worth: 5 % a year for the day, up to the last issue', () => {
    const day = 0.05 / 365;
    expect(final(record, 'backstop.return')).toBeGreaterThan(0.9 * day);
    // Whoever deposits later shares in what has accrued since the last issue, and the first hours have fewer deposits.
    expect(final(record, 'backstop.return')).toBeLessThan(1.1 * day);
  });
});

describe('black-thursday', () => {
  let record: RunRecord;
  let outcome: TrialOutcome;
  beforeAll(async () => {
    ({ record, outcome } = await play('black-thursday'));
  });
  const tickAt = (seconds: number): number => Math.ceil(seconds / 13);

  it('is of the size that it claims: 48 h of 13 s, 400 troves or more, 60 other agents or more', () => {
    const [trial] = record.trials;
    expect(trial).toMatchObject({ status: 'completed', ticks: Math.ceil((48 * 3600) / 13), plannedTicks: 13_293 });
    expect(trial?.troves).toBeGreaterThanOrEqual(400);
    expect((trial?.agents ?? 0) - (trial?.troves ?? 0)).toBeGreaterThanOrEqual(60);
  });

  it('keeps the figures of the day: the low of 86.00 at 02:15 on the 13th, and the worst hour', () => {
    const price = column(outcome, 'market.price');
    expect(price[tickAt(26.25 * 3600)]).toBe(86);
    // Binance, 5-minute opens: 167.97 at 10:00, 132.91 at 11:00, −20.9 %.
    const worst = (price[tickAt(11 * 3600)] as number) / (price[tickAt(10 * 3600)] as number) - 1;
    expect(worst).toBeCloseTo(132.91 / 167.97 - 1, 12);
    // The bridge may pass a little under its lowest point; a per cent would be another event.
    expect(Math.min(...price)).toBeGreaterThan(86 * 0.99);
  });

  it('truly tests the backstop: most of its stablecoin is consumed at least once', () => {
    expect(record.metrics['backstop.inventoryShare']?.max).toBeGreaterThan(0.5);
    const stable = column(outcome, 'backstop.stable');
    expect(Math.min(...stable)).toBeLessThan((stable[0] as number) / 2);
  });

  it('attributes the profit in parts that add up', () => {
    const parts = Object.keys(record.metrics).filter((name) => /^backstop\.profit\.(?!total)/.test(name));
    expect(parts).toHaveLength(9);
    const sum = parts.reduce((total, name) => total + final(record, name), 0);
    const total = final(record, 'backstop.profit.total');
    expect(Math.abs(sum - total)).toBeLessThanOrEqual(1e-9 * Math.abs(total));
  });
});

describe('flash-crash', () => {
  it('runs to its end with liquidations, sales and recovery mode in it', async () => {
    const { record, outcome } = await play('flash-crash');
    expect(record.trials[0]).toMatchObject({ status: 'completed', ticks: 300 });
    const kinds = new Set(outcome.series.events.map(({ kind }) => kind));
    for (const kind of ['liquidation', 'swap', 'oracle', 'recoveryEntered', 'recoveryLeft', 'reverted']) {
      expect(kinds).toContain(kind);
    }
  });
});

describe('black-thursday-market', () => {
  // Up to 13:00 of the first day, past the fall of 10:45.
  const play13h = () => run(loadScenario('scenarios/black-thursday-market.yaml'), { maxTicks: 3600 });

  it('gives the same result from the same seed with every model of market structure on', async () => {
    const [first, second] = [await play13h(), await play13h()];
    expect(first.error).toBeUndefined();
    expect(second.record.resultHash).toBe(first.record.resultHash);
    const of = (metric: string) => first.record.metrics[metric];
    // Its process stands at 1 USD: whatever the stablecoin costs more is what agents' own demand did.
    expect(of('market.stable')?.max).toBeGreaterThan(1.01);
    expect(of('market.stable')?.max).toBeCloseTo(1 + (of('market.stableImpact')?.max as number), 2);
    expect(of('market.impact')?.min).toBeLessThan(-0.001);
    expect(of('dex.liquidity')?.min).toBeLessThan(0.9);
    expect(of('fee.clearing')?.max).toBeGreaterThan(30);
  });
});
