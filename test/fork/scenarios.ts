import { stringify } from 'yaml';
import type { Upstream } from '../upstream/upstream.ts';

export type Section = Readonly<Record<string, unknown>>;

/** Everyone who comes to the fork: borrowers bring stablecoin, the others live on what happens. */
const BORROWERS = {
  policy: 'borrower',
  count: 6,
  debt: { distribution: 'uniform', min: '10k STABLE', max: '40k STABLE' },
  collateralRatio: { distribution: 'uniform', min: '180%', max: '300%' },
  keeps: '20%',
  passive: '100%',
  reaction: '10m',
  actAt: '120%',
  target: '180%',
  actions: { topUp: '100%' },
};
const LIQUIDATORS = { policy: 'liquidator', count: 2, minProfit: '10 USD' };
const ARBITRAGEURS = { policy: 'atomic-arbitrageur', count: 2, minProfit: '5 USD' };
const DESKS = {
  policy: 'capital-arbitrageur',
  count: 2,
  stable: '20k STABLE',
  minProfit: '5 USD',
  marketFee: '0.1%',
  settlement: '4 blocks',
};

/** Owners of the troves that are there, a third of them asleep. */
const OWNERS = {
  policy: 'existing-borrower',
  reserve: '50%',
  passive: '33%',
  reaction: '30s',
  actAt: '150%',
  target: '180%',
  actions: { topUp: '60%', repay: '40%' },
};
/** Depositors of its BAMM leave when the crash is over: while a trove is under water they could not. */
const FOLLOWERS = { policy: 'existing-backstopper', exit: { after: '5m' } };

/** The inhabitants, and who trades with them. */
export const INHABITED = {
  owners: OWNERS,
  followers: FOLLOWERS,
  liquidators: LIQUIDATORS,
  arbitrageurs: ARBITRAGEURS,
  desks: DESKS,
};
/** Newcomers alone. */
export const NEWCOMERS = { borrowers: BORROWERS, liquidators: LIQUIDATORS, arbitrageurs: ARBITRAGEURS, desks: DESKS };

/** The collateral falls by 30 % within two minutes. */
const CRASH = {
  process: { kind: 'gbm', start: '2000 USD', volatility: '90%' },
  shocks: [{ at: '1m', change: '-30%', over: '2m' }],
};

export const FORK = { source: 'fork', url: '${UPSTREAM}', book: './book.yaml' };

/**
 * Ten minutes on an upstream's system as it is deployed, with a crash in them.
 *
 * `STABLE` in a text stands for the symbol of its stablecoin.
 *
 * @param changes sections in place of the usual ones; undefined: left out. Of `chain` they are merged into it
 */
export function forkScenario(
  { naming, chainId, block, addresses }: Upstream,
  { chain, ...changes }: Section = {},
): string {
  const { collateral, stable } = naming;
  const sections = {
    name: 'fork-crash',
    title: 'A crash on a fork',
    description: 'The collateral falls by 30 % within two minutes.',
    seed: 7,
    assumptions: ['All figures are invented.'],
    clock: { start: 'fork', duration: '10m', block: '12s' },
    chain: {
      ...FORK,
      chainId,
      block,
      holders: addresses.holders,
      baseFee: '30 gwei',
      ...(chain as Section | undefined),
    },
    market: {
      collateral: { symbol: collateral, ...CRASH },
      stable: { symbol: stable, process: { kind: 'constant', price: '1 USD' } },
    },
    oracle: { collateral: { deviation: '0.5%', heartbeat: '1h', delay: '1 block', tip: '5 gwei' } },
    backstop: { kind: 'deployed' },
    dex: { pool: 'deployed' },
    agents: INHABITED,
    probes: { invariants: '5 blocks' },
    thresholds: ['solvency.tcr.final >= 50%'],
    ...changes,
  };
  return stringify(sections).replaceAll('STABLE', stable);
}
