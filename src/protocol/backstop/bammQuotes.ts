import { toNumber } from '../../core/units.ts';
import { type BammState, bammQuote } from './bammCurve.ts';
import { createEstimate } from './bammEstimate.ts';

/** What a BAMM pays for stablecoin. */
export interface Quotes {
  /** Collateral for an amount of stablecoin, both 18 decimals; 0 where the contract pays nothing or reverts. */
  readonly quote: (stable: bigint) => bigint;
  /** The same in whole units, approximate and fast. */
  readonly estimate: (stable: number) => number;
}

/** Nothing is for sale. */
export const NO_QUOTES: Quotes = { quote: () => 0n, estimate: () => 0 };

/** Quotes of the reference contract, by its formula. */
export function formulaQuotes(state: BammState): Quotes {
  if (state.collateral === 0n || state.price === 0n) return NO_QUOTES;
  const estimate = createEstimate({
    stable: toNumber(state.stable),
    collateral: toNumber(state.collateral),
    price: toNumber(state.price),
    stablePrice: toNumber(state.stablePrice),
    amplification: Number(state.amplification),
    maxDiscount: Number(state.maxDiscount) / 10_000,
  });
  return { quote: (stable) => quoteOrNothing(stable, state), estimate };
}

function quoteOrNothing(stable: bigint, state: BammState): bigint {
  if (stable <= 0n) return 0n;
  try {
    return bammQuote(stable, state).collateral;
  } catch (error) {
    if (error instanceof RangeError) return 0n;
    throw error;
  }
}
