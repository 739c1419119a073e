import { exp, log } from '../core/randomMath.ts';
import { toNumber, toWad } from '../core/units.ts';
import { linearPath } from './linearPath.ts';
import type { EvaporationSpec, LiquiditySpec } from './liquiditySchema.ts';
import { RealisedVolatility } from './realisedVolatility.ts';

/** Decimals of a share on the path. */
const SHARE_DECIMALS = 12;

/**
 * Share of a stated depth that a market has, block by block:
 *
 *     share = path(t) × max(floor, min(1, (reference / σ)^elasticity))
 *
 * with σ the realised volatility of the price process up to and including the block (`RealisedVolatility`, which opens at
 * the reference, so that depth is whole until returns say otherwise). Without `evaporation` the share is the path.
 *
 * Why depth falls with volatility: in Kyle (1985) it is 1/λ = 2·(σ of noise trade)/(σ of value), so that under the same
 * noise trade twice the volatility of value is half the depth: elasticity 1. That is an argument for the form and for the
 * default, not an estimate for any market: reference, half-life and floor are the scenario's to state. The model knows
 * no direction (a rise takes depth away like a fall), no queue of orders and no cause of returning depth but time.
 */
export class LiquidityLevel {
  readonly #path: (tick: number) => bigint;
  readonly #evaporation: EvaporationSpec | undefined;
  readonly #volatility: RealisedVolatility | undefined;

  /** @param options.blockSeconds seconds from tick to tick */
  constructor({ path, evaporation }: LiquiditySpec, { blockSeconds }: { readonly blockSeconds: number }) {
    this.#path = linearPath(
      path.map(([at, share]) => [at, toWad(share, SHARE_DECIMALS)] as const),
      { blockSeconds },
    );
    this.#evaporation = evaporation;
    if (evaporation === undefined) return;
    const { reference, halfLife } = evaporation;
    this.#volatility = new RealisedVolatility({ start: reference, halfLife, blockSeconds });
  }

  /** Realised volatility that the last share was made with, annualised; NaN without `evaporation`. */
  get volatility(): number {
    return this.#volatility?.value ?? Number.NaN;
  }

  /**
   * The share at a tick. Each tick is asked for once, in order.
   *
   * @param price of the collateral's price process, USD: what agents do to the market price is not in it
   * @returns 1 for the stated depth; above zero
   */
  at(tick: number, price: number): number {
    this.#volatility?.observe(price);
    return toNumber(this.#path(tick)) * this.#answer();
  }

  #answer(): number {
    if (this.#evaporation === undefined) return 1;
    const { reference, elasticity, floor } = this.#evaporation;
    const { volatility } = this;
    if (volatility <= reference) return 1;
    return Math.max(floor, exp(elasticity * log(reference / volatility)));
  }
}
