/** Genesis of every chain built here, Unix seconds: a fixed instant before any scenario, so that block hashes repeat. */
export const GENESIS_TIME = 1_438_214_400;
/** Of chains built here. */
export const CHAIN_ID = 31_337;
/** Rules that every chain runs by, forks too. */
export const HARDFORK = 'shanghai';
