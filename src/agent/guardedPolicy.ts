import { UsageError } from '../core/errors.ts';
import { type BidRaise, INTENT_KINDS, type IntentBid } from '../protocol/intent.ts';
import type { AgentView, Intent, Policy, PolicyContext, PolicyModule } from './policy.ts';

/**
 * A user's policy behind a check of all that it does: what throws or returns nonsense is reported with file, agent and
 * tick, and never reaches the chain.
 *
 * @throws UsageError from here and from `decide`
 */
export function createGuardedPolicy(module: PolicyModule, context: PolicyContext, file: string): Policy {
  const fail = (problem: string, tick: number | undefined, cause?: unknown): UsageError =>
    new UsageError('A policy failed', {
      facts: { file, agent: context.id, tick, problem },
      remedy: 'mend the policy; decide() returns a list of intents such as { kind: "deposit", amount: 10n ** 18n }',
      cause,
    });
  let policy: Policy;
  try {
    policy = module.create(context);
  } catch (cause) {
    throw fail(`create() threw: ${messageOf(cause)}`, undefined, cause);
  }
  if (typeof policy?.decide !== 'function')
    throw fail('create() returned no object with a function "decide"', undefined);

  return {
    decide(observation, self) {
      let intents: readonly Intent[];
      try {
        intents = policy.decide(observation, viewOf(self));
      } catch (cause) {
        throw fail(`decide() threw: ${messageOf(cause)}`, observation.tick, cause);
      }
      if (!Array.isArray(intents)) throw fail(`decide() returned ${describe(intents)}, not a list`, observation.tick);
      for (const intent of intents) {
        const problem = problemOf(intent);
        if (problem !== undefined) throw fail(`decide() returned ${problem}`, observation.tick);
      }
      return intents;
    },
  };
}

/** A frozen copy: the simulation's own state is not the policy's to change. */
function viewOf(self: AgentView): AgentView {
  const { id, address, collateral, stable, initial, trove, surplus, shares, pending, outcomes } = self;
  return Object.freeze({
    id,
    class: self.class,
    address,
    collateral,
    stable,
    initial,
    trove,
    surplus,
    shares,
    pending,
    outcomes,
  });
}

/** Beyond any supply; with prices and ratios on top it still fits the 256 bits of the contracts. */
const AMOUNT_LIMIT = 2n ** 128n;

/** Fields of an intent that are not amounts. */
const NOT_AMOUNTS = new Set(['kind', 'bid', 'troves']);
/** Intents that name troves. */
const ON_TROVES = new Set(['liquidate', 'liquidateFunded', 'redeem']);

function problemOf(intent: unknown): string | undefined {
  if (typeof intent !== 'object' || intent === null) return `${describe(intent)} as an intent`;
  const { kind, troves, from, bid } = intent as Partial<Record<'kind' | 'troves' | 'from' | 'bid', unknown>>;
  if (typeof kind !== 'string' || !INTENT_KINDS.has(kind)) {
    return `an intent of kind ${describe(kind)}; known: ${[...INTENT_KINDS].join(', ')}`;
  }
  const { collateral } = intent as { collateral?: unknown };
  const added = kind === 'borrow' && collateral !== undefined ? ['collateral'] : [];
  const amounts = [...(AMOUNTS[kind] ?? []), ...added];
  for (const name of amounts) {
    const amount = (intent as Record<string, unknown>)[name];
    if (typeof amount !== 'bigint' || amount < 0n || amount >= AMOUNT_LIMIT) {
      return `${kind} with ${name} ${describe(amount)}; expected a bigint from 0 to 2^128`;
    }
  }
  const isFunded = kind === 'liquidateFunded';
  const known = [...amounts, ...(isFunded ? ['from'] : [])];
  const unknown = Object.keys(intent).find((name) => !NOT_AMOUNTS.has(name) && !known.includes(name));
  if (unknown !== undefined) return `${kind} with the unknown field ${unknown}`;
  const namesTroves = Array.isArray(troves) && troves.length > 0 && troves.every(isAddress);
  if (ON_TROVES.has(kind) && !namesTroves) return `${kind} without a list of trove owners`;
  if (isFunded && from !== 'wallet' && from !== 'dex') {
    return `${kind} with from ${describe(from)}; expected "wallet" or "dex"`;
  }
  return bidProblem(kind, bid);
}

const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  openTrove: ['collateral', 'borrow'],
  addCollateral: ['amount'],
  withdrawCollateral: ['amount'],
  borrow: ['amount'],
  repay: ['amount'],
  liquidateFunded: ['minProfit'],
  redeem: ['stable', 'nominalRatio', 'maxFee'],
  deposit: ['amount'],
  withdraw: ['shares'],
  buyFromBackstop: ['stable', 'minCollateral'],
  arbitrage: ['stable', 'minProfit'],
  buyOnDex: ['stable', 'minCollateral'],
  sellOnDex: ['collateral', 'minStable'],
  sellOnMarket: ['collateral'],
  buyOnMarket: ['stable'],
};

function bidProblem(kind: string, bid: unknown): string | undefined {
  if (bid === undefined) return undefined;
  if (typeof bid !== 'object' || bid === null) return `${kind} with bid ${describe(bid)}`;
  const { tip, maxFee, expiry, raise } = bid as Partial<Record<keyof IntentBid, unknown>>;
  for (const [name, fee] of Object.entries({ tip, maxFee })) {
    if (fee !== undefined && (typeof fee !== 'bigint' || fee < 0n || fee >= AMOUNT_LIMIT)) {
      return `${kind} with bid.${name} ${describe(fee)}; expected wei as a bigint from 0 to 2^128`;
    }
  }
  if (expiry !== undefined && !(Number.isInteger(expiry) && (expiry as number) >= 0)) {
    return `${kind} with bid.expiry ${describe(expiry)}; expected a whole number of blocks`;
  }
  return raise === undefined || isRaise(raise) ? undefined : `${kind} with bid.raise ${describe(raise)}; ${RAISE}`;
}

const RAISE =
  'expected { step, every } of a share from 0.1 to 10 and a whole number of blocks, and perhaps a ceiling in wei';

function isRaise(raise: unknown): raise is BidRaise {
  if (typeof raise !== 'object' || raise === null) return false;
  const { step, every, ceiling } = raise as Partial<Record<keyof BidRaise, unknown>>;
  if (typeof step !== 'number' || !(step >= 0.1 && step <= 10)) return false;
  if (!Number.isInteger(every) || (every as number) < 1) return false;
  return ceiling === undefined || (typeof ceiling === 'bigint' && ceiling >= 0n && ceiling < AMOUNT_LIMIT);
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value);
}

function describe(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value === undefined || value === null || typeof value === 'number') return String(value);
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : `a value of type ${typeof value}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
