import type { GoodWay } from './compareRecord.ts';
import type { TrialFigure } from './keyDistributions.ts';

/** Which way a figure is better, and why. */
export interface Direction {
  readonly good: GoodWay;
  readonly reason: string;
}

/**
 * The first pattern that a metric fits decides. What is one party's gain and another's loss, what only describes the market,
 * and what is good up to a point has no good way: such a figure can change, not get better.
 */
const DIRECTIONS: readonly (readonly [pattern: RegExp, good: GoodWay, reason: string])[] = [
  [/^solvency\.(tcr|tcrMarket|icrQuantiles\..+)$/, 'higher', 'more collateral stands behind the debt'],
  [/^solvency\.badDebt/, 'lower', 'debt that no collateral covers is a loss'],
  [/^solvency\.redistributedDebt$/, 'lower', 'it was put on borrowers who did nothing'],
  [/^solvency\.pendingDebt$/, 'lower', 'debt that waits for liquidation is at risk'],
  [/^solvency\.recoveryMode$/, 'lower', 'recovery mode restricts every borrower'],
  [/^liquidation\.delay$/, 'lower', 'collateral can fall further while a trove waits'],
  [/^liquidation\.missed/, 'lower', 'nobody could fund the debt of these troves'],
  [/^backstop\.(return|nav|navPerShare|profit\.total)$/, 'higher', 'it is what backstoppers have or earn'],
  [/^backstop\.maxDrawdown$/, 'lower', 'it is the deepest loss that a backstopper sat through'],
  [/^backstop\.dilution$/, 'lower', 'it is taken from those who stayed'],
  [/^backstop\.(inventoryShare|collateral)$/, 'lower', 'collateral not yet sold back carries its price risk'],
  [/^backstop\.stable$/, 'higher', 'it is ready for the next liquidation'],
  [/^backstop\.timeToClear$/, 'lower', 'collateral held for long carries its price risk for long'],
  [/^borrower\.liquidationLoss$/, 'lower', 'borrowers lose it on top of their debt'],
  [/^agent\.backstopper\.profit$/, 'higher', 'it is what backstoppers earn'],
  [/^(tx\.(reverted|expired|wait)|agent\.[^.]+\.(failed|wait))$/, 'lower', 'it is work that came to nothing, or late'],
  [/^backstop\.profit\./, null, 'it is one part of a profit whose sum decides'],
  [/^backstop\.(discount|rebalanced)$/, null, 'it costs backstoppers and draws buyers'],
  [/^agent\./, null, 'what one class earns another pays'],
  [/^liquidation\./, null, 'more liquidations can be the price of safety, or the sign of its lack'],
  [/^solvency\./, null, 'it is a size, neither good nor bad by itself'],
  [/^(market|oracle|dex|benchmark)\./, null, 'it describes the market'],
];

const NEITHER: Direction = { good: null, reason: 'no way is good by itself' };

/** Which way a figure of a trial is better. */
export function directionOf({ metric, aggregate }: TrialFigure): Direction {
  // How many samples there were says nothing of them.
  if (aggregate === 'count') return NEITHER;
  const found = DIRECTIONS.find(([pattern]) => pattern.test(metric));
  return found === undefined ? NEITHER : { good: found[1], reason: found[2] };
}
