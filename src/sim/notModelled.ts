/** What this version leaves out, in the words that reports print. */
export const NOT_MODELLED: readonly string[] = [
  "Competing demand for block space: the base fee follows the scenario's path, and a block has room for all of its gas limit.",
  'Bidding strategy: agents bid tips drawn from a distribution; nobody raises a bid, cancels or copies a pending transaction.',
  'Miners or builders who reorder, insert or censor transactions.',
  'Redemptions of stablecoin against troves, and new borrowing during the event.',
  'A stablecoin price that answers to supply and demand outside the DEX pool: its market price is exogenous.',
  'Price impact on the outside market: it takes any amount of collateral at the market price, less the fee; its stablecoin is finite.',
  'Faults of the oracle other than the delay and deviation stated: no frozen, wrong or censored answers.',
  'Liquidity providers of the DEX pool: its liquidity neither comes nor goes, and its fees stay in the pool.',
];
