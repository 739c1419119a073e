/** Which end of a metric's distribution over trials hurts. */
export type Tail = 'high' | 'low';

/** Metrics of which little is bad: ratios of cover, what is earned or held, prices. All others are bad where they are high. */
const LOW_IS_BAD: readonly RegExp[] = [
  /^solvency\.(tcr|tcrMarket|icrQuantiles\..+)$/,
  /^backstop\.(nav|navPerShare|return|stable|rebalanced|profit\..+)$/,
  /^benchmark\./,
  /^agent\.[^.]+\.profit$/,
  /^market\./,
  /^oracle\.price/,
];

/** The end of a metric's distribution that VaR and expected shortfall speak of. */
export function worseTail(metric: string): Tail {
  return LOW_IS_BAD.some((pattern) => pattern.test(metric)) ? 'low' : 'high';
}
