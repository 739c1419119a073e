import type { Scenario } from '../scenario/schema.ts';

/** What this version leaves out of every run, in the words that reports print. */
const ALWAYS: readonly string[] = [
  "Competing demand for block space: the base fee follows the scenario's path, and a block has room for all of its gas limit.",
  'Bidding strategy: agents bid tips drawn from a distribution; nobody raises a bid, cancels or copies a pending transaction.',
  'Miners or builders who reorder, insert or censor transactions.',
  'Redemptions of stablecoin against troves, and new borrowing during the event.',
  'A stablecoin price that answers to supply and demand outside the DEX pool: its market price is exogenous.',
  'Price impact on the outside market: it takes any amount of collateral at the market price, less the fee; its stablecoin is finite.',
  'Faults of the oracle other than the delay and deviation stated: no frozen, wrong or censored answers.',
  'Liquidity providers of the DEX pool: its liquidity neither comes nor goes, and its fees stay in the pool.',
];

const ON_A_FORK: readonly string[] = [
  'Everything else on the forked chain: other protocols, other markets of the stablecoin and their arbitrage stand still.',
  'Rewards of the deployed system (such as LQTY): issued on chain, counted in nobody’s profit.',
  'Depositors who stand in the forked Stability Pool beside the backstop: they stay where they are.',
];

export function notModelled({ chain, agents }: Scenario): readonly string[] {
  if (chain.source === 'embedded') return ALWAYS;
  const hasPolicy = Object.values(agents).some(({ policy }) => policy === 'existing-borrower');
  const owners = hasPolicy
    ? []
    : ["Owners of the fork's troves: the scenario gives them no policy, so they never act."];
  return [...ALWAYS, ...ON_A_FORK, ...owners];
}
