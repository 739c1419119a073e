import { z } from 'zod';
import { byKind, mismatch, plainNumber, section, word } from './field.ts';
import type { DeepReadonly } from './freeze.ts';

/**
 * A distribution as the frozen scenario holds it. Figures are in the field's whole units (seconds, blocks, tokens,
 * gwei, or 1 for 100 %): draws are floats and become amounts once, at the edge.
 */
export type DistributionSpec = DeepReadonly<
  | { kind: 'constant'; value: number }
  | { kind: 'uniform'; min: number; max: number }
  /** exp(N(ln median, sigma²)), clamped to [min, max]. */
  | { kind: 'lognormal'; median: number; sigma: number; min: number; max: number }
  /** Clamped to max. */
  | { kind: 'exponential'; mean: number; max?: number | undefined }
>;

const KINDS = ['constant', 'uniform', 'lognormal', 'exponential'] as const;

/**
 * A field that takes a distribution of `quantity`, or a bare quantity for a constant one.
 *
 * @param quantity one value of the field, held in whole units
 */
export function distribution(quantity: z.ZodType<number, string>) {
  const constant = section({
    distribution: word('constant'),
    value: quantity.describe('The value that every draw has.'),
  });
  const uniform = section({
    distribution: word('uniform'),
    min: quantity.describe('Least value.'),
    max: quantity.describe('Greatest value.'),
  }).superRefine(({ min, max }, context) => {
    if (min > max) context.addIssue({ code: 'custom', path: ['max'], message: 'must not be less than min' });
  });
  const lognormal = section({
    distribution: word('lognormal'),
    median: quantity.describe('Half of the draws lie under it; above zero.'),
    sigma: plainNumber({ min: 0, max: 10 }).describe('Standard deviation of the logarithm; a bare number such as 0.8.'),
    min: quantity.describe('Lower draws become this value.'),
    max: quantity.describe('Higher draws become this value.'),
  }).superRefine(({ median, min, max }, context) => {
    if (median <= 0) context.addIssue({ code: 'custom', path: ['median'], message: 'must be above zero' });
    if (min > median) context.addIssue({ code: 'custom', path: ['min'], message: 'must not be above the median' });
    if (max < median) context.addIssue({ code: 'custom', path: ['max'], message: 'must not be under the median' });
  });
  const exponential = section({
    distribution: word('exponential'),
    mean: quantity.describe('Mean of the draws before they are clamped.'),
    max: quantity.optional().describe('Higher draws become this value; default: no limit.'),
  });
  const byName = byKind('distribution', KINDS, [constant, uniform, lognormal, exponential]).transform(
    ({ distribution: kind, ...figures }) => ({ kind, ...figures }) as DistributionSpec,
  );
  return z.union([quantity.transform((value): DistributionSpec => ({ kind: 'constant', value })), byName], {
    error: (issue) => mismatch('a quantity or a mapping with the key distribution', issue.input),
  });
}
