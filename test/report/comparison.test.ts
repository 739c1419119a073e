import { describe, expect, test } from 'vitest';
import type { ChainRecord, RunRecord } from '../../src/metric/runRecord.ts';
import { type ComparedField, compareRecords } from '../../src/report/compareRecords.ts';
import { comparisonTsv, differenceLine, renderComparison } from '../../src/report/comparison.ts';
import { syntheticRun } from './syntheticRun.ts';

const { record } = syntheticRun({ ticks: 50, fork: true });

/** As a file would bring it back. */
const copy = (): RunRecord => JSON.parse(JSON.stringify(record)) as RunRecord;
const different = (now: RunRecord): ComparedField[] => compareRecords(record, now).filter(({ isEqual }) => !isEqual);
const withProvenance = (change: Partial<RunRecord['provenance']>): RunRecord => {
  const now = copy();
  return { ...now, provenance: { ...now.provenance, ...change } };
};
const withChain = (change: Partial<ChainRecord>): RunRecord =>
  withProvenance({ chain: { ...record.provenance.chain, ...change } });

describe('a record compared with itself', () => {
  test('is equal in every field', () => {
    const fields = compareRecords(record, copy());
    expect(fields.filter(({ isEqual }) => !isEqual)).toEqual([]);
    expect(differenceLine(fields)).toBeUndefined();
    const names = fields.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['block hash', 'address book', 'contract backstop', 'action 2', 'metrics', 'verdict']),
    );
  });

  test('whatever the order of keys', () => {
    const now = copy();
    const metrics = Object.fromEntries(Object.entries(now.metrics).reverse());
    expect(different({ ...now, metrics })).toEqual([]);
  });
});

describe('what a run was made on', () => {
  test('requests to the endpoint are no part of the result', () => {
    expect(different(withChain({ upstream: { requests: 2, retries: 3 } }))).toEqual([
      { name: 'requests to the endpoint', kind: 'environment', isEqual: false, recorded: '1204', now: '2' },
    ]);
    const { upstream: _, ...chain } = record.provenance.chain;
    expect(different(withProvenance({ chain })).map(({ now }) => now)).toEqual(['none', 'none']);
  });

  test('the block is', () => {
    const block = { number: 1, hash: '0x1', timestamp: 1 };
    const fields = different(withChain({ block }));
    expect(fields.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'result block number',
      'result block hash',
      'result block time',
    ]);
  });

  test('a fork of the latest block is made again as a fork of that block', () => {
    const reproduce = `${record.provenance.reproduce} --set chain.block=19500000`;
    expect(different(withProvenance({ reproduce }))).toEqual([]);
    expect(different(withProvenance({ reproduce: `${reproduce}1` })).map(({ name }) => name)).toEqual([
      'scenario: reproduce',
    ]);
  });

  test('versions are not, and another version may word things otherwise', () => {
    const now = withProvenance({ versions: { ...record.provenance.versions, breakwater: '9.0.0' } });
    const scenario = { ...now.scenario, groups: [] };
    const fields = different({ ...now, scenario, notModelled: [] });
    expect(fields.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'environment scenario: groups',
      'environment scenario: not modelled',
      'environment version breakwater',
    ]);
    expect(differenceLine(fields)).toBeUndefined();
    expect(different({ ...copy(), notModelled: [] }).map(({ kind }) => kind)).toEqual(['result']);
  });
});

describe('what was done to it', () => {
  test('each part of an action', () => {
    const [first, second] = record.provenance.actions as [RunRecord['provenance']['actions'][0], never];
    const actions = [{ ...first, args: ['200', '101'], gasUsed: 1 }, second];
    expect(different(withProvenance({ actions }))).toEqual([
      { name: 'action 1: args', kind: 'result', isEqual: false, recorded: '["200","100"]', now: '["200","101"]' },
      { name: 'action 1: gasUsed', kind: 'result', isEqual: false, recorded: '34201', now: '1' },
    ]);
    expect(different(withProvenance({ actions: [first] })).map(({ name, now }) => [name, now])).toEqual([
      ['action 2', 'none'],
    ]);
  });

  test('a contract that another took the place of, is missing or comes twice', () => {
    const [first, ...rest] = record.provenance.contracts as [RunRecord['provenance']['contracts'][0]];
    const names = (contracts: RunRecord['provenance']['contracts']) =>
      different(withProvenance({ contracts })).map(({ name }) => name);
    expect(names([{ ...first, codeHash: '0x', known: null }, ...rest])).toEqual([
      'contract troveManager: code hash',
      'contract troveManager: known',
    ]);
    expect(names(rest)).toEqual(['contract troveManager']);
    expect(names([first, ...rest, first])).toEqual(['contract troveManager 2']);
  });
});

test('a run cut short needs not have ended in the same way', () => {
  const [trial] = record.trials;
  const cut = { ...record, status: 'partial', trials: [{ ...trial, status: 'interrupted' }] } as RunRecord;
  const now = { ...cut, trials: record.trials } as RunRecord;
  const fields = compareRecords(cut, now).filter(({ isEqual }) => !isEqual);
  expect(fields.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['environment trial 0: status']);
  expect(different(now).map(({ name, kind }) => `${kind} ${name}`)).toEqual(['result status']);
});

describe('on paper', () => {
  const [high, low] = [`0x${'a'.repeat(64)}`, `0x${'a'.repeat(30)}b${'a'.repeat(33)}`];
  const fields: ComparedField[] = [
    { name: 'seed', kind: 'result', isEqual: true, recorded: '7', now: '7' },
    { name: 'a', kind: 'result', isEqual: false, recorded: high, now: low },
    { name: 'b', kind: 'result', isEqual: false, recorded: high, now: '\u001b[2Jx\ty' },
    { name: 'version node', kind: 'environment', isEqual: false, recorded: '20.0.0', now: '20.1.0' },
    ...Array.from('cdefgh', (name): ComparedField => {
      return { name, kind: 'result', isEqual: false, recorded: '1', now: '2' };
    }),
  ];

  test('one line a field; hashes are cut short unless that hides how they differ', () => {
    expect(renderComparison(fields.slice(0, 4), { color: false, width: 12 })).toBe(
      [
        'same     see',
        `differs  a             recorded ${high}, now ${low}`,
        'differs  b             recorded 0xaaaaaaaa…aaaaaaaa, now  [2Jx y',
        'note     version node  recorded 20.0.0, now 20.1.0',
        '',
      ].join('\n'),
    );
    expect(renderComparison(fields, { color: true })).toContain('\u001b[31mdiffers');
  });

  test('as tab-separated lines, values in full', () => {
    expect(comparisonTsv(fields.slice(1, 4)).split('\n')).toEqual([
      'field\tkind\tstate\trecorded\tnow',
      `a\tresult\tdiffers\t${high}\t${low}`,
      `b\tresult\tdiffers\t${high}\t [2Jx y`,
      'version node\tenvironment\tnote\t20.0.0\t20.1.0',
      '',
    ]);
  });

  test('in one line', () => {
    expect(differenceLine(fields)).toBe('differs: a, b, c, d, e, f and 2 more');
  });
});
