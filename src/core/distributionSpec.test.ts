import { expect, test } from 'vitest';
import { distribution } from './distributionSpec.ts';
import { duration } from './quantityFields.ts';

const field = distribution(duration());

test.each([
  ['2h', { kind: 'constant', value: 7200 }],
  [
    { distribution: 'constant', value: '2h' },
    { kind: 'constant', value: 7200 },
  ],
  [
    { distribution: 'uniform', min: '1h', max: '2h' },
    { kind: 'uniform', min: 3600, max: 7200 },
  ],
  [
    { distribution: 'lognormal', median: '2h', sigma: 0.5, min: '1h', max: '9h' },
    { kind: 'lognormal', median: 7200, sigma: 0.5, min: 3600, max: 32_400 },
  ],
  [
    { distribution: 'exponential', mean: '2h' },
    { kind: 'exponential', mean: 7200 },
  ],
  [
    { distribution: 'exponential', mean: '2h', max: '9h' },
    { kind: 'exponential', mean: 7200, max: 32_400 },
  ],
])('%j', (input, spec) => {
  expect(field.parse(input)).toEqual(spec);
});

test.each([
  ['bounds the wrong way round', { distribution: 'uniform', min: '2h', max: '1h' }, ['max']],
  ['a median under min', { distribution: 'lognormal', median: '1h', sigma: 1, min: '2h', max: '3h' }, ['min']],
  ['a median over max', { distribution: 'lognormal', median: '4h', sigma: 1, min: '2h', max: '3h' }, ['max']],
  ['a median of zero', { distribution: 'lognormal', median: '0h', sigma: 1, min: '0h', max: '3h' }, ['median']],
])('refuses %s', (_, input, path) => {
  const [issue] = field.safeParse(input).error?.issues ?? [];
  const named = issue?.code === 'invalid_union' ? issue.errors.at(-1) : [];
  expect(named?.map((problem) => problem.path)).toEqual([path]);
});
