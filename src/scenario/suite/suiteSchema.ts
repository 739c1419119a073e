import { z } from 'zod';
import { integer, listOf, mismatch, oneOf, section, text } from '../../core/field.ts';

/** A suite as its file has it, before its runs are looked at. */
export type SuiteFile = z.output<typeof suiteSchema>;
export type CaseFile = SuiteFile['cases'][string];
export type TableFile = NonNullable<CaseFile['table']>;

const NAME = /^[a-z0-9][a-zA-Z0-9-]*$/;

/** A mapping from names of the user's own to one kind of thing. */
function named<Item extends z.core.SomeType>(item: Item, what: string) {
  const key = z.string().regex(NAME, {
    error: (issue) => `expected a name of letters, digits and dashes; found ${JSON.stringify(issue.input)}`,
  });
  return z.record(key, item, { error: (issue) => mismatch(`a mapping from names to ${what}`, issue.input) });
}

/** A bare number is taken for its text, so that counts need no quotes. */
const documented = z
  .union([z.string().min(1), z.number()], {
    error: (issue) =>
      mismatch('a figure such as 310, ~93.5M ZUSD, 480M ZUSD to 730M ZUSD or over 20M ZUSD, or none', issue.input),
  })
  .transform(String);

const role = oneOf(['chosen', 'predicted']);
const direction = oneOf(['rise', 'fall']);
const measure = text('a measure such as liquidation.debt.final');
const source = text('where the documented figure comes from');

const run = section({
  scenario: text('a scenario file, relative to the suite'),
  set: listOf(text('an override such as lending.minimumCollateralRatio=120%'), 'overrides').default([]),
  seeds: listOf(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), 'seeds')
    .min(1, 'expected one seed or more')
    .refine((seeds) => new Set(seeds).size === seeds.length, 'expected each seed once')
    .optional(),
});

const figure = section({
  what: text(),
  documented,
  source,
  run: text('the name of a run'),
  measure,
  role,
  word: text().default(''),
});

const axis = section({ title: text(), names: listOf(text(), 'names') });

const table = section({
  what: text(),
  measure,
  source,
  role,
  chosen: listOf(text('the name of a row or column'), 'names of rows or columns').default([]),
  word: text().default(''),
  rows: axis,
  columns: axis,
  documented: listOf(listOf(documented, 'figures'), 'rows of figures'),
  runs: listOf(listOf(text('the name of a run'), 'runs'), 'rows of runs'),
  orderings: section({ down: direction.optional(), across: direction.optional() }).default({}),
});

const ordering = section({
  what: text(),
  must: direction,
  figures: listOf(text('the name of a figure of this case'), 'names of figures').min(2, 'expected two figures or more'),
});

const calibrationCase = section({
  title: text(),
  about: text(),
  assumed: listOf(text(), 'sentences').default([]),
  figures: named(figure, 'figures').default({}),
  table: table.optional(),
  orderings: listOf(ordering, 'orderings').default([]),
}).superRefine(({ figures, table: laidOut }, context) => {
  if (Object.keys(figures).length > 0 || laidOut !== undefined) return;
  context.addIssue({ code: 'custom', message: 'has nothing to compare; expected figures, a table, or both' });
});

/** The one schema of suite files. */
export const suiteSchema = section({
  title: text(),
  about: text(),
  runs: named(run, 'runs'),
  cases: named(calibrationCase, 'cases'),
});
