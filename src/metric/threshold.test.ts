import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { metricCatalogue } from './catalogue.ts';
import {
  evaluateThreshold,
  parseThreshold,
  THRESHOLD_AGGREGATES,
  THRESHOLD_OPERATORS,
  type ThresholdOperator,
} from './threshold.ts';

const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: ['atomic-arbitrageur'] });
const parse = (text: string) => parseThreshold(text, catalogue);

describe('reading', () => {
  test.each([
    ['solvency.badDebtRealised.final == 0 USD', { metric: 'solvency.badDebtRealised', aggregate: 'final', value: 0 }],
    ['solvency.icrQuantiles.p05.min >= 110%', { metric: 'solvency.icrQuantiles.p05', aggregate: 'min', value: 1.1 }],
    ['backstop.return.final>=-5%', { metric: 'backstop.return', operator: '>=', value: -0.05 }],
    ['backstop.discount.p99 < 50bps', { aggregate: 'p99', operator: '<', value: 0.005 }],
    ['liquidation.delay.max <= 10m', { value: 600, unit: 'seconds' }],
    ['liquidation.delay.count != 0', { aggregate: 'count', value: 0, unit: 'count' }],
    ['liquidation.debt.final < 20M ZUSD', { value: 20_000_000, unit: 'ZUSD' }],
    ['gas.spent.final <= 12.5 ETH', { value: 12.5 }],
    ['tx.wait.p95 <= 3 blocks', { value: 3 }],
    ['fee.base.max < 500 gwei', { value: 500 }],
    ['market.price.min > 86.5 USD', { value: 86.5 }],
    ['liquidation.count.final >= 1_000', { value: 1000 }],
    ['solvency.recoveryMode.max == false', { value: 0 }],
    ['agent.atomic-arbitrageur.profit.final > -1k USD', { metric: 'agent.atomic-arbitrageur.profit', value: -1000 }],
    ['always solvency.tcr >= 110%', { form: 'always', metric: 'solvency.tcr', value: 1.1 }],
    ['  never  backstop.discount > 4%  ', { form: 'never', operator: '>', value: 0.04 }],
    ['never solvency.recoveryMode == true', { form: 'never', value: 1 }],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject({ text, ...expected });
  });

  test('what it says of a wrong one', () => {
    const wrong = [
      '',
      'solvency.tcr',
      'solvency.tcr.min => 110%',
      'solvency.tcr.min >= ',
      'solvency.tcr >= 110%',
      'solvency.tcr.minimum >= 110%',
      'solvency.tcrr.min >= 110%',
      'solvency.nothing.min >= 110%',
      'nowhere.min >= 110%',
      'always solvency.tcr.min >= 110%',
      'always solvency.tcrr >= 110%',
      'solvency.tcr.min >= 1.1',
      'solvency.badDebtRealised.final == 0',
      'solvency.badDebtRealised.final == 0 ZUSD',
      'liquidation.debt.final < 20M USD',
      'liquidation.delay.max <= 10',
      'liquidation.count.final >= 1.5',
      'solvency.recoveryMode.max == 2',
      'tx.wait.p95 <= 3',
      'fee.base.max < 500',
      'liquidation.delay.count > 3s',
    ];
    expect(wrong.map(messageOf).join('\n')).toMatchInlineSnapshot(`
      "expected a threshold such as solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%; found ""
      expected a threshold such as solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%; found "solvency.tcr"
      expected a threshold such as solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%; found "solvency.tcr.min => 110%"
      expected a threshold such as solvency.tcr.min >= 110%, always solvency.tcr >= 110% or never backstop.discount > 4%; found "solvency.tcr.min >= "
      solvency.tcr needs an aggregate, such as solvency.tcr.final, or always or never before it
      unknown aggregate minimum; expected one of final, min, max, mean, sum, count, p01, p05, p25, p50, p75, p95, p99
      unknown metric solvency.tcrr; did you mean solvency.tcr?
      unknown metric solvency.nothing; expected one of solvency.tcr, solvency.tcrMarket, solvency.icrQuantiles.p05, solvency.icrQuantiles.p25, solvency.icrQuantiles.p50, solvency.icrQuantiles.p75, solvency.icrQuantiles.p95, solvency.debt, solvency.collateral, solvency.troves, solvency.pendingDebt, solvency.badDebtLatent, solvency.badDebtRealised, solvency.recoveryMode, solvency.redistributedDebt
      unknown metric nowhere; expected one of market.*, oracle.*, dex.*, solvency.*, liquidation.*, redemption.*, backstop.*, benchmark.*, agent.*, borrower.*, tx.*, fee.*, gas.*
      always takes a metric without an aggregate; expected always solvency.tcr
      unknown metric solvency.tcrr; did you mean solvency.tcr?
      value for solvency.tcr.min: expected a ratio such as 110%, 50bps; found "1.1"
      value for solvency.badDebtRealised.final: expected an amount of USD such as 0 USD, 20M USD; found "0"
      value for solvency.badDebtRealised.final: expected an amount of USD such as 0 USD, 20M USD; found "0 ZUSD"
      value for liquidation.debt.final: expected an amount of ZUSD such as 0 ZUSD, 20k ZUSD; found "20M USD"
      value for liquidation.delay.max: expected a duration such as 0s, 10m, 1h; found "10"
      value for liquidation.count.final: expected a whole number such as 0, 12; found "1.5"
      value for solvency.recoveryMode.max: expected true or false (or 1 or 0); found "2"
      value for tx.wait.p95: expected a number of blocks such as 3 blocks; found "3"
      value for fee.base.max: expected a gas price such as 35 gwei; found "500"
      value for liquidation.delay.count: expected a whole number such as 0, 12; found "3s""
    `);
  });

  function messageOf(text: string): string {
    try {
      parse(text);
    } catch (error) {
      if (error instanceof UsageError) return error.shortMessage;
    }
    throw new Error(`${text} was taken`);
  }
});

describe('judging', () => {
  const none = {
    ...(Object.fromEntries(THRESHOLD_AGGREGATES.map((name) => [name, null])) as Record<
      (typeof THRESHOLD_AGGREGATES)[number],
      null
    >),
    count: 0,
  };
  const tcr = { ...none, count: 4, final: 1.3, min: 1.1, max: 2, mean: 1.5, p05: 1.15 };

  test.each([
    ['solvency.tcr.final >= 130%', 'pass', 1.3],
    ['solvency.tcr.min > 110%', 'fail', 1.1],
    ['solvency.tcr.p05 != 1_000bps', 'pass', 1.15],
    ['always solvency.tcr >= 110%', 'pass', 1.1],
    ['always solvency.tcr > 110%', 'fail', 1.1],
    ['always solvency.tcr < 200%', 'fail', 2],
    ['never solvency.tcr < 110%', 'pass', 1.1],
    ['never solvency.tcr >= 200%', 'fail', 2],
    ['always solvency.tcr == 110%', 'fail', 2],
    ['never solvency.tcr == 300%', 'pass', 2],
    ['never solvency.tcr == 110%', 'fail', 1.1],
    ['never solvency.tcr == 150%', 'inconclusive', null],
    ['solvency.tcr.count == 4', 'pass', 4],
    ['solvency.tcr.p99 >= 110%', 'inconclusive', null],
  ])('%s: %s', (text, verdict, observed) => {
    expect(evaluateThreshold(parse(text), tcr)).toEqual({ verdict, observed });
  });

  test('values decide what min and max leave open', () => {
    const never = parse('never solvency.tcr == 150%');
    expect(evaluateThreshold(never, tcr, [1.1, 1.4, Number.NaN, 2])).toEqual({ verdict: 'pass', observed: 1.4 });
    expect(evaluateThreshold(never, tcr, [1.1, 1.5, 2])).toEqual({ verdict: 'fail', observed: 1.5 });
  });

  test.each([
    'solvency.tcr.final >= 110%',
    'always solvency.tcr >= 110%',
    'always solvency.tcr < 110%',
    'always solvency.tcr == 110%',
    'always solvency.tcr != 110%',
    'never solvency.tcr < 110%',
  ])('no sample is inconclusive: %s', (text) => {
    const unknown = { ...tcr, final: Number.NaN, min: Number.NaN, max: Number.NaN };
    for (const aggregates of [none, unknown]) {
      expect(evaluateThreshold(parse(text), aggregates, [])).toEqual({ verdict: 'inconclusive', observed: null });
    }
  });

  test('always and never say what a loop over all samples says', () => {
    const holds: Record<ThresholdOperator, (a: number, b: number) => boolean> = {
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
      '==': (a, b) => a === b,
      '!=': (a, b) => a !== b,
    };
    const samples = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(samples, fc.constantFrom(...THRESHOLD_OPERATORS), fc.nat(4), (values, operator, value) => {
        const aggregates = { ...none, min: Math.min(...values), max: Math.max(...values) };
        const verdictOf = (form: string) =>
          evaluateThreshold(parse(`${form} solvency.troves ${operator} ${value}`), aggregates, values).verdict;
        const matching = values.filter((sample) => holds[operator](sample, value));
        expect(verdictOf('always')).toBe(matching.length === values.length ? 'pass' : 'fail');
        expect(verdictOf('never')).toBe(matching.length === 0 ? 'pass' : 'fail');
      }),
    );
  });
});
