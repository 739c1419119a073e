import { exp, log } from '../core/randomMath.ts';
import { YEAR } from '../core/units.ts';

export interface RealisedVolatilityOptions {
  /** What it is taken for before the first return, annualised; 1 is 100 % a year. */
  readonly start: number;
  /** Seconds in which the weight of a past return halves. */
  readonly halfLife: number;
  /** Seconds from one price to the next. */
  readonly blockSeconds: number;
}

/**
 * Volatility of a price as it was: the square root of the exponentially weighted mean of its squared log returns a
 * block, annualised to 365 days. With λ = 2^(−block / half-life), v ← λ·v + (1 − λ)·r² and σ = √(v · year / block):
 * the estimator of RiskMetrics (J.P. Morgan and Reuters, 1996), with a mean return of zero.
 *
 * So under a constant return r a block, σ² = start² · 2^(−t / half-life) + r² · year / block · (1 − 2^(−t / half-life)).
 */
export class RealisedVolatility {
  /** Weight that the past keeps from block to block. */
  readonly #kept: number;
  readonly #blocksPerYear: number;
  /** Mean squared log return, annualised. */
  #variance: number;
  #last: number | undefined;

  constructor({ start, halfLife, blockSeconds }: RealisedVolatilityOptions) {
    this.#kept = exp((-Math.LN2 * blockSeconds) / halfLife);
    this.#blocksPerYear = YEAR / blockSeconds;
    this.#variance = start * start;
  }

  /** Annualised; 1 is 100 % a year. */
  get value(): number {
    return Math.sqrt(this.#variance);
  }

  /** The price of the next block. @param price above zero; any unit, as long as it is the same */
  observe(price: number): void {
    if (this.#last !== undefined) {
      const change = log(price / this.#last);
      this.#variance = this.#kept * this.#variance + (1 - this.#kept) * change * change * this.#blocksPerYear;
    }
    this.#last = price;
  }
}
