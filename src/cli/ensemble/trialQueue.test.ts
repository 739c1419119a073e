import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../core/random.ts';
import { aggregate } from '../../core/statistics.ts';
import { metricCatalogue } from '../../metric/catalogue.ts';
import { parsePrecision } from '../../metric/ensembleThreshold.ts';
import type { TrialRecord } from '../../metric/runRecord.ts';
import { EnsembleFolder } from '../../report/ensemble/ensembleFolder.ts';
import { looks } from '../../sim/ensemble/untilRule.ts';
import { TrialQueue } from './trialQueue.ts';

const dir = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const TRIALS = 400;
const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: [] });
const folder = new EnsembleFolder(dir);
const draws = randomStream('returns');
const returns = Array.from({ length: TRIALS }, () => 0.1 * draws.normal());
for (const [index, value] of returns.entries()) {
  const record = { index, status: 'completed', ticks: 0 } as TrialRecord;
  folder.writeTrial({ record, aggregates: { 'backstop.return': aggregate([value]) }, judged: {} });
}
const all = returns.map((_, index) => index);

function queue(until: string | undefined, done: readonly number[] = []): TrialQueue {
  const precision = until === undefined ? undefined : parsePrecision(until, catalogue);
  return new TrialQueue({ folder, indices: all, done, precision, seed: 7 });
}

/** Gives out all trials, and says they are done in an order. @returns when it stopped */
function play(of: TrialQueue, order: (indices: readonly number[]) => readonly number[]): number | undefined {
  for (const index of order(all)) if (of.done(index)) break;
  return of.stopped?.trials;
}

test('without a rule all trials are given out once, but for those that are done', () => {
  const of = queue(undefined, [0, 2]);
  expect([of.next(), of.next(), of.next()]).toEqual([1, 3, 4]);
  expect(of.stopped).toBeUndefined();
});

test('the looks are at 100 trials, and each time a tenth more', () => {
  expect(looks(150)).toEqual([100, 110, 121, 134, 148, 150]);
  expect(looks(40)).toEqual([40]);
});

describe('a rule', () => {
  // The half-width of the mean's interval is 1.97 × 0.1 / √n: 0.0143 at 190 and 0.0136 at 210 trials, but for the sample's
  // own deviation.
  const RULE = 'mean(backstop.return) ± 1.4%';

  test('ends the ensemble at the first look at which the interval is narrow enough', () => {
    const stopped = play(queue(RULE), (indices) => indices) as number;
    expect(looks(TRIALS)).toContain(stopped);
    expect(stopped).toBeGreaterThan(160);
    expect(stopped).toBeLessThan(240);
    const halfWidth = (n: number) => {
      const values = returns.slice(0, n);
      const mean = values.reduce((a, b) => a + b, 0) / n;
      return 1.97 * Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1) / n);
    };
    expect(halfWidth(stopped)).toBeLessThan(0.01405);
    expect(halfWidth(looks(TRIALS)[looks(TRIALS).indexOf(stopped) - 1] as number)).toBeGreaterThan(0.01395);
  });

  test('ends it at the same trial whatever order they end in', () => {
    const forward = play(queue(RULE), (indices) => indices);
    const backward = play(queue(RULE), (indices) => [...indices].reverse());
    const swapped = play(queue(RULE), (indices) => indices.map((index) => (index % 2 === 0 ? index + 1 : index - 1)));
    expect([backward, swapped]).toEqual([forward, forward]);
    // One that is gone on with knows it at once, and gives out nothing.
    const resumed = queue(RULE, all);
    expect(resumed.stopped?.trials).toBe(forward);
    expect(resumed.next()).toBeUndefined();
  });

  test('that is not met in all trials ends nothing', () => {
    expect(play(queue('mean(backstop.return) ± 0.1%'), (indices) => indices)).toBeUndefined();
  });
});

test('a trial whose file is damaged is not done', () => {
  const other = new EnsembleFolder(join(dir, 'other'));
  const record = { index: 3, status: 'completed', ticks: 0 } as TrialRecord;
  const infinite = aggregate([Number.POSITIVE_INFINITY, 1]);
  other.writeTrial({ record, aggregates: { 'solvency.tcr': infinite }, judged: {} });
  expect(other.readTrial(3).aggregates['solvency.tcr']).toEqual(infinite);
  expect(other.done()).toEqual([3]);
  // It says that its series are there, and they are not.
  other.writeTrial({ record: { ...record, index: 4, ticks: 10 }, aggregates: {}, judged: {} });
  expect(other.done()).toEqual([3]);
});
