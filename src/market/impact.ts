import { exp, log } from '../core/randomMath.ts';
import { toNumber } from '../core/units.ts';
import type { ImpactSpec } from './impactSchema.ts';
import { LiquidityLevel } from './liquidityLevel.ts';

/** The move that a depth is stated for: 1 % market depth. */
const STATED_MOVE = 1.01;

/**
 * How trades move a token's price on the outside market, and how it comes back.
 *
 *     P = B · exp(X)          B: price process, X: what trades did to it
 *     a purchase of q units   X ← X + k q,    k = ln(1.01) · B / (depth · level)
 *     a sale of q units       X ← X − k q
 *     a block later           X ← permanent part + transient part · 2^(−block / halfLife)
 *
 * So `depth` is the value, at the price of the process, whose trade moves the price by 1 %; `level` is the liquidity of
 * the moment (1: all that is stated). A trade is paid at the average price on its way, ∫ P dq / q: splitting it within
 * a block changes nothing, and selling what was just bought brings back what it cost. Linear impact on the log price
 * with exponential resilience: Obizhaeva and Wang, Journal of Financial Markets 16 (2013); that it leaves no profitable
 * round trip: Gatheral, Quantitative Finance 10 (2010). The figures are the scenario's.
 *
 * Without a spec no trade moves the price.
 */
export class Impact {
  readonly #depth: number;
  readonly #permanentShare: number;
  readonly #decay: number;
  readonly #level: LiquidityLevel | undefined;
  #permanent = 0;
  #transient = 0;
  /** Price process, USD. */
  #base = Number.NaN;
  /** Rise of the log price with each unit bought. */
  #slope = 0;

  /** @param clock.blockSeconds from tick to tick */
  constructor(spec: ImpactSpec | undefined, clock: { readonly blockSeconds: number }) {
    this.#depth = spec === undefined ? Number.POSITIVE_INFINITY : toNumber(spec.depth);
    this.#permanentShare = spec?.permanent ?? 0;
    this.#decay = spec === undefined ? 1 : exp((-Math.LN2 * clock.blockSeconds) / spec.halfLife);
    this.#level = spec?.liquidity === undefined ? undefined : new LiquidityLevel(spec.liquidity, clock);
  }

  /**
   * Begins a block; ticks come in order, each once.
   *
   * @param base price of the process, USD
   * @param collateral price of the collateral's process, USD, whose volatility the liquidity answers to
   * @returns the market price, USD
   */
  begin(tick: number, base: number, collateral = base): number {
    this.#transient *= this.#decay;
    this.#base = base;
    const level = this.#level?.at(tick, collateral) ?? 1;
    this.#slope = (log(STATED_MOVE) * base) / (this.#depth * level);
    return this.price;
  }

  /** Realised volatility that its liquidity answers to, annualised; NaN if it answers to none. */
  get volatility(): number {
    return this.#level?.volatility ?? Number.NaN;
  }

  /** Of the next unit, USD. */
  get price(): number {
    return this.#base * this.factor;
  }

  /** Price over that of the process, 1 is no impact. */
  get factor(): number {
    return exp(this.#permanent + this.#transient);
  }

  /** USD that a sale brings. @param units whole */
  proceeds(units: number): number {
    return this.price * units * meanFactor(this.#slope * units);
  }

  /** USD that a purchase costs. @param units whole */
  cost(units: number): number {
    return this.price * units * meanFactor(-this.#slope * units);
  }

  /** Whole units that can be bought. @param usd spent */
  bought(usd: number): number {
    const rise = (usd * this.#slope) / this.price;
    // Near 0 the logarithm loses digits that the division then misses.
    return rise < 1e-6 ? (usd / this.price) * (1 - rise / 2) : log(1 + rise) / this.#slope;
  }

  /** Whole units whose sale brings so much; Infinity if no number does. @param usd to be raised */
  sold(usd: number): number {
    const fall = (usd * this.#slope) / this.price;
    if (fall >= 1) return Number.POSITIVE_INFINITY;
    return fall < 1e-6 ? (usd / this.price) * (1 + fall / 2) : -log(1 - fall) / this.#slope;
  }

  /** A trade took place. @param units whole, bought; below 0: sold */
  apply(units: number): void {
    const move = this.#slope * units;
    this.#permanent += move * this.#permanentShare;
    this.#transient += move * (1 - this.#permanentShare);
  }
}

/** (1 − e^−x) / x: average of e^−t over t from 0 to x. */
function meanFactor(x: number): number {
  // The difference loses digits near 0; the series' next term is below 1e-17 there.
  return Math.abs(x) < 1e-4 ? 1 - (x / 2) * (1 - (x / 3) * (1 - x / 4)) : (1 - exp(-x)) / x;
}
