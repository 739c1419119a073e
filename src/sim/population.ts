import type { Address } from 'viem';
import { BORROWER_GAS_RESERVE } from '../agent/borrower.ts';
import { classOf } from '../agent/createPolicy.ts';
import type { AgentGroupSpec, BackstopperSpec, BorrowerSpec, ExistingBorrowerSpec } from '../agent/schema.ts';
import { sample } from '../core/distribution.ts';
import { UsageError } from '../core/errors.ts';
import { type RandomStream, randomStream } from '../core/random.ts';
import { divWad, minBig, mulWad, toNumber, toWad, WAD } from '../core/units.ts';
import { accountOf } from '../protocol/accounts.ts';
import type { CoreTerms } from '../protocol/core/readCore.ts';
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
  /** Whether the fork brought it along: it has its trove or its shares already. */
  readonly isExisting: boolean;
  /** What an existing depositor has in the backstop, in stablecoin at the oracle price; 18 decimals. */
  readonly invested: bigint;
}

/** What a fork brings along; nothing on the embedded chain. Amounts have 18 decimals. */
export interface Inhabitants {
  readonly borrowers: readonly Inhabitant[];
  readonly depositors: readonly (Inhabitant & { readonly invested: bigint })[];
  /** Accounts that the scenario lets agents be funded from, and their stablecoin. */
  readonly holders: readonly { readonly holder: Address; readonly stable: bigint; readonly balance: bigint }[];
  /** All open troves. */
  readonly collateral: bigint;
  readonly debt: bigint;
}

export interface Inhabitant {
  readonly address: Address;
  /** Native balance. */
  readonly balance: bigint;
  readonly stable: bigint;
  /** Collateral in its trove. */
  readonly collateral: bigint;
}

export const NO_INHABITANTS: Inhabitants = { borrowers: [], depositors: [], holders: [], collateral: 0n, debt: 0n };

export interface Population {
  readonly agents: readonly AgentSeed[];
  /** Stablecoin borrowed in all; all that there is at the first block but fees and gas compensation. */
  readonly borrowed: bigint;
  /** Stablecoin for the outside market. */
  readonly venue: bigint;
  /** Stablecoin that nobody in the model holds. */
  readonly idle: bigint;
  /** What named holders part with, in their order. */
  readonly fromHolders: readonly { readonly holder: Address; readonly amount: bigint; readonly balance: bigint }[];
}

export interface PopulationOptions {
  readonly seed: number;
  readonly trial: number;
  /** Collateral in USD at the first block, 18 decimals. */
  readonly price: bigint;
  readonly terms: CoreTerms;
  /** Default: none. */
  readonly inhabitants?: Inhabitants;
}

/**
 * Draws everyone who takes part. Each agent has a stream of its own, keyed by seed, trial and id, so that adding one
 * changes nobody else's draws.
 *
 * Every stablecoin is somebody's debt: what borrowers don't keep is what depositors, DEX, desks and the outside market
 * hold.
 *
 * @throws UsageError if more stablecoin is asked for than was borrowed, or a trove could not be opened
 */
export function drawPopulation(scenario: Scenario, options: PopulationOptions): Population {
  const { seed, trial, terms, inhabitants = NO_INHABITANTS } = options;
  // By name, not as written: the scenario's hash does not know the order of groups, so the result may not either.
  const groups = Object.entries(scenario.agents).sort(([a], [b]) => (a < b ? -1 : 1));
  const agents = groups.flatMap(([group, spec]) => {
    const draw = (id: string): Draw => {
      return { id, group, spec, random: randomStream(seed, trial, 'agent', id), scenario, price: options.price, terms };
    };
    if (spec.policy === 'existing-borrower') {
      return inhabitants.borrowers.map((owner) => existingBorrower(owner, spec, draw(`${group}/${owner.address}`)));
    }
    if (spec.policy === 'existing-backstopper') {
      const { borrowers, depositors } = inhabitants;
      // Who has a trove as well is followed as its owner.
      const owners = new Set(hasOwners(groups) ? borrowers.map(({ address }) => address) : []);
      return depositors
        .filter(({ address }) => !owners.has(address))
        .map((depositor) => existingDepositor(depositor, draw(`${group}/${depositor.address}`)));
    }
    return Array.from({ length: spec.count }, (_, i) => drawAgent(spec, draw(`${group}/${i}`)));
  });
  checkTroves(agents, scenario, options, inhabitants);
  return { agents, ...shareOut(agents, scenario, inhabitants) };
}

function hasOwners(groups: readonly (readonly [string, AgentGroupSpec])[]): boolean {
  return groups.some(([, { policy }]) => policy === 'existing-borrower');
}

/** Who gets stablecoin from where. @throws UsageError if there is too little */
function shareOut(
  agents: readonly AgentSeed[],
  scenario: Scenario,
  { holders }: Inhabitants,
): Omit<Population, 'agents'> {
  const borrowed = agents.reduce((sum, { trove }) => sum + (trove?.borrow ?? 0n), 0n);
  const own = agents.filter(({ isExisting }) => !isExisting);
  const held = own.reduce((sum, { stable }) => sum + stable, 0n) + (scenario.dex.stable ?? 0n);
  const stated = scenario.market.venue?.stable;
  const needed = held + (stated ?? 0n);
  const available = holders.reduce((sum, { stable }) => sum + stable, borrowed);
  if (needed > available) {
    const { symbol } = scenario.market.stable;
    const whole = (amount: bigint) => `${toNumber(amount).toFixed(0)} ${symbol}`;
    throw new UsageError('More stablecoin is handed out than borrowers have borrowed', {
      facts: {
        borrowed: whole(borrowed),
        ...(holders.length === 0 ? {} : { 'held by chain.holders': whole(available - borrowed) }),
        needed: `${whole(needed)} (agents, DEX and outside market)`,
      },
      remedy: `raise the borrowers’ number or debt, or lower deposits, dex.stable, market.venue.stable or agents’ stable${scenario.chain.source === 'embedded' ? '' : ', or name accounts that hold stablecoin under chain.holders'}`,
    });
  }
  let missing = needed > borrowed ? needed - borrowed : 0n;
  const fromHolders = holders.flatMap(({ holder, stable, balance }) => {
    const amount = minBig(stable, missing);
    missing -= amount;
    return amount === 0n ? [] : [{ holder, amount, balance }];
  });
  const rest = borrowed > needed ? borrowed - needed : 0n;
  return { borrowed, venue: stated ?? rest, idle: stated === undefined ? 0n : rest, fromHolders };
}

type DrawnGroupSpec = Exclude<AgentGroupSpec, { policy: 'existing-borrower' | 'existing-backstopper' }>;

interface Draw {
  readonly id: string;
  readonly group: string;
  readonly spec: AgentGroupSpec;
  readonly random: RandomStream;
  readonly scenario: Scenario;
  readonly price: bigint;
  readonly terms: CoreTerms;
}

function baseOf({ id, group, spec, random }: Draw, address: Address) {
  const flags = { isDeposited: false, isExisting: false, invested: 0n };
  return { id, group, class: classOf(spec), address, spec, random, ...flags };
}

function existingBorrower(owner: Inhabitant, spec: ExistingBorrowerSpec, draw: Draw): AgentSeed {
  const reserve = toWad(sample(spec.reserve, draw.random.child('reserve')), 6);
  const collateral = owner.balance + mulWad(owner.collateral, reserve) + BORROWER_GAS_RESERVE;
  return { ...baseOf(draw, owner.address), collateral, stable: owner.stable, isExisting: true };
}

function existingDepositor(
  { address, balance, stable, invested }: Inhabitants['depositors'][number],
  draw: Draw,
): AgentSeed {
  return {
    ...baseOf(draw, address),
    ...{ collateral: balance + DEPOSITOR_GAS, stable, invested, isExisting: true, isDeposited: true },
  };
}

function drawAgent(spec: DrawnGroupSpec, draw: Draw): AgentSeed {
  const base = baseOf(draw, accountOf(draw.id));
  if (spec.policy === 'borrower') return { ...base, ...drawBorrower(spec, draw) };
  if (spec.policy === 'backstopper') return { ...base, ...drawBackstopper(spec, draw) };
  return { ...base, collateral: spec.collateral, stable: 'stable' in spec ? spec.stable : 0n };
}

function drawBorrower(spec: BorrowerSpec, { id, random, price, terms }: Draw) {
  const debt = toWad(sample(spec.debt, random.child('debt')), 2);
  const ratio = toWad(sample(spec.collateralRatio, random.child('collateralRatio')), 6);
  const reserve = toWad(sample(spec.reserve, random.child('reserve')), 6);
  const borrow = divWad(debt - terms.gasCompensation, WAD + terms.borrowingRate);
  if (borrow < terms.minimumNetDebt) {
    throw new UsageError('A trove is too small to be opened', {
      facts: {
        agent: id,
        debt: toNumber(debt),
        least: toNumber(terms.minimumNetDebt + terms.gasCompensation) * 1.01,
      },
      remedy: "raise the minimum of the group's debt distribution",
    });
  }
  const collateral = divWad(mulWad(debt, ratio), price);
  return {
    trove: { collateral, borrow, debt: borrow + mulWad(borrow, terms.borrowingRate) + terms.gasCompensation },
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
function checkTroves(
  agents: readonly AgentSeed[],
  { market }: Scenario,
  { price, terms }: PopulationOptions,
  inhabitants: Inhabitants,
): void {
  const [mcr, ccr] = [toNumber(terms.mcr), toNumber(terms.ccr)];
  let [totalCollateral, totalDebt] = [inhabitants.collateral, inhabitants.debt];
  for (const { id, trove } of agents) {
    if (trove === undefined) continue;
    totalCollateral += trove.collateral;
    totalDebt += trove.debt;
    const icr = toNumber(divWad(mulWad(trove.collateral, price), trove.debt));
    if (icr > mcr) continue;
    throw new UsageError('A trove would open under the minimum collateral ratio', {
      facts: {
        agent: id,
        ICR: `${(icr * 100).toFixed(1)}%`,
        MCR: `${(mcr * 100).toFixed(1)}%`,
      },
      remedy: "raise the minimum of the group's collateralRatio distribution",
    });
  }
  if (totalDebt === 0n) return;
  const tcr = toNumber(divWad(mulWad(totalCollateral, price), totalDebt));
  if (tcr > ccr) return;
  throw new UsageError('The system would open in recovery mode', {
    facts: {
      TCR: `${(tcr * 100).toFixed(1)}%`,
      CCR: `${(ccr * 100).toFixed(1)}%`,
      price: `${toNumber(price)} USD for one ${market.collateral.symbol}`,
    },
    remedy: "raise the borrowers' collateralRatio distribution",
  });
}
