import { expect, test } from 'vitest';
import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { pointsTable } from './sweepTables.ts';

const parameter = (path: string, base: string | null, unit: string | null) => ({ path, base, unit, values: '' });
const point = (index: number, values: (string | null)[], numbers: (number | null)[]) => ({
  ...{ index, values, numbers, counts: { planned: 2, completed: 2, failed: 0 }, verdict: 'pass' },
  ...{ thresholds: [], folder: `points/${index}`, figures: [{ estimate: 0.5, low: 0.25, high: null, samples: 2 }] },
});
const record = {
  parameters: [
    parameter('dex.stable', '600k ZUSD', 'ZUSD'),
    parameter('backstop.amplification', '20', ''),
    parameter('backstop', null, null),
  ],
  figures: [{ text: 'backstop.return.final', unit: 'ratio', title: 'Return' }],
  thresholds: [],
  points: [
    point(0, ['300k ZUSD', null, '{ kind: bamm }'], [300_000, null, null]),
    point(1, [null, '50', '{ kind: none }'], [null, 50, null]),
  ],
} as unknown as SweepRecord;

test('a parameter is there as written and, if it is a quantity, as a number, the scenario’s own among them', () => {
  const { columns, rows } = pointsTable(record);
  expect(columns.map(({ name, unit }) => (unit === '' ? name : `${name} in ${unit}`))).toEqual([
    ...['point', 'dex.stable', 'dex.stable.number in ZUSD', 'backstop.amplification'],
    ...['backstop.amplification.number', 'backstop', 'trials in count', 'failed in count', 'verdict'],
    ...['mean(backstop.return.final) in ratio', 'mean(backstop.return.final) low in ratio'],
    ...['mean(backstop.return.final) high in ratio', 'folder'],
  ]);
  expect(rows).toEqual([
    [0, '300k ZUSD', 300_000, '20', 20, '{ kind: bamm }', 2, 0, 'pass', 0.5, 0.25, null, 'points/0'],
    [1, '600k ZUSD', 600_000, '50', 50, '{ kind: none }', 2, 0, 'pass', 0.5, 0.25, null, 'points/1'],
  ]);
});
