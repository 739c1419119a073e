import { expect, test } from 'vitest';
import { thresholdParts } from '../thresholdBound.ts';
import { formatEnsembleProgress } from './ensembleProgress.ts';

const state = { done: 50, planned: 200, failed: 0, worked: 30, elapsedSeconds: 20, mayEndEarly: false };

test('the rate is that of this process alone, and tells when the rest will be done', () => {
  // 30 trials in 20 s are 90 a minute; 150 are left.
  expect(formatEnsembleProgress(state)).toBe('25%  50/200 trials  90 trials/min  ETA 1 min 40 s');
  expect(formatEnsembleProgress({ ...state, failed: 2, mayEndEarly: true })).toContain(
    '2 failed  ETA at most 1 min 40 s',
  );
  expect(formatEnsembleProgress({ ...state, worked: 0 })).toContain('ETA --');
  expect(formatEnsembleProgress({ ...state, done: 200 })).toContain('20 s');
});

test.each([60, 40, 20, 3])('is never wider than %d columns', (width) => {
  expect(formatEnsembleProgress({ ...state, failed: 3 }, width).length).toBeLessThanOrEqual(width);
});

test('a bound is told from a comparison inside of a function', () => {
  const parts = (text: string) => thresholdParts({ text, metric: 'm' });
  expect(parts('probability(solvency.tcr.min < 110%) <= 5%').subject).toBe('probability(solvency.tcr.min < 110%)');
  expect(parts('es95(backstop.return) >= -20%').subject).toBe('es95(backstop.return)');
  expect(parts('always solvency.tcr >= 110%').subject).toBe('always solvency.tcr');
});
