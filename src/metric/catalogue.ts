import { backstopRows } from './backstopMetrics.ts';
import { classFeeRows, feeRows, isFeeMetric } from './feeMetrics.ts';

/**
 * `gauge`: a level sampled every tick · `counter`: a total that only grows, sampled every tick ·
 * `trend`: values that come with events (a delay, a duration), none, one or several a tick.
 */
export type MetricKind = 'gauge' | 'counter' | 'trend';

/** `ratio`: 1 is 100 %. `USD`, `gwei`, `seconds`, `blocks`, `count`, `boolean` (0 or 1), else a token's symbol. */
export type MetricUnit = string;

export interface MetricDefinition {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly kind: MetricKind;
  readonly title: string;
  /** What it is, at which price, over what; shown in the report. */
  readonly definition: string;
}

/** A definition in the order of its fields. */
export type MetricRow = [name: string, unit: MetricUnit, kind: MetricKind, title: string, definition: string];

export interface CatalogueOptions {
  /** Symbol of the collateral, e.g. `ETH`. */
  readonly collateral: string;
  /** Symbol of the stablecoin, e.g. `ZUSD`. */
  readonly stable: string;
  /** Agent classes of the scenario, each once. */
  readonly classes: readonly string[];
}

export type MetricCatalogue = ReadonlyMap<string, MetricDefinition>;

/** Quantiles of the troves' ICR that are sampled, in percent. */
export const ICR_QUANTILES = [5, 25, 50, 75, 95] as const;

/** Parts of the backstop's profit, in the order in which reports show them; they add up to `total`. */
export const ATTRIBUTION_PARTS = [
  'liquidationGain',
  'priceChange',
  'stablePriceChange',
  'discountPaid',
  'staleOracleLoss',
  'fees',
  'rewards',
  'gas',
  'rounding',
] as const;

export type AttributionPart = (typeof ATTRIBUTION_PARTS)[number];

const DERIVED: ReadonlySet<string> = new Set([
  'oracle.error',
  'liquidation.missed',
  'liquidation.missedDebt',
  'liquidation.missedShare',
  'redemption.stable',
  'market.impact',
  'market.stableImpact',
  'market.volatility',
  'dex.liquidity',
  'backstop.dilution',
]);

/** Whether a metric follows from others or from the chain's receipts: it adds nothing to a result, so its hash leaves it out. */
export function isDerived(name: string): boolean {
  return DERIVED.has(name) || isFeeMetric(name);
}

/** The one list of all metrics with unit, kind and definition. Order is the order of reports. */
export function metricCatalogue({ collateral, stable, classes }: CatalogueOptions): MetricCatalogue {
  const rows: MetricRow[] = [
    ['market.price', 'USD', 'gauge', 'Market price', `Price of one ${collateral} on the outside market.`],
    ['market.stable', 'USD', 'gauge', 'Stablecoin price', `Price of one ${stable} on the outside market.`],
    [
      'market.impact',
      'ratio',
      'gauge',
      'Price impact',
      `What agents' trades, the block's own included, did to the price of ${collateral}: over that of the price process, less 1.`,
    ],
    [
      'market.stableImpact',
      'ratio',
      'gauge',
      'Price impact on the stablecoin',
      `What agents' trades, the block's own included, did to the price of ${stable}: over that of the price process, less 1.`,
    ],
    [
      'market.volatility',
      'ratio',
      'gauge',
      'Realised volatility',
      `Annualised volatility of ${collateral}'s price process that liquidity answers to, that of the DEX pool or else of the outside market; no sample without evaporation.`,
    ],
    ['oracle.price', 'USD', 'gauge', 'Oracle price', `${collateral}/USD answer on chain.`],
    ['oracle.stable', 'USD', 'gauge', 'Oracle stablecoin price', `${stable}/USD answer on chain.`],
    ['oracle.age', 'seconds', 'gauge', 'Oracle age', 'Block time minus the time of the answer on chain.'],
    [
      'oracle.error',
      'ratio',
      'gauge',
      'Oracle error',
      `${collateral}/USD answer on chain over the market price, less 1: above 0 the chain takes ${collateral} for dearer than it is.`,
    ],
    ['oracle.updates', 'count', 'counter', 'Oracle updates', `${collateral}/USD answers published.`],
    ['dex.price', stable, 'gauge', 'DEX price', `${stable} for one ${collateral} at the pool's reserves, before fee.`],
    ['dex.stable', stable, 'gauge', 'DEX depth', `${stable} side of the DEX pool.`],
    [
      'dex.liquidity',
      'ratio',
      'gauge',
      'DEX liquidity',
      "√(product of the DEX pool's reserves) over that of the opening: 50% is half the depth at any price; trades raise it by their fees.",
    ],
    ['solvency.tcr', 'ratio', 'gauge', 'TCR', 'Value of all collateral at the oracle price over all debt.'],
    [
      'solvency.tcrMarket',
      'ratio',
      'gauge',
      'TCR at market',
      'Value of all collateral at the market price over all debt.',
    ],
    ...ICR_QUANTILES.map((q): MetricRow => {
      const name = `solvency.icrQuantiles.p${String(q).padStart(2, '0')}`;
      return [
        name,
        'ratio',
        'gauge',
        `ICR, ${q}th percentile`,
        `${q}th percentile of open troves' ICR at the oracle price, each trove once.`,
      ];
    }),
    ['solvency.debt', stable, 'gauge', 'Debt', 'Debt of all open troves, redistributed debt included.'],
    ['solvency.collateral', collateral, 'gauge', 'Collateral', 'Collateral of all open troves.'],
    ['solvency.troves', 'count', 'gauge', 'Open troves', 'Number of open troves.'],
    [
      'solvency.pendingDebt',
      stable,
      'gauge',
      'Pending liquidation',
      'Debt of open troves under the minimum collateral ratio at the oracle price.',
    ],
    [
      'solvency.badDebtLatent',
      'USD',
      'gauge',
      'Latent bad debt',
      'Sum over open troves of max(0, debt − collateral value) at the market price; debt counts 1 USD each.',
    ],
    [
      'solvency.badDebtRealised',
      'USD',
      'counter',
      'Realised bad debt',
      'Sum over liquidated troves of max(0, redistributed debt − value of the collateral redistributed with it) at the market price of that block, debt counted at 1 USD: loss put on the other borrowers.',
    ],
    [
      'solvency.recoveryMode',
      'boolean',
      'gauge',
      'Recovery mode',
      'Whether the TCR is under the critical collateral ratio at the oracle price.',
    ],
    [
      'solvency.redistributedDebt',
      stable,
      'counter',
      'Redistributed debt',
      'Liquidated debt that the Stability Pool could not absorb, put on the other troves.',
    ],
    ['liquidation.count', 'count', 'counter', 'Liquidations', 'Troves liquidated.'],
    ['liquidation.debt', stable, 'counter', 'Liquidated debt', 'Debt of liquidated troves.'],
    [
      'liquidation.collateral',
      collateral,
      'counter',
      'Liquidated collateral',
      "Collateral of liquidated troves, liquidators' compensation included.",
    ],
    [
      'liquidation.delay',
      'seconds',
      'trend',
      'Liquidation delay',
      'From the first block in which a trove was under the minimum collateral ratio at the oracle price to its liquidation.',
    ],
    [
      'liquidation.missed',
      'count',
      'counter',
      'Missed liquidations',
      'Liquidated troves whose debt nobody could fund in full at that instant: some or all of it was redistributed.',
    ],
    [
      'liquidation.missedDebt',
      stable,
      'counter',
      'Missed liquidated debt',
      'Whole debt of the liquidated troves that were missed, the part of it that was funded included.',
    ],
    [
      'liquidation.missedShare',
      'ratio',
      'gauge',
      'Share missed',
      'Missed liquidated debt over liquidated debt so far; no sample before the first liquidation.',
    ],
    ['redemption.stable', stable, 'counter', 'Redeemed', `${stable} redeemed against the collateral of troves.`],
    ...backstopRows({ collateral, stable }),
    [
      'benchmark.holdStable',
      'ratio',
      'gauge',
      'Holding the stablecoin',
      `Return of holding ${stable} over the same time, at its market price.`,
    ],
    [
      'benchmark.stabilityPool',
      'ratio',
      'gauge',
      'Plain Stability Pool',
      `Return of a depositor who stands in the same Stability Pool from the start and never sells the ${collateral} received; rewards left out. What a BAMM buys back refills that pool: without a BAMM it would bear more of each later liquidation.`,
    ],
    [
      'benchmark.holdCollateral',
      'ratio',
      'gauge',
      'Holding the collateral',
      `Return of holding ${collateral}, at the market price.`,
    ],
    ...classes.flatMap((name): MetricRow[] => [
      [
        `agent.${name}.profit`,
        'USD',
        'gauge',
        `Profit of ${name}`,
        PROFIT_DEFINITION[name] ??
          'What flowed in less what flowed out on chain, gas included, each flow at the market prices of its block; later price changes of what is held left out.',
      ],
      ...classFeeRows(name, collateral),
    ]),
    [
      'borrower.liquidationLoss',
      'USD',
      'gauge',
      "Borrowers' loss in liquidations",
      'Collateral lost minus debt cancelled, both at market prices, over all troves liquidated so far; below 0 where the collateral was worth less.',
    ],
    [
      'tx.included',
      'count',
      'counter',
      'Transactions included',
      'Transactions of agents, oracles, the outside market and liquidity providers mined, reverted ones among them.',
    ],
    ['tx.reverted', 'count', 'counter', 'Transactions reverted', 'Mined, but reverted: gas was paid for nothing.'],
    [
      'tx.expired',
      'count',
      'counter',
      'Transactions expired',
      'Given up: they waited too long, or the balance did not cover gas and value when their turn came.',
    ],
    ['tx.pending', 'count', 'gauge', 'Transactions pending', 'Waiting in the mempool after the block.'],
    ['tx.wait', 'blocks', 'trend', 'Inclusion delay', 'Blocks from sending to inclusion; 0 is the next block.'],
    ['fee.base', 'gwei', 'gauge', 'Base fee', 'Base fee of the block.'],
    ...feeRows(),
    ['gas.spent', collateral, 'counter', 'Gas spent', 'Fees of all included transactions.'],
  ];
  return new Map(rows.map(([name, unit, kind, title, definition]) => [name, { name, unit, kind, title, definition }]));
}

const PROFIT_DEFINITION: Readonly<Record<string, string>> = {
  backstopper:
    'Equal to backstop.profit.total (change of value of what they hold in the backstop, plus rewards, less gas), less what depositors of other classes made by coming and going.',
};
