import { z } from 'zod';
import { type AgentGroupSpec, EXISTING_POLICIES } from '../agent/schema.ts';
import { formatRatio } from '../core/quantityFields.ts';
import type { FaultSpec, OutageSpec } from '../market/faultSchema.ts';
import type { ShockSpec } from '../market/schema.ts';
import { liquidationGas } from '../protocol/core/encodeLending.ts';
import { fundedLiquidationGas } from '../protocol/encodeIntent.ts';
import { checkFaults, checkOutages } from './checkSchedule.ts';
import { FORK_TIME } from './sections.ts';

/** What the checks between sections read of a parsed scenario. */
interface Sections {
  readonly clock: { readonly start: number; readonly duration: number; readonly block: number };
  readonly chain: {
    readonly source: 'embedded' | 'fork' | 'pack';
    readonly baseFee: { readonly model?: 'path' | 'eip1559' | undefined };
    readonly pricing?: 'eip1559' | 'legacy' | undefined;
    readonly demand?: object | undefined;
    readonly gasLimit: bigint;
    readonly outages?: readonly OutageSpec[] | undefined;
  };
  readonly oracle: Readonly<Record<'collateral' | 'stable', { readonly faults?: readonly FaultSpec[] | undefined }>>;
  readonly backstop: { readonly kind: string; readonly rewards?: { readonly apr: number } };
  readonly dex: { readonly pool: 'new' | 'deployed' };
  readonly market: Readonly<
    Record<'collateral' | 'stable', { readonly symbol: string; readonly shocks: readonly ShockSpec[] }>
  >;
  readonly lending: { readonly minimumCollateralRatio: number };
  readonly agents: Readonly<Record<string, AgentGroupSpec>>;
}

type Report = (path: readonly (string | number)[], message: string) => void;

interface CrossCheck {
  /** Sections it reads: it runs when these have no problem of their own, whatever the others have. */
  readonly reads: readonly (keyof Sections)[];
  readonly check: (sections: Sections, report: Report) => void;
}

const CHECKS: readonly CrossCheck[] = [
  { reads: ['market'], check: checkSymbols },
  { reads: ['clock', 'market'], check: checkShocks },
  { reads: ['clock', 'oracle'], check: checkOracleFaults },
  { reads: ['clock', 'chain'], check: checkChainOutages },
  { reads: ['chain'], check: checkBaseFee },
  { reads: ['chain', 'agents'], check: checkBids },
  { reads: ['chain', 'agents'], check: checkBatches },
  { reads: ['lending', 'agents'], check: checkBorrowers },
  { reads: ['chain', 'clock'], check: checkStart },
  { reads: ['chain', 'backstop'], check: checkBackstop },
  { reads: ['chain', 'dex'], check: checkDex },
  { reads: ['chain', 'backstop', 'agents'], check: checkExisting },
  { reads: ['backstop', 'agents'], check: checkJitDepositors },
  { reads: ['chain', 'backstop', 'agents'], check: checkFundedLiquidators },
];

/** Adds the problems that lie between sections; one zod check a pair of sections. */
export function checksBetweenSections<Output extends Sections>(): z.core.$ZodCheck<Output>[] {
  return CHECKS.map(({ reads, check }) =>
    z.superRefine<Output>(
      (sections, context) => {
        check(sections, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
      },
      { when: ({ issues }) => !issues.some((issue) => spoils(issue, reads)) },
    ),
  );
}

/** Whether an issue leaves one of the sections unparsed; an unknown key beside the sections does not. */
function spoils(issue: z.core.$ZodRawIssue, sections: readonly string[]): boolean {
  const section = issue.path?.[0];
  return section === undefined ? issue.code === 'invalid_type' : sections.includes(String(section));
}

function checkSymbols({ market }: Sections, report: Report): void {
  if (market.collateral.symbol !== market.stable.symbol) return;
  report(['market', 'stable', 'symbol'], 'must differ from market.collateral.symbol');
}

function checkShocks({ clock, market }: Sections, report: Report): void {
  for (const token of ['collateral', 'stable'] as const) {
    market[token].shocks.forEach(({ at }, index) => {
      if (at < clock.duration) return;
      report(['market', token, 'shocks', index, 'at'], 'is after the end of the simulated time (clock.duration)');
    });
  }
}

function checkOracleFaults({ clock, oracle }: Sections, report: Report): void {
  for (const feed of ['collateral', 'stable'] as const) {
    checkFaults(oracle[feed].faults ?? [], clock, (path, message) =>
      report(['oracle', feed, 'faults', ...path], message),
    );
  }
}

function checkChainOutages({ clock, chain }: Sections, report: Report): void {
  checkOutages(chain.outages ?? [], clock, (path, message) => report(['chain', 'outages', ...path], message));
}

function checkBaseFee({ chain }: Sections, report: Report): void {
  if (chain.baseFee.model !== 'eip1559') return;
  const path = ['chain', 'baseFee', 'model'];
  if (chain.pricing === 'legacy') report(path, 'there is no base fee with pricing: legacy');
  if (chain.demand === undefined) report(path, 'needs chain.demand: our transactions alone fill no block');
}

function checkBids({ chain, agents }: Sections, report: Report): void {
  if (chain.demand !== undefined) return;
  for (const [name, { bid }] of Object.entries(agents)) {
    if (bid.percentile !== undefined) report(['agents', name, 'bid', 'percentile'], 'needs chain.demand');
  }
}

/** A transaction that no block has room for would wait for ever. */
function checkBatches({ chain, agents }: Sections, report: Report): void {
  for (const [name, group] of Object.entries(agents)) {
    const isFunded = group.policy === 'keeper' || group.policy === 'flash-liquidator';
    if (!isFunded && group.policy !== 'liquidator') continue;
    const gas = isFunded ? fundedLiquidationGas(group.batch) : liquidationGas(group.batch);
    if (gas <= chain.gasLimit) continue;
    const message = `${group.batch} troves take ${gas} gas, more than chain.gasLimit (${chain.gasLimit} gas)`;
    report(['agents', name, 'batch'], message);
  }
}

function checkBorrowers({ lending, agents }: Sections, report: Report): void {
  const mcr = lending.minimumCollateralRatio;
  for (const [name, group] of Object.entries(agents)) {
    const path = ['agents', name];
    const message = `must be above lending.minimumCollateralRatio (${formatRatio(mcr)})`;
    if (group.policy === 'minter' && group.collateralRatio <= mcr) report([...path, 'collateralRatio'], message);
    if (group.policy !== 'borrower') continue;
    const { collateralRatio: start, target } = group;
    if (start.kind === 'constant' && start.value <= mcr) report([...path, 'collateralRatio'], message);
    if ((start.kind === 'uniform' || start.kind === 'lognormal') && start.min <= mcr) {
      report([...path, 'collateralRatio', 'min'], message);
    }
    if (start.kind === 'exponential') {
      report(
        [...path, 'collateralRatio', 'distribution'],
        'has draws under the MCR; expected constant, uniform or lognormal',
      );
    }
    if (target <= mcr) report([...path, 'target'], message);
  }
}

const FORKS_ONLY = 'is only for chain.source: fork and pack';

function checkStart({ chain, clock }: Sections, report: Report): void {
  if (chain.source === 'embedded' && clock.start === FORK_TIME) report(['clock', 'start'], FORKS_ONLY);
}

function checkBackstop({ chain, backstop }: Sections, report: Report): void {
  const path = ['backstop', 'kind'];
  if (chain.source === 'embedded') {
    if (backstop.kind === 'deployed') report(path, `deployed ${FORKS_ONLY}`);
    return;
  }
  if (backstop.kind === 'none') {
    report(path, 'the Stability Pool of a fork is there; expected one of bamm, deployed, stability-pool');
  }
  if (backstop.rewards !== undefined && backstop.rewards.apr > 0) {
    report(
      ['backstop', 'rewards', 'apr'],
      'is only for chain.source: embedded; a fork issues rewards by its own schedule',
    );
  }
}

function checkDex({ chain, dex }: Sections, report: Report): void {
  if (chain.source === 'embedded' && dex.pool === 'deployed') report(['dex', 'pool'], `deployed ${FORKS_ONLY}`);
}

function checkExisting({ chain, backstop, agents }: Sections, report: Report): void {
  for (const policy of Object.keys(EXISTING_POLICIES)) {
    const groups = Object.entries(agents).filter(([, group]) => group.policy === policy);
    groups.forEach(([name], index) => {
      const path = ['agents', name, 'policy'];
      if (chain.source === 'embedded') report(path, `${policy} ${FORKS_ONLY}`);
      else if (index > 0) report(path, `agents.${groups[0]?.[0]} has all of them; expected one group of ${policy}`);
      else if (policy === 'existing-backstopper' && backstop.kind !== 'deployed') {
        report(path, 'is only for backstop.kind: deployed, whose depositors they are');
      }
    });
  }
}

/** A plain Stability Pool has no shares to be minted at the oracle price. */
function checkJitDepositors({ backstop, agents }: Sections, report: Report): void {
  if (backstop.kind === 'bamm' || backstop.kind === 'deployed') return;
  for (const [name, { policy }] of Object.entries(agents)) {
    if (policy !== 'jit-depositor') continue;
    report(
      ['agents', name, 'policy'],
      `jit-depositor is only for backstop.kind: bamm and deployed; found ${backstop.kind}`,
    );
  }
}

/** With others in the Stability Pool they would share in what a funded liquidation brings, and in its losses. */
function checkFundedLiquidators({ chain, backstop, agents }: Sections, report: Report): void {
  if (backstop.kind === 'none' && chain.source === 'embedded') return;
  const found = chain.source === 'embedded' ? `backstop.kind: ${backstop.kind}` : `chain.source: ${chain.source}`;
  for (const [name, group] of Object.entries(agents)) {
    if (group.policy !== 'keeper' && group.policy !== 'flash-liquidator') continue;
    if (group.count === 0) continue;
    report(
      ['agents', name, 'policy'],
      `${group.policy} is only for backstop.kind: none on chain.source: embedded, where no one else stands in the Stability Pool; found ${found}; remove the group or set its count to 0`,
    );
  }
}
