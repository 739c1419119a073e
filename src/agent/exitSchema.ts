import { z } from 'zod';
import { mismatch, section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { duration, ratio } from '../core/quantityFields.ts';

/** One reason to leave. Ratios are 1 for 100 %, durations seconds. */
export type ExitCondition = DeepReadonly<z.output<typeof condition>>;
/** When a depositor withdraws: never, for one reason, or for whichever comes first. */
export type ExitSpec = DeepReadonly<z.output<typeof exit>>;

const FORMS = '{onLoss: 5%}, {after: 24h}, {herd: {share: 30%, within: 1h}} or {threshold: {tcr: 140%}}';
const error = (issue: { readonly input?: unknown }) =>
  mismatch(`never, ${FORMS.replace(' or', ',')}, or a list of these`, issue.input);

const CONDITIONS = [
  section({
    onLoss: ratio({ above: 0, max: 1, examples: ['5%'] }).describe(
      'Withdraws once its share at market prices is worth so much less than 1 USD for each stablecoin deposited, rewards left out.',
    ),
  }),
  section({ after: duration({ examples: ['24h'] }).describe('Withdraws this long after the start.') }),
  section({
    herd: section({
      share: ratio({ above: 0, max: 1, examples: ['30%'] }).describe(
        'Part of the deposits at the start of the window that has left since: shares of a BAMM, stablecoin of a plain Stability Pool.',
      ),
      within: duration({ min: 1, examples: ['1h'] }).describe('Length of the window, up to now.'),
    }).describe(
      'Withdraws once so many others have. Who has seen that leaves even if the door was shut at the time: it goes as soon as it can.',
    ),
  }),
  section({
    threshold: section({
      tcr: ratio({ above: 0, examples: ['140%'] }).describe('TCR at the oracle price.'),
    }).describe('Withdraws while the TCR of the whole system is under a line.'),
  }),
] as const;

const condition = z.union(CONDITIONS, { error: (issue) => mismatch(FORMS, issue.input) });
const exit = z.union([word('never'), ...CONDITIONS, z.array(condition).min(1)], { error });

/** When a depositor withdraws; default: never. */
export const exitField = exit
  .prefault('never')
  .describe(
    'When it withdraws all: `never`, `{onLoss: 5%}`, `{after: 24h}`, `{herd: {share: 30%, within: 1h}}`, `{threshold: {tcr: 140%}}`, or a list of these, whichever comes first. It waits while a trove is under the MCR, when the core refuses withdrawals.',
  );
