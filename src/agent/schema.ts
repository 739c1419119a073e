import { z } from 'zod';
import { distribution } from '../core/distributionSpec.ts';
import { byKind, integer, mismatch, section, textLike, word } from '../core/field.ts';
import type { DeepReadonly } from '../core/freeze.ts';
import { blocks, duration, ratio, type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { bidField, cappedBidField } from './bidSchema.ts';
import { count, inTokens, latency, marketFee, minProfit, settlement, startingCollateral } from './commonFields.ts';
import { exitField } from './exitSchema.ts';
import { flashLiquidator } from './flashLiquidatorSchema.ts';
import { jitDepositor } from './jitDepositorSchema.ts';
import { keeper } from './keeperSchema.ts';
import { minter } from './minterSchema.ts';
import { expectedProfitField } from './winningChance.ts';

export type BorrowerSpec = DeepReadonly<z.output<ReturnType<typeof borrower>>>;
export type LiquidatorSpec = DeepReadonly<z.output<ReturnType<typeof liquidator>>>;
export type AtomicArbitrageurSpec = DeepReadonly<z.output<ReturnType<typeof atomicArbitrageur>>>;
export type CapitalArbitrageurSpec = DeepReadonly<z.output<ReturnType<typeof capitalArbitrageur>>>;
export type ExistingBorrowerSpec = DeepReadonly<z.output<ReturnType<typeof existingBorrower>>>;
export type ExistingBackstopperSpec = DeepReadonly<z.output<ReturnType<typeof existingBackstopper>>>;
export type BackstopperSpec = DeepReadonly<z.output<ReturnType<typeof backstopper>>>;
export type RedeemerSpec = DeepReadonly<z.output<ReturnType<typeof redeemer>>>;
export type MarketMakerSpec = DeepReadonly<z.output<ReturnType<typeof marketMaker>>>;
/** A user's own policy: `file` as written, relative to the scenario file. */
export type CustomPolicySpec = DeepReadonly<z.output<ReturnType<typeof customPolicy>>>;
/** One group of agents; `policy` tells the kinds apart, `custom` is a user's own. */
export type AgentGroupSpec = DeepReadonly<z.output<ReturnType<typeof agentGroup>>>;

/** Policies that come with Breakwater. Their names are also the classes under which profit is reported. */
export const BUILT_IN_POLICIES = [
  'borrower',
  'liquidator',
  'atomic-arbitrageur',
  'capital-arbitrageur',
  'backstopper',
  'market-maker',
  'redeemer',
  'minter',
  'jit-depositor',
  'keeper',
  'flash-liquidator',
] as const;

/** Policies of accounts that a fork brings along → the class that they belong to. */
export const EXISTING_POLICIES = { 'existing-borrower': 'borrower', 'existing-backstopper': 'backstopper' } as const;

const POLICIES = [...BUILT_IN_POLICIES, ...Object.keys(EXISTING_POLICIES)];

const POLICY_FILE = /^(?!-)[^\0]*\.(?:ts|mts|js|mjs)$/;
const POLICY_EXPECTED = `one of ${POLICIES.join(', ')}, or a file such as ./policies/mine.ts`;

/** All agent groups' fields, for a scenario with these token symbols. */
export function agentGroup(symbols: TokenSymbols) {
  const builtIn = byKind(
    'policy',
    [...POLICIES, 'a file such as ./policies/mine.ts'],
    [
      borrower(symbols),
      liquidator(symbols),
      atomicArbitrageur(symbols),
      capitalArbitrageur(symbols),
      backstopper(symbols),
      marketMaker(symbols),
      redeemer(symbols),
      minter(symbols),
      jitDepositor(symbols),
      keeper(symbols),
      flashLiquidator(symbols),
      existingBorrower(),
      existingBackstopper(),
    ],
  );
  return z.union([builtIn, customPolicy(symbols)], {
    error: (issue) => mismatch('a mapping whose policy says what the agents do', issue.input),
  });
}

function borrower(symbols: TokenSymbols) {
  return section({
    policy: word('borrower'),
    count,
    debt: distribution(tokenAmount('stable', { symbols }).transform(inTokens)).describe(
      'Debt of a trove at the start, borrowing fee and gas compensation included.',
    ),
    collateralRatio: distribution(ratio({ above: 1, examples: ['230%'] })).describe('ICR of a trove at the start.'),
    keeps: ratio({ max: 1, examples: ['25%'] })
      .prefault('0%')
      .describe('Share of what was borrowed that the borrower still holds, to repay with; the rest was sold.'),
    ...borrowerBehaviour(),
  });
}

/** What drawn borrowers and those of a fork have in common. */
function borrowerBehaviour() {
  const actionShare = ratio({ max: 1, examples: ['60%'] }).prefault('0%');
  return {
    reserve: distribution(ratio({ examples: ['30%'] }))
      .prefault('0%')
      .describe("Collateral held outside the trove, to top up with, as a share of the trove's collateral."),
    passive: ratio({ max: 1, examples: ['40%'] })
      .prefault('0%')
      .describe('Share of the borrowers that never react.'),
    reaction: distribution(duration({ examples: ['2h'] })).describe('From seeing the need to act to sending.'),
    actAt: distribution(ratio({ above: 1, examples: ['150%'] })).describe(
      'ICR at the oracle price under which an active borrower acts; drawn once a borrower.',
    ),
    target: ratio({ above: 1, examples: ['200%'] }).describe('ICR that a top-up or a repayment restores.'),
    actions: section({
      topUp: actionShare.describe('Share that adds collateral.'),
      repay: actionShare.describe('Share that repays debt.'),
      close: actionShare.describe('Share that closes the trove.'),
    })
      .superRefine(({ topUp, repay, close }, context) => {
        const total = topUp + repay + close;
        if (Math.abs(total - 1) <= 1e-9) return;
        const found = Number((total * 100).toPrecision(12));
        context.addIssue({ code: 'custom', message: `shares must add up to 100%; found ${found}%` });
      })
      .describe('What active borrowers do; shares add up to 100%.'),
    bid: bidField,
  };
}

function existingBorrower() {
  return section({
    policy: word('existing-borrower').describe('Owners of the troves that are open on the forked chain.'),
    ...borrowerBehaviour(),
  });
}

function liquidator(symbols: TokenSymbols) {
  return section({
    policy: word('liquidator'),
    count,
    minProfit,
    expectedProfit: expectedProfitField,
    batch: integer({ min: 1, max: 500 }).default(10).describe('Most troves in one transaction.'),
    latency,
    collateral: startingCollateral(symbols),
    bid: cappedBidField,
  });
}

function atomicArbitrageur(symbols: TokenSymbols) {
  return section({
    policy: word('atomic-arbitrageur'),
    count,
    minProfit,
    latency,
    collateral: startingCollateral(symbols),
    bid: cappedBidField,
  });
}

function redeemer(symbols: TokenSymbols) {
  return section({
    policy: word('redeemer'),
    count,
    stable: tokenAmount('stable', { symbols }).describe('Own stablecoin of each at the start.'),
    collateral: startingCollateral(symbols),
    minProfit,
    marketFee,
    settlement,
    latency,
    bid: cappedBidField,
  });
}

function capitalArbitrageur(symbols: TokenSymbols) {
  return section({
    policy: word('capital-arbitrageur'),
    count,
    stable: tokenAmount('stable', { symbols }).describe('Own stablecoin of each at the start.'),
    collateral: startingCollateral(symbols),
    minProfit,
    marketFee,
    settlement,
    latency,
    bid: cappedBidField,
  });
}

function backstopper(symbols: TokenSymbols) {
  return section({
    policy: word('backstopper'),
    count,
    deposit: distribution(tokenAmount('stable', { symbols }).transform(inTokens)).describe('Deposit of each.'),
    joins: distribution(duration({ examples: ['6h'] }))
      .prefault('0h')
      .describe('Time since the start at which it deposits; 0h is in place before the first block.'),
    ...depositorBehaviour(),
  });
}

/** What drawn depositors and those of a fork have in common. */
function depositorBehaviour() {
  return {
    exit: exitField,
    bid: bidField,
  };
}

function existingBackstopper() {
  return section({
    policy: word('existing-backstopper').describe('Depositors of the BAMM on the forked chain.'),
    ...depositorBehaviour(),
  });
}

function marketMaker(symbols: TokenSymbols) {
  return section({
    policy: word('market-maker'),
    count,
    stable: tokenAmount('stable', { symbols }).describe('Own stablecoin of each at the start.'),
    collateral: tokenAmount('collateral', { symbols }).describe('Own collateral of each at the start.'),
    band: ratio({ above: 0, max: 1, examples: ['0.4%'] }).describe('Distance of the DEX from the market it tolerates.'),
    latency: distribution(blocks({ examples: ['5 blocks'] }))
      .optional()
      .describe('From seeing the DEX outside the band to sending the trade; drawn once an agent. Default: 0 blocks.'),
    marketFee,
    settlement,
    bid: bidField,
  });
}

function customPolicy(symbols: TokenSymbols) {
  const examples = ['./policies/mine.ts'];
  return section({
    policy: textLike({ pattern: POLICY_FILE, expected: POLICY_EXPECTED })
      .meta({ examples })
      .describe("A user's own policy: path of a .ts, .mts, .js or .mjs file, relative to the scenario file."),
    class: textLike({ pattern: /^[a-z][a-zA-Z0-9-]*$/, expected: 'a name such as momentum' })
      .refine((name) => !(BUILT_IN_POLICIES as readonly string[]).includes(name), {
        error: 'is the name of a policy that comes with Breakwater; choose another',
      })
      .describe('Name under which its profit is reported: `agent.<class>.profit`.'),
    count,
    stable: tokenAmount('stable', { symbols })
      .prefault(`0 ${symbols.stable ?? 'ZUSD'}`)
      .describe('Starting balance.'),
    collateral: startingCollateral(symbols),
    params: z
      .record(z.string(), z.unknown(), { error: (issue) => mismatch('a mapping', issue.input) })
      .default({})
      .describe('Handed to the policy as it stands.'),
    marketFee,
    settlement,
    bid: bidField,
  }).transform(({ policy, ...group }) => ({ policy: 'custom' as const, file: policy, ...group }));
}
