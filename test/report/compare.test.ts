import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { ComparedFigure } from '../../src/metric/compareRecord.ts';
import { buildCompareReport } from '../../src/report/compare/buildCompareReport.ts';
import { readCompareRecord, writeCompareRecord } from '../../src/report/compare/compareFile.ts';
import { renderCompareSummary } from '../../src/report/compare/compareSummary.ts';
import {
  compareHeadline,
  differenceText,
  figureNote,
  nameOf,
  readFirst,
  ruledOutText,
  watchText,
} from '../../src/report/compare/compareText.ts';
import { renderCompareConsole, renderCompareTsv } from '../../src/report/compare/consoleText.ts';
import { plainText } from '../../src/report/format.ts';
import { type SyntheticComparison, syntheticComparison } from './syntheticComparison.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const isSkipped = !existsSync(CHROMIUM) && process.env['CI'] === undefined;
const root = mkdtempSync(join(tmpdir(), 'breakwater-compare-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WORSE: SyntheticComparison = {
  moves: {
    'backstop.return.final': -0.3,
    'solvency.tcr.min': 0.2,
    'solvency.badDebtRealised.final': null,
  },
};

const figure = (changes: Partial<ComparedFigure>): ComparedFigure => ({
  ...(syntheticComparison().key[0] as ComparedFigure),
  ...changes,
});

describe('words of a comparison', () => {
  it('gives differences in the unit that they are of', () => {
    const text = (value: number | null, unit: string) => plainText(differenceText(value, unit));
    expect(text(-0.0234, 'ratio')).toBe('-2.34 pp');
    expect(text(0.00004, 'ratio')).toBe('+0.0040 pp');
    expect(text(0, 'ratio')).toBe('0 pp');
    expect(text(24_500, 'ZUSD')).toBe('+24.5k ZUSD');
    expect(text(75, 'seconds')).toBe('+1 min 15 s');
    expect(text(-75, 'seconds')).toBe('-1 min 15 s');
    expect(text(null, 'USD')).toBe('—');
  });

  it('names figures as one would say them', () => {
    expect(nameOf({ title: 'TCR', aggregate: 'min' })).toBe('Lowest TCR');
    expect(nameOf({ title: 'Latent bad debt', aggregate: 'max' })).toBe('Highest latent bad debt');
    expect(nameOf({ title: 'Backstop return', aggregate: 'final' })).toBe('Backstop return');
    expect(nameOf({ title: 'Inclusion delay', aggregate: 'p95' })).toBe('Inclusion delay, p95');
  });

  it('says what an interval rules out', () => {
    const text = (changes: Partial<ComparedFigure>) =>
      plainText(ruledOutText(figure({ unit: 'USD', ...changes }), '95 %'));
    expect(text({ verdict: 'undetected', low: -30, high: 12 })).toBe(
      'Ruled out with 95 % confidence: a mean fall of more than 30 USD, and a mean rise of more than 12 USD.',
    );
    expect(text({ verdict: 'undetected', low: -30, high: null })).toBe(
      'Ruled out with 95 % confidence: a mean fall of more than 30 USD. A rise of any size is not ruled out.',
    );
    expect(text({ verdict: 'undetected', low: 2, high: 12 })).toContain(
      'a mean rise of less than 2 USD, and a mean rise of more than 12 USD',
    );
    expect(text({ verdict: 'undetected', low: null, high: null })).toContain('neither a rise nor a fall is ruled out');
    expect(text({ verdict: 'worse', low: -9, high: -3 })).toBe(
      'The mean difference lies between -9 USD and -3 USD with 95 % confidence.',
    );
    expect(text({ verdict: 'identical', pairs: 20 })).toContain('The same in all 20 pairs.');
    expect(text({ verdict: 'unknown' })).toContain('nothing can be said');
  });

  it('says which figures could not have been told from chance, and which pairs it lacks', () => {
    const note = figureNote(
      figure({
        verdict: 'undetected',
        isDecidable: false,
        pairs: 15,
        same: 12,
        lacking: { base: 4, proposal: 0, both: 1 },
      }),
    );
    expect(plainText(note ?? '')).toBe(
      'Differs in 3 trials only: too few to be told from chance, whatever their size. 5 pairs left out of this figure for lack of a value: the base in 4, both in 1. So it speaks of the other 15 alone.',
    );
    expect(figureNote(figure({ verdict: 'worse', lacking: { base: 0, proposal: 0, both: 0 } }))).toBeNull();
  });

  it('warns of what is worse wherever it differs', () => {
    const record = syntheticComparison();
    const suspect = figure({ verdict: 'undetected', good: 'lower', higher: 3, lower: 0, same: 17 });
    const harmless = figure({ verdict: 'undetected', good: 'lower', higher: 2, lower: 1, same: 17 });
    expect(watchText({ ...record, key: [harmless] })).toBeNull();
    const text = watchText({ ...record, key: [suspect, harmless] });
    expect(text).toContain('worse in 3 of 20 trials, better in none');
    expect(readFirst({ ...record, key: [suspect] })).toContain(text);
  });

  it('tells the outcome in one sentence', () => {
    expect(plainText(compareHeadline(syntheticComparison(WORSE)))).toMatch(
      /^the proposal is worse in backstop return \(-\d\d\.\d\d pp\); better in lowest TCR \(\+\d\d\.\d\d pp\); no detectable difference in the other \d of \d+ key figures$/,
    );
    expect(compareHeadline(syntheticComparison({ trials: 4 }))).toMatch(
      /^4 pairs of trials are too few: it takes at least 9 /,
    );
  });
});

describe('pages of a comparison', () => {
  it('escapes what comes from a scenario, and puts the parameters on top', () => {
    const summary = renderCompareSummary(syntheticComparison(WORSE));
    expect(summary).toContain('## Stress test: Synthetic \\*crash\\*');
    expect(summary).toContain('| `backstop.amplification` | 20 (default) | 100 |');
    expect(summary.indexOf('backstop.amplification')).toBeLessThan(summary.indexOf('**❌ Better and worse:**'));
    expect(summary).toContain('npx breakwater compare base.yaml proposal.yaml');
    expect(summary).not.toMatch(/NaN|undefined|null|\[object/);
  });

  it('fits the console, and gives every figure as tab-separated lines', () => {
    const record = syntheticComparison(WORSE);
    const text = renderCompareConsole(record, { color: false, width: 80, path: 'x/index.html' });
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(text).toContain('BETTER AND WORSE:');
    const lines = renderCompareTsv(record).split('\n').slice(0, -1);
    expect(lines).toHaveLength(1 + record.key.length + record.unchanged.length);
    expect(new Set(lines.map((line) => line.split('\t').length))).toEqual(new Set([16]));
  });

  it('reads back what it wrote, and refuses what is damaged', () => {
    const record = syntheticComparison(WORSE);
    const dir = join(root, 'kept');
    writeCompareRecord(dir, record);
    expect(readCompareRecord(dir)).toEqual(JSON.parse(JSON.stringify(record)));
    expect(() => readCompareRecord(root)).toThrow(/record can not be read/);
  });

  it('gives the same bytes for the same record', () => {
    const pages = ['one', 'two'].map((name) => {
      const dir = join(root, name);
      writeCompareRecord(dir, syntheticComparison(WORSE));
      buildCompareReport(dir);
      return readFileSync(join(dir, 'index.html'), 'utf8');
    });
    expect(pages[0]).toBe(pages[1]);
  });
});

describe.skipIf(isSkipped)('the page in a browser', () => {
  it('draws both charts, complains of nothing, asks for nothing and fits its width', async () => {
    const dir = join(root, 'page');
    writeCompareRecord(dir, syntheticComparison(WORSE));
    buildCompareReport(dir);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    const complaints: string[] = [];
    try {
      for (const scheme of ['light', 'dark'] as const) {
        for (const width of [1280, 400]) {
          const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
          page.on('console', (message) => complaints.push(message.text()));
          page.on('pageerror', (error) => complaints.push(error.message));
          page.on('request', (request) => {
            if (!/^(file|data):/.test(request.url())) complaints.push(request.url());
          });
          await page.goto(pathToFileURL(join(dir, 'index.html')).href);
          await page.waitForSelector('html[data-ready="yes"]');
          expect(await page.$$eval('figure[data-chart]', (all) => all.map((each) => each.dataset['chart']))).toEqual([
            'forest',
            'pairs',
          ]);
          // One symbol a pair in the second chart.
          const dots = await page.$$eval('figure[data-chart="pairs"] .mark-symbol.role-mark path', (all) => all.length);
          expect(dots).toBe(20);
          expect(
            await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
          ).toBe(0);
          await page.close();
        }
      }
    } finally {
      await browser.close();
    }
    expect(complaints).toEqual([]);
  });
});
