import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeBaseline } from '../../metric/judgeBaseline.ts';
import type { TrialRecord } from '../../metric/runRecord.ts';
import { parseBaseline } from './readBaseline.ts';
import { type RunToKeep, updateBaseline } from './updateBaseline.ts';

const HASH = '12345678e901'.padEnd(64, '0');
const RUN: RunToKeep = {
  ...{ scenario: 'crash', scenarioHash: HASH, resultHash: HASH, seed: 7, overrides: [], trials: 2 },
  metrics: { 'backstop.return': { unit: 'ratio' }, 'liquidation.delay': { unit: 'seconds' } },
  columns: new Map([['backstop.return.final', Float64Array.of(0.1, -0.2)]]),
};
const made = updateBaseline(undefined, RUN).text;
const read = (text: string) => parseBaseline('b.yaml', text);
const changed = (from: string | RegExp, to: string) => {
  const text = made.replace(from, to);
  expect(text).not.toBe(made);
  return text;
};

describe('updateBaseline', () => {
  it('keeps the usual figures as far as they are measured, without tolerance', () => {
    const kept = read(made).scenarios.get('crash');
    expect(kept).toMatchObject({ scenarioHash: HASH, resultHash: HASH, seed: 7, trials: 2 });
    const line = (text: string) => made.split('\n').findIndex((each) => each.includes(text)) + 1;
    expect(kept?.figures).toEqual([
      {
        name: 'liquidation.delay.mean',
        kept: { unit: 'seconds', tolerance: 0, values: [null, null] },
        line: line('delay'),
      },
      {
        name: 'backstop.return.final',
        kept: { unit: 'ratio', tolerance: 0, values: [0.1, -0.2] },
        line: line('return'),
      },
    ]);
    expect(kept?.line).toBe(line('crash:'));
    // One figure, one line of values.
    expect(made).toContain('\n        values: [0.1, -0.2]\n');
  });

  it('is the same text again from the same run', () => {
    expect(updateBaseline(made, RUN).text).toBe(made);
  });

  it('leaves comments, tolerances, the choice of figures, the level and other scenarios', () => {
    const edited = changed('version: 1\n', '# ours\nversion: 1\nlevel: 1% # two scenarios\n')
      .replace(
        'unit: ratio\n        tolerance: 0%',
        'unit: ratio\n        # agreed in May\n        tolerance: 0.5% # half a point',
      )
      .replace(/ {6}liquidation\.delay\.mean:\n(?: {8}.*\n)+/, '');
    const other = updateBaseline(edited, { ...RUN, scenario: 'other' }).text;
    const columns = new Map([['backstop.return.final', Float64Array.of(0.3, 1e-7)]]);
    const { text, figures } = updateBaseline(other, { ...RUN, seed: 8, columns });
    expect(figures).toEqual(['backstop.return.final']);
    expect(text).toBe(other.replace('seed: 7', 'seed: 8').replace('[0.1, -0.2]', '[0.3, 1e-7]'));
    for (const kept of ['# ours', 'level: 1% # two scenarios', '# agreed in May', 'tolerance: 0.5% # half a point']) {
      expect(text).toContain(kept);
    }
    expect(read(text)).toMatchObject({ level: 0.01 });
  });

  it('measures what was named by hand, and leaves out what is not measured any more', () => {
    const named = changed(
      / {6}liquidation\.delay\.mean:\n(?: {8}.*\n)+/,
      '      backstop.return.min:\n      backstop.retrun.max:\n',
    );
    expect(
      read(named)
        .scenarios.get('crash')
        ?.figures.map(({ kept }) => kept === null),
    ).toEqual([true, true, false]);
    const columns = new Map([...RUN.columns, ['backstop.return.min', Float64Array.of(-1, -2)]]);
    const { text, dropped } = updateBaseline(named, { ...RUN, columns });
    expect(dropped).toEqual(['backstop.retrun.max']);
    expect(read(text).scenarios.get('crash')?.figures).toMatchObject([
      { name: 'backstop.return.min', kept: { unit: 'ratio', tolerance: 0, values: [-1, -2] } },
      { name: 'backstop.return.final' },
    ]);
  });

  it('gives every number back to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const columns = new Map([['backstop.return.final', Float64Array.from(values)]]);
        const { text } = updateBaseline(undefined, { ...RUN, columns, trials: values.length });
        const back = read(text).scenarios.get('crash')?.figures.at(-1)?.kept?.values;
        // Zero has no sign in the file.
        expect(back).toEqual(values.map((value) => value || 0));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe('a baseline that can not be used', () => {
  const line = (text: string) => made.split('\n').findIndex((each) => each.includes(text)) + 1;

  it.each<[string, string | RegExp, string, string, RegExp]>([
    ['broken YAML', 'values: [0.1, -0.2]', 'values: [0.1, -0.2', 'values: [0.1', /not valid YAML/],
    ['another version', 'version: 1', 'version: 2', 'version', /expected version 1; found the number 2/],
    [
      'a tolerance in another unit',
      '0%',
      '5 USD',
      'tolerance: 0%',
      /expected a ratio such as 110%, 50bps; found "5 USD"/,
    ],
    ['a tolerance below zero', '0%', '-1%', 'tolerance: 0%', /expected a tolerance from 0 on/],
    ['a value too few', '[0.1, -0.2]', '[0.1]', 'values: [0.1', /expected one value a trial, 2 in all; found 1/],
    ['a value that is none', '[0.1, -0.2]', '[0.1, .nan]', 'values: [0.1', /expected a number or null/],
    [
      'a figure without an aggregate',
      'backstop.return.final',
      'backstop.return',
      'backstop.return',
      /a metric and an agg/,
    ],
    ['an unknown key', 'tolerance: 0%', 'tolerence: 0%', 'tolerance: 0%', /unknown key; did you mean tolerance/],
    [
      'a hash that is none',
      /scenarioHash: .*/,
      'scenarioHash: abc',
      'scenarioHash',
      /expected a hash of 64 hex digits/,
    ],
  ])('%s', (_, from, to, at, message) => {
    const text = changed(from, to).replace(/(&h.*\n {4}seed: )7/, '$1*h');
    expect(() => read(text)).toThrow(new RegExp(`b\\.yaml:(${line(at)}|${line(at) + 1}):\\d+`));
    expect(() => read(text)).toThrow(message);
  });

  it('an alias, which an update would change in two places', () => {
    const text = changed('resultHash: ', 'resultHash: &h ').replace('seed: 7', 'seed: *h');
    expect(() => read(text)).toThrow(new RegExp(`b\\.yaml:${line('seed')}:11 .*an update of one would change both`));
  });

  it('a chance that is none', () => {
    expect(() => read(`${made}level: 5\n`)).toThrow(/level/);
    expect(() => read(`${made}level: 60%\n`)).toThrow(/above 0% and under 50%/);
  });
});

describe('judgeBaseline', () => {
  const trial = (index: number, status: TrialRecord['status'] = 'completed') => ({ index, status }) as TrialRecord;
  const kept = read(made).scenarios.get('crash');
  const judge = (records: readonly TrialRecord[], columns: Record<string, readonly number[]>, metrics = RUN.metrics) =>
    judgeBaseline(
      kept ?? { seed: 7, trials: 2, figures: [] },
      {
        table: { records, columns: new Map(Object.entries(columns).map(([n, v]) => [n, Float64Array.from(v)])) },
        metrics,
      },
      0.05,
    );

  it('tells no value then and now from one on one side, and counts what is infinite for none', () => {
    const [delay, gain] = judge([trial(0), trial(1)], { 'backstop.return.final': [0.1, Number.POSITIVE_INFINITY] });
    expect(delay).toMatchObject({ verdict: 'pass', reason: 'same', lacking: { both: 2 } });
    expect(gain).toMatchObject({ verdict: 'inconclusive', reason: 'lacking', lacking: { now: 1 } });
    const [late] = judge([trial(0), trial(1)], { 'liquidation.delay.mean': [12, Number.NaN] });
    expect(late).toMatchObject({ verdict: 'inconclusive', lacking: { base: 1, both: 1 } });
  });

  it('finds trials by their index, and counts those that failed', () => {
    const [, gain] = judge([trial(0, 'failed'), trial(1)], { 'backstop.return.final': [Number.NaN, -0.2] });
    expect(gain).toMatchObject({
      verdict: 'inconclusive',
      reason: 'failed',
      failed: [0],
      meanBase: -0.2,
      meanNow: -0.2,
    });
  });

  it('says what the run does not measure', () => {
    const [delay] = judge([trial(0), trial(1)], {}, { 'backstop.return': { unit: 'ratio' } });
    expect(delay).toEqual({ kind: 'unmeasured', name: 'liquidation.delay.mean', line: expect.any(Number) as number });
  });
});
