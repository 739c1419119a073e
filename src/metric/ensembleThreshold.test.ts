import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { metricCatalogue } from './catalogue.ts';
import { parseAnyThreshold, parseEnsembleThreshold, parsePrecision } from './ensembleThreshold.ts';

const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: [] });
const parse = (text: string) => parseEnsembleThreshold(text, catalogue);

describe('reading', () => {
  test.each([
    ['p95(solvency.badDebtLatent.max) == 0 USD', { kind: 'quantile', p: 0.95, aggregate: 'max', unit: 'USD' }, 0],
    ['p99.5(liquidation.debt.final)<=1M ZUSD', { kind: 'quantile', p: 0.995, unit: 'ZUSD' }, 1_000_000],
    ['mean(solvency.recoveryMode.mean) <= 1', { kind: 'mean', aggregate: 'mean', unit: 'boolean' }, 1],
    ['es95(backstop.return) >= -20%', { kind: 'es', p: 0.95, tail: 'low', aggregate: 'final' }, -0.2],
    ['es99(solvency.badDebtRealised.final) <= 1k USD', { kind: 'es', p: 0.99, tail: 'high' }, 1000],
    ['var95(solvency.badDebtLatent.max) < 5 USD', { kind: 'quantile', p: 0.95 }, 5],
    ['var90(backstop.return.final) > -3%', { kind: 'quantile', p: expect.closeTo(0.1, 12) }, -0.03],
    ['es95(liquidation.delay.count) <= 12', { kind: 'es', unit: 'count' }, 12],
    ['probability(solvency.tcr.min < 100%) <= 5%', { kind: 'probability', unit: 'ratio', event: { value: 1 } }, 0.05],
    ['probability( never backstop.discount > 4% ) >= 50bps', { kind: 'probability', event: { form: 'never' } }, 0.005],
  ])('%s', (text, statistic, value) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ text, form: 'ensemble', statistic });
    expect(parsed.value).toBeCloseTo(value, 12);
  });

  test('a threshold without a function is one of a trial', () => {
    expect(parseAnyThreshold('solvency.tcr.min >= 110%', catalogue)).toMatchObject({ form: 'aggregate' });
    expect(parseAnyThreshold('mean(liquidation.count) >= 1', catalogue)).toMatchObject({ form: 'ensemble' });
  });

  test.each(['es95(backstop.return) ± 0.5%', 'es95(backstop.return) +- 0.5%', 'es95(backstop.return)+/-50bps'])(
    'a precision: %s',
    (text) => {
      const { statistic, target } = parsePrecision(text, catalogue);
      expect(statistic).toMatchObject({ kind: 'es', metric: 'backstop.return' });
      expect(target).toBeCloseTo(0.005, 12);
    },
  );
});

describe('what is wrong is said', () => {
  test.each([
    ['p95(solvency.tcr.min)', /expected a threshold such as p95\(/],
    ['p95(solvency.tcr.min) = 1', /expected a threshold such as/],
    ['median(solvency.tcr.min) > 1', /unknown function median; expected mean, p95, var95, es95 or probability/],
    ['p(solvency.tcr.min) > 100%', /unknown function p; expected/],
    ['p100(solvency.tcr.min) > 100%', /p100 names no share: expected one between 0 and 100/],
    ['p95(solvency.tcrr.min) > 100%', /unknown metric solvency.tcrr; did you mean/],
    ['p95(solvency.tcr.minimum) > 100%', /unknown aggregate minimum/],
    ['es95(liquidation.delay) < 10m', /liquidation.delay needs an aggregate/],
    ['es95(backstop.return) >= -20 USD', /value for es95\(backstop.return\): expected a ratio/],
    ['probability(solvency.tcr.min < 100%) <= 5 USD', /expected a ratio/],
    ['probability(solvency.tcr.min) <= 5%', /expected a threshold such as solvency.tcr.min/],
    ['probability(p95(solvency.tcr.min) < 100%) <= 5%', /probability takes a threshold of one trial/],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(message);
  });

  test.each([
    ['es95(backstop.return)', /such as es95\(backstop.return\) ± 0.5%/],
    ['es95(backstop.return) ± 0%', /above zero/],
    ['es95(backstop.return) ± 5 USD', /expected a ratio/],
  ])('%s', (text, message) => {
    expect(() => parsePrecision(text, catalogue)).toThrow(message);
  });
});
