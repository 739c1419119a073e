import type { Observation } from './policy.ts';

/** Collateral that all stablecoin for sale on the outside market buys, 18 decimals, fee left out. */
export function worthOfStock({ stock, stable, collateral }: Observation['market']): bigint {
  return stock <= 0n ? 0n : (stock * stable.wad) / collateral.wad;
}
