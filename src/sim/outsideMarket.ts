import type { Price } from '../agent/policy.ts';
import { UsageError } from '../core/errors.ts';
import { minBig, mulWad, toNumber, toWad, WAD } from '../core/units.ts';
import { Impact } from '../market/impact.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { MarketPath } from './marketPath.ts';

/** Decimals kept of a rate of exchange. */
const RATE_DECIMALS = 10;

/** What a sale came to; 18 decimals. */
export interface Sale {
  /** Stablecoin that the seller gets. */
  readonly stable: bigint;
  /** Collateral given back: there was no stablecoin left to pay for it. */
  readonly left: bigint;
}

/**
 * Prices of the outside market: those of the price processes, moved by what agents trade there if the scenario states an
 * impact. Collateral is sold for USD, which buys stablecoin, and the other way round: both prices may move.
 */
export class OutsideMarket {
  readonly #path: MarketPath;
  readonly #collateral: Impact;
  readonly #stable: Impact;
  readonly #hasImpact: boolean;
  #prices: { readonly collateral: Price; readonly stable: Price };

  constructor(path: MarketPath, { market, clock }: Pick<Scenario, 'market' | 'clock'>) {
    const impact = market.venue?.impact;
    this.#path = path;
    this.#collateral = new Impact(impact?.collateral, { blockSeconds: clock.block });
    this.#stable = new Impact(impact?.stable, { blockSeconds: clock.block });
    this.#hasImpact = impact?.collateral !== undefined || impact?.stable !== undefined;
    this.#prices = { collateral: path.collateral(0), stable: path.stable(0) };
  }

  /** Begins a block, each once and in order. @returns its prices, those of the first trade in it */
  begin(tick: number): { readonly collateral: Price; readonly stable: Price } {
    const [collateral, stable] = [this.#path.collateral(tick), this.#path.stable(tick)];
    const moved = {
      collateral: this.#collateral.begin(tick, collateral.usd),
      stable: this.#stable.begin(tick, stable.usd, collateral.usd),
    };
    this.#prices = this.#hasImpact
      ? { collateral: priceOf(moved.collateral), stable: priceOf(moved.stable) }
      : { collateral, stable };
    return this.#prices;
  }

  /** Price over that of the process less 1, ratio. */
  get impact(): { readonly collateral: number; readonly stable: number } {
    return { collateral: this.#collateral.factor - 1, stable: this.#stable.factor - 1 };
  }

  /** Realised volatilities that liquidity answers to, annualised; NaN where it answers to none. */
  get volatility(): { readonly collateral: number; readonly stable: number } {
    return { collateral: this.#collateral.volatility, stable: this.#stable.volatility };
  }

  /** USD, at the stablecoin's price of the moment, of the stablecoin that a sale brings. @param collateral whole @param fee ratio */
  readonly worth = (collateral: number, fee: number): number => {
    if (!this.#hasImpact) return collateral * (this.#prices.collateral.usd * (1 - fee));
    return this.#stable.bought(this.#collateral.proceeds(collateral)) * (this.#stable.price * (1 - fee));
  };

  /** USD, at the collateral's price of the moment, of the collateral that stablecoin buys. @param stable whole @param fee ratio */
  readonly worthOfStable = (stable: number, fee: number): number => {
    if (!this.#hasImpact) return stable * (this.#prices.stable.usd * (1 - fee));
    return this.#collateral.bought(this.#stable.proceeds(stable)) * (this.#collateral.price * (1 - fee));
  };

  /**
   * Sells collateral for stablecoin.
   *
   * @param collateral 18 decimals
   * @param terms.kept what the fee leaves, 18-decimal ratio
   * @param terms.stock stablecoin for sale, 18 decimals
   */
  sell(collateral: bigint, { kept, stock }: { readonly kept: bigint; readonly stock: bigint }): Sale {
    const { collateral: price, stable: stablePrice } = this.#prices;
    const units = toNumber(collateral);
    const full = this.#hasImpact
      ? mulWad(mulWad(collateral, rateOf(this.#stable.bought(this.#collateral.proceeds(units)), units)), kept)
      : mulWad((collateral * price.wad) / stablePrice.wad, kept);
    const stable = minBig(full, stock);
    const sold = stable === full ? collateral : this.#soldFor(stable, { collateral, full, kept });
    this.#collateral.apply(-toNumber(sold));
    this.#stable.apply(toNumber((stable * WAD) / kept));
    return { stable, left: collateral - sold };
  }

  /** Part of what is offered that all the stablecoin there is pays for. */
  #soldFor(stable: bigint, { collateral, full, kept }: { collateral: bigint; full: bigint; kept: bigint }): bigint {
    if (!this.#hasImpact) return full === 0n ? 0n : (collateral * stable) / full;
    const units = this.#collateral.sold(this.#stable.cost(toNumber((stable * WAD) / kept)));
    return units < toNumber(collateral) ? toWad(units) : collateral;
  }

  /** Buys collateral with stablecoin. @param stable 18 decimals @param kept what the fee leaves, 18-decimal ratio */
  buy(stable: bigint, kept: bigint): bigint {
    const { collateral: price, stable: stablePrice } = this.#prices;
    if (!this.#hasImpact) return mulWad((stable * stablePrice.wad) / price.wad, kept);
    const units = toNumber(stable);
    const bought = mulWad(stable, rateOf(this.#collateral.bought(this.#stable.proceeds(units)), units));
    this.#stable.apply(-units);
    this.#collateral.apply(toNumber(bought));
    return mulWad(bought, kept);
  }
}

/** @throws UsageError if trades left no price that could be published */
function priceOf(moved: number): Price {
  // To 8 decimals, as the price processes give it: number and amount are the same price.
  const usd = Math.round(moved * 1e8) / 1e8;
  const wad = toWad(usd);
  if (wad === 0n) {
    throw new UsageError("Agents' trades left no price on the outside market", {
      facts: { 'price now': `${moved} USD` },
      remedy: 'raise market.venue.impact.*.depth, or lower what agents have to sell',
    });
  }
  return Object.freeze({ usd, wad });
}

/** What each unit brings on average, 18 decimals. */
function rateOf(got: number, units: number): bigint {
  return units === 0 ? 0n : toWad(got / units, RATE_DECIMALS);
}
