import { describe, expect, test } from 'vitest';
import type { MetricRecord, RunRecord } from '../../src/metric/runRecord.ts';
import { answers, incompleteness } from '../../src/report/answers.ts';
import { renderConsoleSummary } from '../../src/report/consoleSummary.ts';
import { plainText } from '../../src/report/format.ts';
import { formatProgress } from '../../src/report/progress.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { thresholdParts } from '../../src/report/thresholdBound.ts';
import { syntheticRun } from './syntheticRun.ts';

const { record } = syntheticRun({ ticks: 270 });
const fork = syntheticRun({ ticks: 270, fork: true }).record;

/** The fixture with a few aggregates set by hand. */
function withMetrics(changes: Record<string, Partial<MetricRecord>>, more: Partial<RunRecord> = {}): RunRecord {
  const metrics = Object.fromEntries(
    Object.entries(record.metrics).map(([name, metric]) => [name, { ...metric, ...changes[name] }]),
  );
  return { ...record, metrics, ...more };
}

const clean = { 'solvency.badDebtLatent': { final: 0, max: 0 }, 'solvency.badDebtRealised': { final: 0, max: 0 } };
const headline = (run: RunRecord) => plainText(answers(run).headline);

describe('answers', () => {
  test('solvent, and a loss', () => {
    const run = withMetrics({ ...clean, 'solvency.tcrMarket': { min: 1.2 }, 'backstop.return': { final: -0.032 } });
    expect(headline(run)).toBe('the system stayed solvent over 58 min 30 s; backstoppers lost 3.2 %');
    expect(answers(run).solvency.short).toBe('Yes');
    expect(answers(run).backstop.short).toBe('−3.2\u202f%');
  });

  test('bad debt that is left, in a system that is solvent as a whole', () => {
    const run = withMetrics({
      ...clean,
      'solvency.badDebtRealised': { final: 1200 },
      'solvency.tcrMarket': { min: 1.05 },
    });
    expect(headline(run)).toMatch(
      /^the system stayed solvent over 58 min 30 s but was left with 1 200 USD of bad debt;/,
    );
  });

  test('bad debt that healed is told, and is no reason to say it was left', () => {
    const run = withMetrics({
      ...clean,
      'solvency.badDebtLatent': { final: 0, max: 500 },
      'solvency.tcrMarket': { min: 1.05 },
    });
    expect(answers(run).solvency.short).toBe('Yes');
    expect(plainText(answers(run).solvency.sentences.join(' '))).toContain(
      'latent bad debt was at most 500 USD, and none of it was open',
    );
  });

  test('insolvent', () => {
    const run = withMetrics({ 'solvency.tcrMarket': { min: 0.93 } });
    expect(headline(run)).toMatch(/^the system was insolvent within 58 min 30 s;/);
    expect(answers(run).solvency.short).toBe('No');
  });

  test('nothing measured', () => {
    const run = withMetrics({
      'solvency.tcrMarket': { min: null },
      'solvency.tcr': { min: null },
      'backstop.return': { final: null },
    });
    expect(headline(run)).toBe("solvency was not measured; the backstop's return was not measured");
  });

  test('no backstop', () => {
    const run = syntheticRun({ ticks: 270, backstop: 'none' }).record;
    expect(headline(run)).toMatch(/; there was no backstop$/);
  });

  test('no sentence holds a hole', () => {
    for (const options of [{ ticks: 270 }, { ticks: 270, backstop: 'none' as const }, { ticks: 270, quiet: true }]) {
      const { solvency, backstop } = answers(syntheticRun(options).record);
      expect([...solvency.sentences, ...backstop.sentences].join(' ')).not.toMatch(/undefined|NaN|null|—/);
    }
  });
});

describe('an incomplete run', () => {
  const [trial] = record.trials;
  const failure = {
    stage: 'invariant',
    tick: 100,
    message: 'pool totals differ',
    replay: 'npx breakwater run x --ticks 100',
  };
  const failed = {
    ...record,
    status: 'failed',
    trials: [{ ...trial, status: 'failed', ticks: 100, failure }],
  } as RunRecord;

  test('is said to be so, with how far it came', () => {
    expect(plainText(incompleteness(failed) ?? '')).toBe(
      'This run failed. Trial 0 stopped after 100 of 270 ticks (21 min 40 s simulated). 0 of 1 trial completed; every figure below covers only what was simulated.',
    );
    expect(incompleteness(record)).toBeNull();
  });

  test('the horizon is what was simulated, not what was planned', () => {
    expect(headline(failed)).toContain('21 min 40 s');
  });

  test('is marked on the console and in the summary', () => {
    expect(renderConsoleSummary(failed, { color: false })).toContain('This run failed.');
    expect(renderSummary(failed)).toContain('> [!CAUTION]');
  });
});

describe('thresholds', () => {
  test.each([
    ['solvency.tcr.min >= 110%', 'solvency.tcr.min', '≥ 110 %'],
    ['always solvency.tcr>1', 'always solvency.tcr', '> 1'],
    ['solvency.badDebtRealised.final <= 1000000 USD', 'solvency.badDebtRealised.final', '≤ 1 000 000 USD'],
    ['backstop.return.final > -0.5%', 'backstop.return.final', '> -0.5 %'],
    ['liquidation.delay.p95 <= 30min', 'liquidation.delay.p95', '≤ 30 min'],
    ['never solvency.recoveryMode == true', 'never solvency.recoveryMode', '= true'],
  ])('%s', (text, subject, bound) => {
    const parts = thresholdParts({ text, metric: 'm' });
    expect({ ...parts, bound: plainText(parts.bound) }).toEqual({ subject, bound });
  });
});

describe('summary.md', () => {
  test('has verdict, figures, thresholds and the command', () => {
    const text = renderSummary(record);
    expect(text).toMatch(/^## (✅|❌|⚠️) (PASS|FAIL|INCONCLUSIVE): the system /);
    expect(text).toContain('one trial: no interval can be given');
    expect(text).toContain(record.provenance.reproduce);
    for (const { text: threshold } of record.thresholds)
      expect(text).toContain(thresholdParts({ text: threshold, metric: '' }).subject);
    expect(text).not.toMatch(/undefined|NaN|null/);
  });

  test('has the chain, the actions with what they changed, and the command that checks', () => {
    expect(renderSummary(record)).toContain('Run on chain 31337 (embedded)');
    expect(renderSummary(record)).toContain('\nnpx breakwater verify reports/black-thursday/42-55555555\n```');
    expect(renderSummary(record)).not.toContain('Action');
    const text = renderSummary(fork);
    expect(text).toContain('Run on chain 1 at block 19500000 (fork, book liquity)');
    expect(text).toContain(
      '| 1 | `backstop` `setParams(200, 100)` | Proposal 12: double the amplification, charge a fee of 1 % | backstop.A: 100 → 200; backstop.fee: 0.5 % → 1 % |',
    );
    expect(text).toContain(`| 2 | \`0x${'c'.repeat(40)}\` function not known |  |  |`);
  });

  test("a scenario's title is not markup", () => {
    const hostile = { ...record, scenario: { ...record.scenario, title: '<img src=x> @everyone [a](b)\n# c' } };
    expect(renderSummary(hostile)).toContain('\\<img src=x\\> \\@everyone \\[a\\](b) \\# c');
  });
});

describe('console', () => {
  test('fits a screen of 80 by 24, with and without colour', () => {
    const many = { ...record, thresholds: Array.from({ length: 4 }, () => record.thresholds).flat() };
    for (const run of [record, many, { ...fork, thresholds: many.thresholds }]) {
      const lines = renderConsoleSummary(run, { color: false, width: 80, path: 'reports/x/index.html' }).split('\n');
      expect(lines.length).toBeLessThan(24);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(lines.at(-1)).toBe('Report  reports/x/index.html');
      for (const { verdict, metric } of run.thresholds) {
        if (verdict === 'fail') expect(lines.some((line) => line.startsWith(`✗ ${metric}`))).toBe(true);
      }
    }
    expect(renderConsoleSummary(record, { color: false })).not.toContain('\u001b');
    expect(renderConsoleSummary(record, { color: true })).toContain('\u001b[');
  });

  test('says what a fork is of and what it took, and nothing of a chain that is our own', () => {
    const lines = renderConsoleSummary(fork, { color: false }).split('\n');
    expect(lines).toContain('chain 1 at block 19500000 (fork, book liquity); 2 actions before tick 0');
    expect(lines).toContain('upstream: 1 204 requests, 3 retries');
    expect(renderConsoleSummary(record, { color: false })).not.toMatch(/chain|upstream/);
  });

  test('a narrow terminal cuts lines rather than wrapping them', () => {
    for (const line of renderConsoleSummary(record, { color: false, width: 40 }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(40);
  });
});

describe('progress', () => {
  const half = {
    tick: 6_646,
    ticks: 13_292,
    blocksPerSecond: 400,
    price: 133.2,
    tcr: 1.532,
    recovery: true,
    elapsedSeconds: 17,
  };

  test('on a terminal', () => {
    expect(formatProgress(half, { width: 100 })).toMatchInlineSnapshot(
      `"███████████░░░░░░░░░░░  50%  6 646/13 292  400 blocks/s  133.20 USD  TCR 153.2 %  RECOVERY  ETA 17 s"`,
    );
    expect(formatProgress(half, { width: 60 })).toMatchInlineSnapshot(
      `"█████░░░░░  50%  133.20 USD  TCR 153.2 %  RECOVERY  ETA 17 s"`,
    );
    for (let width = 1; width < 130; width++) expect(formatProgress(half, { width }).length).toBeLessThanOrEqual(width);
  });

  test('elsewhere', () => {
    expect(formatProgress(half, { tty: false })).toMatchInlineSnapshot(
      `"tick 6646/13292  50%  400 blocks/s  133.20 USD  TCR 153.2 %  RECOVERY  elapsed 17 s"`,
    );
  });

  test('before the first block and after the last', () => {
    const start = { ...half, tick: 0, blocksPerSecond: 0, price: null, tcr: null, recovery: false, elapsedSeconds: 0 };
    expect(formatProgress(start)).toMatchInlineSnapshot(
      `"░░░░░░░░░░░░░░░░░░░░░░░░   0%  0/13 292  0 blocks/s  ETA --"`,
    );
    expect(formatProgress({ ...half, tick: 13_292 }, { width: 100 })).toMatchInlineSnapshot(
      `"████████████████████████ 100%  13 292/13 292  400 blocks/s  133.20 USD  TCR 153.2 %  RECOVERY  17 s"`,
    );
    expect(formatProgress({ ...start, ticks: 0 })).toContain('100%');
  });
});
