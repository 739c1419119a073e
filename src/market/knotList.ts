import { z } from 'zod';
import { listOf, mismatch } from '../core/field.ts';
import { duration } from '../core/quantityFields.ts';

/**
 * Pairs [time, value] with times strictly rising from 0.
 *
 * @param example as it would be written, for messages
 */
export function knotList<Value extends number | bigint>(value: z.ZodType<Value, string>, example: string) {
  const time = duration({ examples: ['0h', '1h30m'] });
  const pair = z.tuple([time, value], {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? mismatch('a pair of time and value', issue.input)
        : `expected a pair of time and value; found a list of ${Array.isArray(issue.input) ? issue.input.length : 0}`,
  });
  return listOf(pair, `pairs such as ${example}`)
    .min(1, { error: `expected at least one pair, such as ${example}; found an empty list` })
    .superRefine(timesRise);
}

/** The first knot stands at 0, each later one after the one before. A knot is a list that begins with its time. */
export function timesRise(
  knots: readonly (readonly [time: number, ...values: unknown[]])[],
  context: z.core.$RefinementCtx,
): void {
  knots.forEach(([at], index) => {
    const before = knots[index - 1]?.[0];
    const path = [index, 0];
    if (before === undefined && at !== 0) {
      context.addIssue({ code: 'custom', path, message: 'the first point must be at 0h' });
    } else if (before !== undefined && at <= before) {
      context.addIssue({ code: 'custom', path, message: 'times must rise from point to point' });
    }
  });
}
