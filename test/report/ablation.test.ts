import { describe, expect, test } from 'vitest';
import { ablationRecord } from '../../src/metric/ablationRecord.ts';
import type { MetricRecord, RunRecord } from '../../src/metric/runRecord.ts';
import { ablationCaveat, ablationRows, leftOutClasses, shownRows, unchangedText } from '../../src/report/ablation.ts';
import { renderConsoleSummary } from '../../src/report/consoleSummary.ts';
import { plainText } from '../../src/report/format.ts';
import { renderHtml } from '../../src/report/html/renderHtml.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { syntheticRun } from './syntheticRun.ts';

const { record: full, series } = syntheticRun({ ticks: 270 });

/** The fixture with a few aggregates set by hand. */
function withMetrics(record: RunRecord, changes: Record<string, Partial<MetricRecord>>): RunRecord {
  const metrics = Object.fromEntries(
    Object.entries(record.metrics).map(([name, metric]) => [name, { ...metric, ...changes[name] }]),
  );
  return { ...record, metrics };
}

const before = withMetrics(
  { ...full, verdict: 'pass' },
  {
    'solvency.tcrMarket': { min: 1.5 },
    'solvency.badDebtRealised': { final: 0 },
    'liquidation.count': { final: 12 },
    'liquidation.delay': { p50: 24, p95: 60 },
    'solvency.recoveryMode': { mean: 0.25 },
    'backstop.return': { final: 0.01 },
  },
);
const after = withMetrics(
  { ...before, verdict: 'fail' },
  {
    'solvency.tcrMarket': { min: 1.4 },
    'solvency.badDebtRealised': { final: 5000 },
    'liquidation.count': { final: 2 },
    'liquidation.delay': { p50: 12, p95: null },
    'solvency.recoveryMode': { mean: 1 },
  },
);
const record: RunRecord = { ...after, ablation: ablationRecord(['liquidator', 'redeemer'], before) };
const rowOf = (label: string) => {
  const row = ablationRows(record).find((each) => each.label === label);
  return row === undefined ? undefined : [row.with, row.without, row.difference].map(plainText);
};

describe('a run without somebody, beside the run with them', () => {
  test('shows each figure in its unit, and without less with', () => {
    expect(rowOf('Verdict')).toEqual(['PASS', 'FAIL', 'changed']);
    expect(rowOf('Lowest TCR at market prices')).toEqual(['150.00 %', '140.00 %', '-10.00 pp']);
    expect(rowOf('Bad debt, realised')).toEqual(['0 USD', '5 000 USD', '+5 000 USD']);
    expect(rowOf('Liquidations')).toEqual(['12', '2', '-10']);
    expect(rowOf('Liquidation delay, median')).toEqual(['24 s', '12 s', '-12 s']);
    // A share of the time, though its metric is yes or no.
    expect(rowOf('Time in recovery mode')).toEqual(['25.00 %', '100.00 %', '+75.00 pp']);
    expect(rowOf('Backstop return')).toEqual(['1.00 %', '1.00 %', 'no change']);
  });

  test('has no difference where one of them has no figure', () => {
    expect(rowOf('Liquidation delay, 95th percentile')).toEqual(['1 min', '—', '—']);
  });

  test('has the profit of every class', () => {
    const classes = Object.keys(full.metrics).filter((name) => /^agent\..+\.profit$/.test(name));
    expect(classes.length).toBeGreaterThan(3);
    const rows = ablationRows(record).filter(({ label }) => label.startsWith('Profit of '));
    expect(rows.map(({ source }) => source)).toEqual(classes.map((name) => `${name}.final`));
  });

  test('keeps to what changed and to the key figures, and names the rest', () => {
    const shown = shownRows(record).map(({ label }) => label);
    expect(shown).toContain('Backstop return');
    expect(shown).not.toContain('Debt liquidated');
    expect(unchangedText(record)).toMatch(/^No change in: .*debt liquidated;/);
  });

  test('says that one trial is one path, and claims no cause', () => {
    const text = plainText(ablationCaveat(record));
    expect(text).toMatch(/^One seed, one path: both runs have seed 42 and one trial over 58 min 30 s/);
    expect(text).toContain('not an estimate of what leaving out liquidator and redeemer changes in general');
    const [trial] = record.trials;
    const several = { ...record, trials: [trial, trial, trial] } as RunRecord;
    expect(ablationCaveat(several)).toMatch(/^Both runs have seed 42 and the same 3 trials/);
  });

  test('names up to any number of classes', () => {
    const named = (...without: readonly string[]) =>
      leftOutClasses({ ...record, ablation: ablationRecord(without, before) });
    expect([named('a'), named('a', 'b'), named('a', 'b', 'c')]).toEqual(['a', 'a and b', 'a, b and c']);
  });

  test('is in every report, and in none without a baseline', () => {
    const reports = (run: RunRecord) => [
      renderSummary(run),
      renderHtml(run, [series], []),
      renderConsoleSummary(run, { color: false, height: 50, width: 100 }),
    ];
    const [summary, page, console] = reports(record);
    expect(summary).toContain('### What changed without liquidator and redeemer');
    expect(plainText(summary as string)).toContain('| Liquidations | 12 | 2 | -10 |');
    expect(page).toContain('<a href="#ablation">What changed without liquidator and redeemer</a>');
    expect(console).toMatch(/^Liquidations +12 -> +2 {2}-10$/m);
    for (const text of reports(after)) expect(text).not.toMatch(/What changed|With ->/);
  });

  test('leaves the thresholds in sight on a small terminal', () => {
    const lines = renderConsoleSummary(record, { color: false, height: 24, width: 80, path: 'x' }).split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.some((line) => /^[✓✗?] solvency/.test(line))).toBe(true);
  });
});
