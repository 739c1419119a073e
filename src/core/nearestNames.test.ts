import { expect, test } from 'vitest';
import { nearestNames } from './nearestNames.ts';

const names = ['deviation', 'heartbeat', 'delay', 'tip'];

test.each([
  ['deviaton', ['deviation']],
  ['DELAY', ['delay']],
  ['dealy', ['delay']],
  ['tpi', ['tip']],
  ['amplification', []],
])('%s → %j', (name, expected) => {
  expect(nearestNames(name, names)).toEqual(expected);
});

test('nearest first, no more than asked for', () => {
  expect(nearestNames('abcd', ['abxx', 'abcx', 'abce', 'abcd'], 2)).toEqual(['abcd', 'abcx']);
  expect(nearestNames('solvency.tcrr', ['solvency.debt', 'solvency.tcr'])).toEqual(['solvency.tcr']);
});
