import type { Address } from 'viem';
import { accountOf } from '../protocol/accounts.ts';

/** Account of the outside market: pays out what agents sold or bought there. */
export const VENUE: Address = accountOf('venue');
/** Account that sold stablecoin for the borrowers before the first block, and holds what nobody in the model has. */
export const TREASURY: Address = accountOf('treasury');
/** Account of the DEX pool's liquidity providers, if the scenario states what they do. */
export const PROVIDERS: Address = accountOf('providers');
/** The fee pool of a BAMM deployed here. */
export const FEE_POOL: Address = accountOf('feePool');
/** Whoever holds what nobody in the model does, on a fork: one account stands for them all. */
export const OTHERS: Address = accountOf('others');
export const NOBODY: Address = '0x0000000000000000000000000000000000000000';
