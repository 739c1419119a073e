import type { z } from 'zod';
import { byKind, integer, listOf, section, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { blocks, duration, gasPrice, ratio } from '../core/quantityFields.ts';

/** A fault of a price feed, or a wick. Times are seconds from the clock's start; without `for` it lasts to the end. */
export type FaultSpec = DeepReadonly<z.output<typeof fault>>;
/** A time in which blocks hold no transaction. Seconds from the clock's start; without `for` it lasts to the end. */
export type OutageSpec = DeepReadonly<z.output<typeof outage>>;

const KINDS = ['frozen', 'late', 'offset', 'wick', 'stuck', 'decimals', 'stale-timestamp'] as const;

const at = duration({ examples: ['10h'] }).describe('Time since the start at which it begins.');

const span = {
  at,
  for: duration({ min: 1, examples: ['2h'] })
    .optional()
    .describe('How long it lasts; default: to the end. The first block at or after its end is free of it.'),
};

const fault = byKind('kind', KINDS, [
  section({
    kind: word('frozen').describe(
      'Nothing is published: reporters are down. What was sent before may still land; what was only decided is lost.',
    ),
    ...span,
  }),
  section({
    kind: word('late').describe('Updates are sent later than `delay` says.'),
    ...span,
    by: blocks({ min: 1, examples: ['20 blocks'] }).describe('Blocks on top of the delay.'),
  }),
  section({
    kind: word('offset').describe('The feed takes the market to be off by a share: bad sources, a manipulated venue.'),
    ...span,
    by: ratio({ above: -1, examples: ['-10%', '5%'] }).describe('Relative error of the price that is published.'),
  }),
  section(
    {
      kind: word('wick').describe('One round at a wrong price; the next round is back at the market.'),
      at,
      change: ratio({ above: -1, examples: ['-60%'] }).describe('Relative error of the one round.'),
    },
    { for: 'is not for a wick, which is one round', by: 'of a wick is written change' },
  ),
  section({
    kind: word('stuck').describe(
      'Updates bid too little and linger in the mempool while blocks are full. One account sends the updates of both feeds, in order: one that lingers holds up those after it.',
    ),
    ...span,
    tip: gasPrice({ examples: ['0 gwei'] })
      .prefault('0 gwei')
      .describe("Priority fee bid instead of the feed's own."),
  }),
  section({
    kind: word('decimals').describe(
      'A feed replaced by one that counts in other decimals, under a consumer that keeps the old: answers change scale, `decimals()` does not. The replacement answers at once, and so does its repair.',
    ),
    ...span,
    to: integer({ min: 0, max: 18 })
      .meta({ examples: [18] })
      .describe('Decimals of the answers published.'),
  }),
  section({
    kind: word('stale-timestamp').describe('Right prices that carry a time in the past, as of a relay that copies it.'),
    ...span,
    by: duration({ min: 1, examples: ['2h'] }).describe('How far before its sending an answer claims to be.'),
  }),
]);

const outage = section(span);

/** Scheduled faults of one feed. */
export const faults = listOf(fault, 'faults');

/** Scheduled times without transactions. */
export const outages = listOf(outage, 'outages');
