import type { Observation } from './policy.ts';

/** Collateral bought is sold on as soon as it is worth this much, USD: less is not worth a transaction. */
export const LEAST_SALE = 100;

/** Collateral that all stablecoin for sale on the outside market buys, 18 decimals, fee left out. */
export function worthOfStock({ stock, stable, collateral }: Observation['market']): bigint {
  return stock <= 0n ? 0n : (stock * stable.wad) / collateral.wad;
}
