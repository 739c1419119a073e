import { WAD } from '../../core/units.ts';

/** What Zero's bytecode fixes; 18 decimals. (On Liquity: 200 and 1 800.) */
export const ZERO_CONSTANTS = {
  /** Stablecoin set aside for the liquidator of each trove. */
  gasCompensation: 20n * WAD,
  /** Least debt without the gas compensation. */
  minimumNetDebt: 180n * WAD,
} as const;
