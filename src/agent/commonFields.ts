import { distribution } from '../core/distributionSpec.ts';
import { integer } from '../core/field.ts';
import { nearestNumber } from '../core/quantity.ts';
import { blocks, ratio, type TokenSymbols, tokenAmount, usd } from '../core/quantityFields.ts';

export const count = integer({ min: 0, max: 100_000 }).describe('Number of agents in the group.');
export const minProfit = usd().describe('Least profit after gas for which it acts, at market prices.');
export const marketFee = ratio({ max: 0.5, examples: ['0.1%'] })
  .prefault('0%')
  .describe('Fee of the outside market leg.');
export const settlement = blocks({ examples: ['20 blocks'] })
  .prefault('0 blocks')
  .describe('Time until the outside market leg returns the capital.');
export const latency = distribution(blocks({ examples: ['2 blocks'] }))
  .prefault('0 blocks')
  .describe('From seeing an opportunity to sending the transaction; drawn once an agent.');

export function inTokens(amount: bigint): number {
  return nearestNumber(amount, 18);
}

export function startingCollateral(symbols: TokenSymbols) {
  const symbol = symbols.collateral ?? 'ETH';
  return tokenAmount('collateral', { symbols })
    .prefault(`50 ${symbol}`)
    .describe('Starting balance of each, gas included.');
}
