import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { aggregate } from '../core/statistics.ts';
import { metricCatalogue } from './catalogue.ts';
import { type MeasuredRun, parseMeasure, takeMeasure } from './measure.ts';
import type { EventKind } from './runRecord.ts';

const catalogue = metricCatalogue({ collateral: 'ETH', stable: 'ZUSD', classes: [] });
const parse = (text: string) => parseMeasure(text, catalogue);

/** Columns as given; metrics are their aggregates. */
function run(columns: Record<string, readonly number[]>, events: readonly EventKind[] = []): MeasuredRun {
  const metrics = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => {
      const { unit, kind, title, definition } = catalogue.get(name) as NonNullable<ReturnType<typeof catalogue.get>>;
      return [name, { unit, kind, title, definition, ...aggregate(values) }];
    }),
  );
  return {
    metrics,
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
    events: events.map((kind) => ({ kind })),
    blockSeconds: 12,
  };
}

const take = (text: string, measured: MeasuredRun) => takeMeasure(parse(text), measured);

describe('reading', () => {
  test.each([
    ['solvency.icrQuantiles.p05.min', { form: 'aggregate', metric: 'solvency.icrQuantiles.p05', unit: 'ratio' }],
    ['liquidation.delay.count', { form: 'aggregate', aggregate: 'count', unit: 'count' }],
    ['liquidation.debt.final', { unit: 'ZUSD' }],
    [' count( recoveryEntered ) ', { form: 'events', kind: 'recoveryEntered', unit: 'count' }],
    [
      'longest(backstop.inventoryShare > 1%)',
      {
        form: 'longest',
        unit: 'seconds',
        condition: { metric: 'backstop.inventoryShare', operator: '>', value: 0.01 },
      },
    ],
    ['total(solvency.debt<=20M ZUSD)', { form: 'total', condition: { operator: '<=', value: 20_000_000 } }],
    ['total(solvency.recoveryMode == true)', { condition: { operator: '==', value: 1 } }],
    [
      'growth(liquidation.debt while solvency.tcr < 150%)',
      { form: 'growth', metric: 'liquidation.debt', unit: 'ZUSD', condition: { metric: 'solvency.tcr', value: 1.5 } },
    ],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject({ text: text.trim(), ...expected });
  });

  test.each([
    ['', 'expected a measure such as liquidation.debt.final'],
    ['liquidation.debt', 'liquidation.debt needs an aggregate, such as liquidation.debt.final'],
    ['liquidation.debt.last', 'unknown aggregate last; expected one of final, min, max'],
    ['liquidation.dept.final', 'unknown metric liquidation.dept; did you mean liquidation.debt'],
    ['liquidation.debt.final > 1', 'expected a measure such as'],
    ['longst(solvency.tcr < 150%)', 'unknown measure longst(…); did you mean longest?'],
    ['average(solvency.tcr)', 'unknown measure average(…); expected one of count, longest, total, growth'],
    ['count(recoveryEnterd)', 'unknown kind of event recoveryEnterd; did you mean recoveryEntered?'],
    ['count()', 'unknown kind of event ""; expected one of liquidation, redistribution'],
    [
      'longest(solvency.tcr)',
      'longest(…) takes a condition such as backstop.inventoryShare > 1%; found "solvency.tcr"',
    ],
    ['longest(solvency.tcr < 1.5)', 'value for solvency.tcr: expected a ratio such as 110%, 50bps'],
    ['longest(solvency.tcrr < 150%)', 'unknown metric solvency.tcrr; did you mean solvency.tcr'],
    ['longest(solvency.tcr.min < 150%)', 'a condition takes a metric without an aggregate; expected solvency.tcr'],
    ['total(liquidation.delay > 10m)', 'total(…) takes a metric that is sampled every block; liquidation.delay comes'],
    ['growth(liquidation.count)', 'expected growth(<counter> while <metric> <operator> <value>)'],
    ['growth(solvency.tcr while solvency.tcr < 150%)', 'growth(…) takes a counter; solvency.tcr is a gauge'],
  ])('what it says of %j', (text, message) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(message);
  });
});

describe('taking', () => {
  const share = [0, 0.02, 0.02, Number.NaN, 0.02, 0.01, 0.03, 0.03, 0.03];

  test('an aggregate is the record’s', () => {
    expect(take('backstop.inventoryShare.max', run({ 'backstop.inventoryShare': share }))).toBe(0.03);
    expect(take('backstop.inventoryShare.count', run({ 'backstop.inventoryShare': share }))).toBe(8);
  });

  test('longest is the longest run of blocks; a block without a sample and one at the bound break it', () => {
    // Runs of 2, 1 and 3 blocks of 12 seconds.
    expect(take('longest(backstop.inventoryShare > 1%)', run({ 'backstop.inventoryShare': share }))).toBe(36);
  });

  test('total counts every block for which it held, and none without a sample', () => {
    expect(take('total(backstop.inventoryShare > 1%)', run({ 'backstop.inventoryShare': share }))).toBe(72);
    expect(take('total(backstop.inventoryShare >= 1%)', run({ 'backstop.inventoryShare': share }))).toBe(84);
    expect(take('total(backstop.inventoryShare != 2%)', run({ 'backstop.inventoryShare': share }))).toBe(60);
  });

  test('growth belongs to the state that a block found', () => {
    const measured = run({
      'liquidation.count': [0, 1, 3, 6, 10, 15],
      'solvency.recoveryMode': [0, 1, 1, 0, 0, 1],
    });
    // Blocks 2 and 3 found recovery mode: 2 and 3 troves; block 1 entered it and block 5 did again.
    expect(take('growth(liquidation.count while solvency.recoveryMode == true)', measured)).toBe(5);
    expect(take('growth(liquidation.count while solvency.recoveryMode == false)', measured)).toBe(10);
  });

  test('events are counted, none is 0', () => {
    const measured = run({}, ['recoveryEntered', 'swap', 'recoveryEntered']);
    expect(take('count(recoveryEntered)', measured)).toBe(2);
    expect(take('count(redemption)', measured)).toBe(0);
  });

  test('without a sample there is no figure', () => {
    const empty = run({ 'solvency.tcr': [Number.NaN, Number.NaN] });
    for (const text of ['solvency.tcr.min', 'longest(solvency.tcr < 150%)', 'total(solvency.debt > 0 ZUSD)']) {
      expect(take(text, empty)).toBeNull();
    }
  });
});
