import type { Address } from 'viem';
import { BORROWER_GAS_RESERVE } from '../agent/borrower.ts';
import { classOf } from '../agent/createPolicy.ts';
import type { AgentGroupSpec, BackstopperSpec, BorrowerSpec } from '../agent/schema.ts';
import { sample } from '../core/distribution.ts';
import { UsageError } from '../core/errors.ts';
import { type RandomStream, randomStream } from '../core/random.ts';
import { divWad, mulWad, toNumber, toWad, WAD } from '../core/units.ts';
import { accountOf } from '../protocol/accounts.ts';
import { ZERO_CONSTANTS } from '../protocol/zero/constants.ts';
import type { Scenario } from '../scenario/schema.ts';

/** A trove before it is open; 18 decimals. */
export interface OpeningTrove {
  readonly collateral: bigint;
  /** What the borrower gets. */
  readonly borrow: bigint;
  /** What it will owe: borrowing fee and gas compensation on top. */
  readonly debt: bigint;
}

/** One agent before the first block. Amounts have 18 decimals. */
export interface AgentSeed {
  readonly id: string;
  readonly group: string;
  readonly class: string;
  readonly address: Address;
  readonly spec: AgentGroupSpec;
  readonly random: RandomStream;
  /** Wallet at the first block. */
  readonly collateral: bigint;
  readonly stable: bigint;
  /** Trove that it opens before the first block. */
  readonly trove?: OpeningTrove;
  /** Whether its stablecoin is in the backstop before the first block. */
  readonly isDeposited: boolean;
}

export interface Population {
  readonly agents: readonly AgentSeed[];
  /** Stablecoin borrowed in all; all that there is at the first block but fees and gas compensation. */
  readonly borrowed: bigint;
  /** Stablecoin for the outside market. */
  readonly venue: bigint;
  /** Stablecoin that nobody in the model holds. */
  readonly idle: bigint;
}

/**
 * Draws everyone who takes part. Each agent has a stream of its own, keyed by seed, trial and id, so that adding one
 * changes nobody else's draws.
 *
 * Every stablecoin is somebody's debt: what borrowers don't keep is what depositors, DEX, desks and the outside market
 * hold.
 *
 * @param price collateral in USD at the first block, 18 decimals
 * @throws UsageError if more stablecoin is asked for than was borrowed, or a trove could not be opened
 */
export function drawPopulation(scenario: Scenario, seed: number, trial: number, price: bigint): Population {
  // By name, not as written: the scenario's hash does not know the order of groups, so the result may not either.
  const groups = Object.entries(scenario.agents).sort(([a], [b]) => (a < b ? -1 : 1));
  const agents = groups.flatMap(([group, spec]) =>
    Array.from({ length: spec.count }, (_, i) => {
      const id = `${group}/${i}`;
      return drawAgent({ id, group, spec, random: randomStream(seed, trial, 'agent', id), scenario, price });
    }),
  );
  checkTroves(agents, scenario, price);
  const borrowed = agents.reduce((sum, { trove }) => sum + (trove?.borrow ?? 0n), 0n);
  const held = agents.reduce((sum, { stable }) => sum + stable, 0n) + scenario.dex.stable;
  const stated = scenario.market.venue?.stable;
  const needed = held + (stated ?? 0n);
  if (needed > borrowed) {
    throw new UsageError('More stablecoin is handed out than borrowers have borrowed', {
      facts: {
        borrowed: `${toNumber(borrowed).toFixed(0)} ${scenario.market.stable.symbol}`,
        needed: `${toNumber(needed).toFixed(0)} ${scenario.market.stable.symbol} (agents, DEX and outside market)`,
      },
      remedy:
        'raise the borrowers’ number or debt, or lower deposits, dex.stable, market.venue.stable or agents’ stable',
    });
  }
  const rest = borrowed - needed;
  return { agents, borrowed, venue: stated ?? rest, idle: stated === undefined ? 0n : rest };
}

interface Draw {
  readonly id: string;
  readonly group: string;
  readonly spec: AgentGroupSpec;
  readonly random: RandomStream;
  readonly scenario: Scenario;
  readonly price: bigint;
}

function drawAgent(draw: Draw): AgentSeed {
  const { id, group, spec, random } = draw;
  const base = { id, group, class: classOf(spec), address: accountOf(id), spec, random, isDeposited: false };
  if (spec.policy === 'borrower') return { ...base, ...drawBorrower(spec, draw) };
  if (spec.policy === 'backstopper') return { ...base, ...drawBackstopper(spec, draw) };
  return { ...base, collateral: spec.collateral, stable: 'stable' in spec ? spec.stable : 0n };
}

function drawBorrower(spec: BorrowerSpec, { id, random, scenario, price }: Draw) {
  const debt = toWad(sample(spec.debt, random.child('debt')), 2);
  const ratio = toWad(sample(spec.collateralRatio, random.child('collateralRatio')), 6);
  const reserve = toWad(sample(spec.reserve, random.child('reserve')), 6);
  const feeFloor = toWad(scenario.lending.borrowingFeeFloor, 12);
  const borrow = divWad(debt - ZERO_CONSTANTS.gasCompensation, WAD + feeFloor);
  if (borrow < ZERO_CONSTANTS.minimumNetDebt) {
    throw new UsageError('A trove is too small to be opened', {
      facts: {
        agent: id,
        debt: toNumber(debt),
        least: toNumber(ZERO_CONSTANTS.minimumNetDebt + ZERO_CONSTANTS.gasCompensation) * 1.01,
      },
      remedy: "raise the minimum of the group's debt distribution",
    });
  }
  const collateral = divWad(mulWad(debt, ratio), price);
  return {
    trove: { collateral, borrow, debt: borrow + mulWad(borrow, feeFloor) + ZERO_CONSTANTS.gasCompensation },
    collateral: mulWad(collateral, reserve) + BORROWER_GAS_RESERVE,
    stable: mulWad(borrow, toWad(spec.keeps, 6)),
  };
}

/** Gas money of a depositor: some transactions at any price. */
const DEPOSITOR_GAS = 2n * WAD;

function drawBackstopper(spec: BackstopperSpec, { random, scenario }: Draw) {
  const stable = toWad(sample(spec.deposit, random.child('deposit')), 2);
  const isDeposited = scenario.backstop.kind !== 'none' && sample(spec.joins, random.child('joins')) === 0;
  return { collateral: DEPOSITOR_GAS, stable, isDeposited };
}

/** What the core would refuse in set-up is said before anything starts. */
function checkTroves(agents: readonly AgentSeed[], { lending, market }: Scenario, price: bigint): void {
  let [totalCollateral, totalDebt] = [0n, 0n];
  for (const { id, trove } of agents) {
    if (trove === undefined) continue;
    totalCollateral += trove.collateral;
    totalDebt += trove.debt;
    const icr = toNumber(divWad(mulWad(trove.collateral, price), trove.debt));
    if (icr > lending.minimumCollateralRatio) continue;
    throw new UsageError('A trove would open under the minimum collateral ratio', {
      facts: {
        agent: id,
        ICR: `${(icr * 100).toFixed(1)}%`,
        MCR: `${(lending.minimumCollateralRatio * 100).toFixed(1)}%`,
      },
      remedy: "raise the minimum of the group's collateralRatio distribution",
    });
  }
  if (totalDebt === 0n) return;
  const tcr = toNumber(divWad(mulWad(totalCollateral, price), totalDebt));
  if (tcr > lending.criticalCollateralRatio) return;
  throw new UsageError('The system would open in recovery mode', {
    facts: {
      TCR: `${(tcr * 100).toFixed(1)}%`,
      CCR: `${(lending.criticalCollateralRatio * 100).toFixed(1)}%`,
      price: `${toNumber(price)} USD for one ${market.collateral.symbol}`,
    },
    remedy: "raise the borrowers' collateralRatio distribution",
  });
}
