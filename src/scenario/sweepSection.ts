import { z } from 'zod';
import { rangeProblem, type ValueRange } from '../core/designsRange.ts';
import { integer, listOf, mismatch, oneOf, section, text } from '../core/field.ts';

const DESIGNS = ['grid', 'list', 'latin-hypercube', 'sobol', 'one-at-a-time'] as const;

/** Design points that a sweep may have. */
export const MAX_POINTS = 10_000;
const MAX_VALUES = 1000;
const MAX_TRIALS = 100_000;

const LIST = 'a list of values such as [110%, 130%, 150%]';
const RANGE = 'a range such as { from: 110%, to: 150%, steps: 5 }';
const end = z.union([z.string().min(1), z.number()], {
  error: (issue) => mismatch('a quantity with its unit such as 110%', issue.input),
});

const range = section({
  from: end.meta({ examples: ['110%'] }).describe('Least value, with its unit.'),
  to: end.meta({ examples: ['150%'] }).describe('Greatest value, in the same unit.'),
  steps: integer({ min: 2, max: MAX_VALUES })
    .optional()
    .describe(
      'Values of a grid or a list, both ends among them; default 5. One at a time: default 2, the ends. Random designs take none.',
    ),
  scale: oneOf(['linear', 'log']).default('linear').describe('Spacing: equal differences, or equal ratios.'),
}).superRefine(({ from, to, scale }, context) => {
  const message = rangeProblem({ from, to, scale } as ValueRange);
  if (message !== undefined) context.addIssue({ code: 'custom', path: [], message });
});

/** Anything that YAML can say: whether it fits the field is for the field to tell, at each design point. */
const value = z
  .unknown()
  .refine((input) => input !== undefined && input !== null, { error: 'expected a value; found nothing' });
const values = listOf(value, `values such as [110%, 130%, 150%], or ${RANGE}`)
  .min(1, { error: `expected ${LIST}; found an empty list` })
  .max(MAX_VALUES, { error: `more than ${MAX_VALUES} values` });

/** What one parameter of a sweep may be. */
export const sweptValues = z.union([values, range], {
  error: (issue) => mismatch(`${LIST}, or ${RANGE}`, issue.input),
});

/** What a scenario is swept over; it says nothing of what one trial simulates. */
export const sweep = section({
  parameters: z
    .record(z.string().min(1), sweptValues, {
      error: (issue) => mismatch('a mapping from paths in this scenario to their values', issue.input),
    })
    .describe('Paths in the scenario, as `--set` takes them, and the values of each: a list or a range.'),
  design: oneOf(DESIGNS)
    .default('grid')
    .describe(
      'Which combinations: `grid` all; `list` the first values together, then the second, and so on; `latin-hypercube` and `sobol` random ones that fill the ranges evenly; `one-at-a-time` the scenario itself, and each value with all else as it is.',
    ),
  points: integer({ min: 2, max: MAX_POINTS })
    .optional()
    .describe('Design points of `latin-hypercube` and `sobol`; a power of 2 suits `sobol` best.'),
  seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    .default(1)
    .describe('Seed of the random designs; the trials draw from the scenario’s own seed, the same at each point.'),
  trials: integer({ min: 1, max: MAX_TRIALS })
    .optional()
    .describe("Trials at each design point; default: the scenario's. `--trials` replaces it."),
  metrics: listOf(text('a figure such as backstop.return.min or es95(backstop.return)'), 'figures')
    .default([])
    .describe(
      'Figures to report: `<metric>.<aggregate>` is the mean over trials of the aggregate over time; functions as in thresholds of ensembles. Default: a few key figures.',
    ),
}).superRefine((given, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  const isRandom = given.design === 'latin-hypercube' || given.design === 'sobol';
  if (isRandom && given.points === undefined)
    refuse('points', `is missing; expected how many points the ${given.design} has`);
  if (!isRandom && given.points !== undefined) refuse('points', 'is only for design: latin-hypercube and sobol');
  if (Object.keys(given.parameters).length === 0) refuse('parameters', 'expected at least one path with its values');
});

export type SweepSpec = z.output<typeof sweep>;
export type SweptValues = z.output<typeof sweptValues>;
