import { describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { randomStream } from '../core/random.ts';
import { createGuardedPolicy } from './guardedPolicy.ts';
import type { AgentView, Observation, Policy } from './policy.ts';

const CONTEXT = { random: randomStream(7, 0, 'agent', 'mine/0'), params: {}, id: 'mine/0' };
const OBSERVATION = { tick: 5 } as Observation;
const SELF = { id: 'mine/0', class: 'mine', pending: 0 } as AgentView;
const OWNER = `0x${'ab'.repeat(20)}`;

/** What the guard says of a policy that decides so. */
function decide(answer: (self: AgentView) => unknown): unknown {
  const module = { create: () => ({ decide: (_, self) => answer(self) }) as Policy };
  return createGuardedPolicy(module, CONTEXT, 'mine.ts').decide(OBSERVATION, SELF);
}

function problem(answer: () => unknown): string | undefined {
  try {
    decide(answer);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.facts).toMatchObject({ file: 'mine.ts', agent: 'mine/0', tick: '5' });
    return error.facts['problem'];
  }
  throw new Error('it was accepted');
}

describe('a policy of the user', () => {
  test('its intents pass as they are', () => {
    const intents = [
      { kind: 'deposit', amount: 5n },
      { kind: 'liquidate', troves: [OWNER], bid: { tip: 1n, maxFee: 2n, expiry: 3, raise: { step: 0.125, every: 3 } } },
    ];
    expect(decide(() => intents)).toBe(intents);
    expect(decide(() => [])).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^decide\(\) returned undefined, not a list$/],
    ['a word', 'buy', /^decide\(\) returned "buy", not a list$/],
    ['one intent instead of a list', { kind: 'deposit', amount: 1n }, /a value of type object, not a list$/],
    ['a list of nothing', [undefined], /^decide\(\) returned undefined as an intent$/],
    ['an unknown intent', [{ kind: 'steal' }], /of kind "steal"; known: openTrove, /],
    ['an inherited name', [{ kind: 'toString' }], /of kind "toString"/],
    [
      'a number for an amount',
      [{ kind: 'deposit', amount: 5 }],
      /deposit with amount 5; expected a bigint from 0 to 2\^128$/,
    ],
    ['no amount', [{ kind: 'deposit' }], /deposit with amount undefined/],
    ['less than nothing', [{ kind: 'repay', amount: -1n }], /repay with amount -1n/],
    ['more than any contract takes', [{ kind: 'deposit', amount: 2n ** 256n }], /deposit with amount \d+n; expected/],
    ['a field too many', [{ kind: 'deposit', amount: 1n, to: OWNER }], /deposit with the unknown field to$/],
    ['nobody to liquidate', [{ kind: 'liquidate', troves: [] }], /liquidate without a list of trove owners$/],
    ['no address to liquidate', [{ kind: 'liquidate', troves: ['alice'] }], /liquidate without a list/],
    ['a bid that is none', [{ kind: 'deposit', amount: 1n, bid: 7 }], /deposit with bid 7$/],
    [
      'a tip that no balance pays',
      [{ kind: 'deposit', amount: 1n, bid: { tip: 2n ** 200n } }],
      /bid\.tip \d+n; expected wei/,
    ],
    [
      'a funded liquidation out of nothing',
      [{ kind: 'liquidateFunded', troves: [`0x${'1'.repeat(40)}`], minProfit: 0n }],
      /liquidateFunded with from undefined; expected "wallet" or "dex"/,
    ],
    [
      'a funded liquidation of nobody',
      [{ kind: 'liquidateFunded', troves: [], from: 'dex', minProfit: 0n }],
      /trove owners/,
    ],
    [
      'a liquidation with a field of another',
      [{ kind: 'liquidate', troves: [`0x${'1'.repeat(40)}`], from: 'dex' }],
      /liquidate with the unknown field from/,
    ],
    [
      'half a block',
      [{ kind: 'deposit', amount: 1n, bid: { expiry: 0.5 } }],
      /bid\.expiry 0\.5; expected a whole number/,
    ],
    [
      'a raise that nodes refuse',
      [{ kind: 'deposit', amount: 1n, bid: { raise: { step: 0.05, every: 3 } } }],
      /bid\.raise a value of type object; expected \{ step, every \}/,
    ],
  ])('%s is refused with file, agent and tick', (_, answer, expected) => {
    expect(problem(() => answer)).toMatch(expected);
  });

  test.each([
    ['an error', new Error('boom'), 'decide() threw: boom'],
    ['a word', 'boom', 'decide() threw: boom'],
    ['nothing', undefined, 'decide() threw: undefined'],
  ])('throwing %s is told', (_, thrown, expected) => {
    expect(
      problem(() => {
        throw thrown;
      }),
    ).toBe(expected);
  });

  test('it gets a copy of its agent that it can not change', () => {
    decide((self) => {
      expect(self).toEqual({ ...SELF });
      expect(self).not.toBe(SELF);
      expect(Object.isFrozen(self)).toBe(true);
      return [];
    });
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      'create() threw: boom',
    ],
    ['returns nothing', () => undefined, 'create() returned no object with a function "decide"'],
    ['returns no policy', () => ({ decide: 5 }), 'create() returned no object with a function "decide"'],
  ])('a create that %s is refused', (_, create, expected) => {
    expect(() => createGuardedPolicy({ create: create as () => never }, CONTEXT, 'mine.ts')).toThrow(expected);
  });
});
