import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ActionRecord, RunRecord } from '../../src/metric/runRecord.ts';
import { buildReport } from '../../src/report/buildReport.ts';
import { html, scriptJson } from '../../src/report/html/html.ts';
import { writeRunRecord, writeTrialSeries } from '../../src/report/writeRecord.ts';
import { syntheticRun } from './syntheticRun.ts';

const root = mkdtempSync(join(tmpdir(), 'breakwater-html-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { record, series } = syntheticRun({ ticks: 300 });

async function page(name: string, run: RunRecord, withSeries = true): Promise<string> {
  const dir = join(root, name);
  writeRunRecord(dir, run);
  if (withSeries) writeTrialSeries(dir, 0, series);
  await buildReport(dir);
  return readFileSync(join(dir, 'index.html'), 'utf8');
}

/** The page without its scripts. */
const body = (text: string) => text.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '');

describe('index.html', () => {
  test('the same record gives the same bytes', async () => {
    expect(await page('one', record)).toBe(await page('two', record));
    for (const file of ['summary.md', 'charts/price.vl.json']) {
      expect(readFileSync(join(root, 'one', file), 'utf8')).toBe(readFileSync(join(root, 'two', file), 'utf8'));
    }
  });

  test('asks nothing of a network', async () => {
    const text = await page('alone', record);
    expect(body(text)).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(text).toContain('default-src &#39;none&#39;');
    expect(text).not.toMatch(/script-src[^;]*unsafe-inline/);
  });

  test('says what every reader must know', async () => {
    const text = body(await page('words', record));
    for (const words of [
      'One trial: no interval can be given; the horizon is',
      'Did the system stay solvent?',
      'What did the backstoppers earn?',
      'The parts add up to the total',
      'Not modelled',
      record.resultHash,
      record.provenance.contracts[0]?.codeHash ?? '?',
      record.trials[0]?.lastBlockHash ?? '?',
      'npx breakwater verify reports/black-thursday/42-55555555',
      '4 contracts, all known code',
      'VaR and ES',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(text).not.toContain('Actions before the first tick');
    expect(text).not.toContain('Forked block');
  });

  test('says what a fork is of, whose code it found, and what was changed before the first tick', async () => {
    const text = body(await page('fork', syntheticRun({ ticks: 300, fork: true }).record));
    for (const words of [
      'On chain 1 at block 19500000 (fork, book liquity); 2 actions before tick 0',
      '19500000, 23 Mar 2024 17:48:23 UTC',
      `0x${'7'.repeat(64)}`,
      '1\u202f204 requests, 3 retries; no part of the result',
      '5 contracts, the code of 1 not known',
      'not known</span>',
      'known</span><small>pinned in the address book</small>',
      'backstop: setParams',
      'Proposal 12',
      '<li><code>uint256</code> <code>200</code></li>',
      '<td class="number">0.5 %</td><td class="number"><b>1 %</b></td>',
      'function not known',
      'It changed none of the parameters',
      '<th scope="row">ETH sent</th><td>1.5</td>',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  test('says which pack was replayed, and nothing of an endpoint', async () => {
    const fork = syntheticRun({ ticks: 300, fork: true }).record;
    const { upstream: _, ...chain } = fork.provenance.chain;
    const pack = { ...chain, source: 'pack' as const, pack: '8'.repeat(64) };
    const text = body(await page('pack', { ...fork, provenance: { ...fork.provenance, chain: pack } }));
    expect(text).toContain(`(pack ${'8'.repeat(8)}, book liquity)`);
    expect(text).toContain(`<code class="hash">${'8'.repeat(64)}</code>`);
    expect(text).not.toContain('Asked of the endpoint');
  });

  test.each([
    ['f(uint256,(address,bytes32[])[],bool)', ['uint256', '(address,bytes32[])[]', 'bool']],
    ['f(address)', ['address']],
  ])('each argument of %s stands beside its type', async (call, types) => {
    const fork = syntheticRun({ ticks: 300, fork: true }).record;
    const [action] = fork.provenance.actions;
    const actions = [{ ...action, call, args: types.map((_, i) => `argument ${i}`) }] as ActionRecord[];
    const text = body(await page(`call-${types.length}`, { ...fork, provenance: { ...fork.provenance, actions } }));
    for (const [i, type] of types.entries()) {
      expect(text).toContain(`<li><code>${type}</code> <code>argument ${i}</code></li>`);
    }
  });

  test('nothing in a record is markup', async () => {
    const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
    const fork = syntheticRun({ ticks: 300, fork: true }).record.provenance;
    const run: RunRecord = {
      ...record,
      scenario: {
        ...record.scenario,
        title: hostile,
        source: hostile,
        assumptions: [hostile],
        symbols: { collateral: hostile, stable: hostile },
        groups: [{ name: hostile, class: hostile, count: 1, note: hostile }],
      },
      notModelled: [hostile],
      provenance: {
        ...fork,
        chain: { ...fork.chain, book: hostile },
        contracts: fork.contracts.map((contract) => ({ ...contract, name: hostile, source: hostile, known: hostile })),
        actions: fork.actions.map((action) => ({
          ...action,
          ...{
            from: hostile,
            to: hostile,
            contract: hostile,
            call: hostile,
            args: [hostile],
            data: hostile,
            note: hostile,
          },
          changes: [{ parameter: hostile, before: hostile, after: hostile }],
        })),
      },
    };
    const text = await page('hostile', run);
    expect(text).not.toContain('<img src=x');
    expect(text).not.toContain('<script>alert');
  });

  test('a run that broke off is marked before anything else, with the command that replays it', async () => {
    const [trial] = record.trials;
    const failure = {
      stage: 'invariant',
      tick: 100,
      message: 'pool < balance',
      replay: 'npx breakwater run x.yaml --until 100',
    };
    const run = {
      ...record,
      status: 'failed',
      trials: [{ ...trial, status: 'failed', ticks: 100, failure }],
    } as RunRecord;
    const text = body(await page('failed', run, false));
    expect(text.indexOf('This run failed.')).toBeGreaterThan(0);
    expect(text.indexOf('This run failed.')).toBeLessThan(text.indexOf('<h1'));
    expect(text).toContain('pool &lt; balance');
    expect(text).toContain(failure.replay);
    expect(text).toContain('Not drawn:');
  });

  test('a completed trial without its series is an error, not an empty report', async () => {
    await expect(page('lost', record, false)).rejects.toMatchObject({ shortMessage: "A trial's series are missing" });
  });
});

describe('markup', () => {
  test('values are escaped, markup is not, nothing is nothing', () => {
    expect(html`<p class="${'"x"'}">${'<b>'}${html`<i>&amp;</i>`}${[1, null, undefined, false, 'a&b']}</p>`.text).toBe(
      '<p class="&quot;x&quot;">&lt;b&gt;<i>&amp;</i>1a&amp;b</p>',
    );
  });

  test('JSON can not end its script', () => {
    const value = { a: '</script><!--', b: '\u2028' };
    const { text } = scriptJson(value);
    expect(text).not.toMatch(/<|\u2028/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
