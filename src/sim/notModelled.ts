import type { Scenario } from '../scenario/schema.ts';

/** What this version leaves out of every run, in the words that reports print. */
const ALWAYS: readonly string[] = ['Miners or builders who reorder, insert or censor transactions.'];

const ON_A_FORK: readonly string[] = [
  'Everything else on the forked chain: other protocols, other markets of the stablecoin and their arbitrage stand still.',
  'Rewards of the deployed system (such as LQTY): issued on chain, counted in nobody’s profit.',
  'Depositors who stand in the forked Stability Pool beside the backstop: they stay where they are.',
];

export function notModelled(scenario: Scenario): readonly string[] {
  const { chain, agents } = scenario;
  const always = [
    ...ofFees(scenario),
    ofBorrowing(scenario),
    ...ofFundedLiquidations(scenario),
    ...ALWAYS,
    ofDex(scenario),
    ...ofMarket(scenario),
    ofOracle(scenario),
  ];
  if (chain.source === 'embedded') return always;
  const hasPolicy = Object.values(agents).some(({ policy }) => policy === 'existing-borrower');
  const owners = hasPolicy
    ? []
    : ["Owners of the fork's troves: the scenario gives them no policy, so they never act."];
  return [...always, ...ON_A_FORK, ...owners];
}

/** Of the fee market: what stands in the scenario's chain and bids. */
function ofFees({ chain, agents, oracle }: Scenario): readonly string[] {
  const demand =
    chain.demand === undefined
      ? "Competing demand for block space: the base fee follows the scenario's path, and a block has room for all of its gas limit."
      : "Others' transactions themselves: their demand takes block space by its tips and calls no contract; what was outbid does not queue up for later blocks, and they do not answer to our bids.";
  const isRaised = [oracle.collateral, oracle.stable].some(({ raise }) => raise !== undefined);
  const isFixed = !isRaised && Object.values(agents).every(({ bid: { strategy = 'fixed' } }) => strategy === 'fixed');
  const bids = isFixed
    ? 'Bidding strategy: agents bid tips drawn from a distribution; nobody raises a bid, cancels or copies a pending transaction.'
    : 'Bids that answer to single rivals: agents and oracles look at the market, not at pending transactions, and nobody cancels or copies one.';
  return [demand, bids];
}

/** Of redemptions and new debt. */
function ofBorrowing({ agents }: Scenario): string {
  const has = (wanted: string) => Object.values(agents).some(({ policy }) => policy === wanted);
  const redemptions = has('redeemer')
    ? 'Redemptions by others than the redeemers stated'
    : 'Redemptions of stablecoin against troves';
  return has('minter')
    ? `${redemptions}, and new borrowing during the event by others than the minters stated.`
    : `${redemptions}, and new borrowing during the event.`;
}

/** Of liquidators who bring the money. */
function ofFundedLiquidations({ agents }: Scenario): readonly string[] {
  const has = (wanted: string) =>
    Object.values(agents).some(({ policy, ...group }) => policy === wanted && countOf(group) > 0);
  return [
    ...(has('keeper')
      ? [
          'Auctions: the first keeper who pays a trove’s whole debt gets its collateral; keepers neither borrow stablecoin nor share a trove.',
        ]
      : []),
    ...(has('flash-liquidator')
      ? [
          'Loans and routes of flash liquidators other than the one DEX pool; they hold no inventory and leave what does not pay at its price.',
        ]
      : []),
  ];
}

function countOf(group: object): number {
  return 'count' in group ? (group.count as number) : 0;
}

/** Of the DEX pool. */
function ofDex({ dex }: Scenario): string {
  return dex.liquidity === undefined
    ? 'Liquidity providers of the DEX pool: its liquidity neither comes nor goes, and its fees stay in the pool.'
    : 'Liquidity providers of the DEX pool one by one: they follow the level stated as one account, weigh neither fees nor losses, trade with nobody outside of the pool, and nobody new joins them.';
}

/** Of the outside market. */
function ofMarket({ market }: Scenario): readonly string[] {
  const impact = market.venue?.impact;
  const stable =
    impact?.stable === undefined
      ? 'A stablecoin price that answers to supply and demand outside the DEX pool: its market price is exogenous.'
      : "Demand for the stablecoin other than the agents' own: the price process and the half-life of their impact stand for it.";
  const collateral =
    impact?.collateral === undefined
      ? 'Price impact on the outside market: it takes any amount of collateral at the market price, less the fee; its stablecoin is finite.'
      : "The outside market's order book: its depth is one figure on either side, trades are carried out at once, and others answer only by the half-life of the impact.";
  return [stable, collateral];
}

/** Of the oracle: faults are what the scenario schedules, and nothing else. */
function ofOracle({ oracle }: Scenario): string {
  const isFaulty = [oracle.collateral, oracle.stable].some(({ faults = [] }) => faults.length > 0);
  return isFaulty
    ? 'Faults of the oracle other than those scheduled: none comes about by itself, and nobody reacts to one but through the price on chain.'
    : 'Faults of the oracle other than the delay and deviation stated: no frozen, wrong or censored answers.';
}
