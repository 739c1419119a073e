import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { EventKind } from '../../src/metric/runRecord.ts';
import type { ChartInput } from '../../src/report/charts/chart.ts';
import { drawCharts } from '../../src/report/charts/drawCharts.ts';
import { COLOURS, withLightColours } from '../../src/report/charts/theme.ts';
import { compileChart } from '../../src/report/html/compileChart.ts';
import { CHART_POINTS } from '../../src/report/thin.ts';
import { type SyntheticOptions, syntheticRun } from './syntheticRun.ts';

const schema = createRequire(import.meta.url)('vega-lite/vega-lite-schema.json');
const validate = new Ajv({
  strict: false,
  allErrors: false,
  formats: { 'color-hex': true, uri: true, 'uri-reference': true },
}).compile(schema);

function input(options: SyntheticOptions): ChartInput {
  const { record, series } = syntheticRun(options);
  const [trial] = record.trials;
  if (trial === undefined) throw new Error('the fixture has a trial');
  return { record, series, trial };
}

const drawn = (options: SyntheticOptions) =>
  drawCharts(input(options)).map(({ chart, spec }) => ({ id: chart.id, spec }));
const ids = (charts: { id: string; spec: unknown }[], present: boolean) =>
  charts.filter(({ spec }) => (spec !== null) === present).map(({ id }) => id);

describe.each([
  ['two days', { ticks: 13_292 }],
  ['an hour', { ticks: 270 }],
])('charts of %s', (_, options) => {
  const charts = drawn(options);

  test('all are drawn', () => {
    expect(ids(charts, false)).toEqual([]);
    expect(charts).toHaveLength(13);
  });

  test.each(charts)('$id is valid Vega-Lite on its own and compiles without a warning', ({ id, spec }) => {
    const alone = withLightColours(spec) as Record<string, unknown>;
    expect(validate(alone), JSON.stringify(validate.errors?.[0])).toBe(true);
    expect(JSON.stringify(alone)).not.toContain('var(');
    expect(alone).toMatchObject({
      $schema: expect.stringContaining('/v6.json'),
      title: expect.any(String),
      description: expect.any(String),
    });
    expect(String(alone['description'])).not.toMatch(/undefined|NaN|null|—/);
    expect(() => compileChart(id, spec ?? {})).not.toThrow();
  });

  test('no line holds more points than a chart can show', () => {
    for (const { id, spec } of charts) {
      const values = (spec?.['data'] as { values?: unknown[] } | undefined)?.values ?? [];
      if (id !== 'icr') expect(values.length, id).toBeLessThanOrEqual(CHART_POINTS);
    }
  });
});

describe('charts of runs with less in them', () => {
  test('without a backstop, its charts are left out for a reason', () => {
    const missing = drawCharts(input({ ticks: 270, backstop: 'none' })).filter(({ spec }) => spec === null);
    expect(missing.map(({ chart }) => chart.id)).toEqual(['returns', 'composition', 'discount', 'attribution']);
    for (const { chart } of missing) expect(chart.absent).toMatch(/^\w/);
  });

  test('a quiet day has no debt to show, and its other charts still compile', () => {
    const charts = drawn({ ticks: 600, quiet: true });
    expect(ids(charts, false)).toEqual(['liquidity', 'debt', 'bad-debt', 'discount']);
    for (const { id, spec } of charts) if (spec !== null) expect(() => compileChart(id, spec), id).not.toThrow();
  });

  test('without any trial, none is drawn', () => {
    expect(drawCharts(null).every(({ spec }) => spec === null)).toBe(true);
  });

  test('columns that are NaN throughout, or in part, are no obstacle', () => {
    const whole = input({ ticks: 900 });
    whole.series.samples.columns.get('dex.price')?.fill(Number.NaN);
    whole.series.samples.columns.get('oracle.price')?.fill(Number.NaN, 100, 300);
    for (const { chart, spec } of drawCharts(whole)) {
      if (spec !== null) expect(() => compileChart(chart.id, spec), chart.id).not.toThrow();
    }
  });
});

describe('events that matter to a price feed', () => {
  const at = { class: '', agent: '', debt: null, collateral: null, stable: null, value: null };
  function withEvents(...events: readonly (readonly [tick: number, kind: EventKind, detail: string])[]): ChartInput {
    const whole = input({ ticks: 900, quiet: true });
    const { time } = whole.series.samples;
    const added = events.map(([tick, kind, detail]) => ({ ...at, tick, time: time[tick] as number, kind, detail }));
    whole.series.samples.columns.get('oracle.age')?.fill(0);
    return { ...whole, series: { ...whole.series, events: added } };
  }
  const chart = (of: ChartInput, id: string) => drawCharts(of).find((drawn) => drawn.chart.id === id)?.spec ?? {};
  const labelsIn = (spec: object): string[] => {
    const found = JSON.stringify(spec).matchAll(/"label":"([^"]*)"/g);
    return [...new Set([...found].map(([, label]) => label as string))].filter(
      (label) => !/^(low|MCR|CCR)/.test(label),
    );
  };

  test('are marked with their words in the price and TCR charts, those close together as one', () => {
    const events = withEvents(
      [100, 'oracleFault', 'collateral feed frozen begins'],
      [300, 'oracleFault', 'collateral feed frozen ends'],
      [600, 'oracleFault', 'collateral feed wick of -60%'],
      [600, 'oracleJump', ''],
      [601, 'oracleJump', ''],
      [800, 'outage', 'outage begins'],
    );
    const labels = ['frozen begins', 'frozen ends', "wick of −60% · 50 % jump: Liquity's limit", 'outage begins'];
    for (const id of ['price', 'tcr']) {
      const spec = chart(events, id);
      expect(labelsIn(spec)).toEqual(labels);
      expect(() => compileChart(id, spec)).not.toThrow();
      expect(validate(withLightColours(spec)), JSON.stringify(validate.errors?.[0])).toBe(true);
      // 100 blocks of 13 s after midnight.
      expect((spec as { description: string }).description).toContain(
        'Vertical lines mark events: frozen begins (12 Mar 2020 00:21 UTC); frozen ends',
      );
    }
  });

  test('a feed that is stale for a block is not marked, one that is for longer is', () => {
    const brief = withEvents([400, 'oracleStale', '']);
    const age = brief.series.samples.columns.get('oracle.age');
    age?.fill(3610, 400, 401);
    expect(labelsIn(chart(brief, 'price'))).toEqual([]);
    // A two-hundredth of 900 blocks is four and a half.
    age?.fill(3610, 400, 405);
    expect(labelsIn(chart(brief, 'price'))).toEqual(['1 h old: BAMM quotes 0']);
  });

  test('without any, the charts say nothing of them', () => {
    expect(JSON.stringify(chart(withEvents(), 'price'))).not.toContain('Vertical lines');
  });
});

test('the low of the price is in its chart', () => {
  const whole = input({ ticks: 13_292 });
  const price = whole.series.samples.columns.get('market.price') ?? new Float64Array();
  const spec = drawCharts(whole).find(({ chart }) => chart.id === 'price')?.spec;
  const data = spec?.['data'] as { values: { v0: number }[] } | undefined;
  const values = data?.values ?? [];
  expect(Math.min(...values.map(({ v0 }) => v0))).toBeCloseTo(
    price.reduce((a, b) => Math.min(a, b)),
    3,
  );
});

describe('colours', () => {
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) =>
    (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

  test.each(['ink', 'muted', 'blue', 'orange', 'green', 'red'] as const)('%s is legible as text', (name) => {
    expect(contrast(COLOURS[name].light, COLOURS.paper.light)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(COLOURS[name].dark, COLOURS.paper.dark)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['purple', 'grey'] as const)('%s is visible as a line', (name) => {
    expect(contrast(COLOURS[name].light, COLOURS.paper.light)).toBeGreaterThanOrEqual(3);
    expect(contrast(COLOURS[name].dark, COLOURS.paper.dark)).toBeGreaterThanOrEqual(3);
  });
});
