import { z } from 'zod';
import { integer, listOf, mismatch, section, text, textLike } from '../../core/field.ts';
import { BASELINE_VERSION } from '../../metric/baseline.ts';

/** A file of baselines before its tolerances are read. */
export type BaselineFile = z.output<typeof baselineSchema>;

const HASH = textLike({
  pattern: /^[0-9a-f]{64}$/,
  expected: 'a hash of 64 hex digits, as --update-baseline writes it',
});
const VALUES = 'a list of numbers, and null where a trial has no value, as --update-baseline writes it';

/** A bare number is taken for its text, so that counts need no quotes. */
const tolerance = z
  .union([z.string().min(1), z.number()], {
    error: (issue) => mismatch("an amount in the figure's unit such as 0.5%, 100 USD or 0", issue.input),
  })
  .transform(String);

const value = z.number({ error: (issue) => mismatch('a number or null', issue.input) }).nullable();

/** Without anything under it: to be measured when the baseline is updated. */
const figure = section({
  unit: text('the unit of the figure').optional(),
  tolerance: tolerance.optional(),
  values: listOf(value, VALUES).optional(),
})
  .nullable()
  .transform((given) => given ?? {});

const scenario = section({
  scenarioHash: HASH,
  resultHash: HASH,
  seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  trials: integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  overrides: listOf(text('an override such as backstop.fee=1%'), 'overrides').default([]),
  figures: z.record(z.string(), figure, { error: (issue) => mismatch('a mapping of figures', issue.input) }),
});

/** A baseline file as it is written. */
export const baselineSchema = section({
  version: z.literal(BASELINE_VERSION, {
    error: (issue) => `${mismatch(`version ${BASELINE_VERSION}`, issue.input)}; this Breakwater reads no other`,
  }),
  level: text('the chance of a false alarm, such as 5%').default('5%'),
  scenarios: z
    .record(z.string(), scenario, { error: (issue) => mismatch('a mapping of scenarios', issue.input) })
    .nullable()
    .transform((given) => given ?? {}),
});
