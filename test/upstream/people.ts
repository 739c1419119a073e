import { type Address, keccak256, stringToBytes } from 'viem';

/** An account of the upstream's past, e.g. `borrower/7`; lower case. Nobody has its key. */
export function person(name: string): Address {
  return `0x${keccak256(stringToBytes(`upstream ${name}`)).slice(-40)}`;
}

/** Accounts of that name, numbered from 0. */
export function people(name: string, count: number): Address[] {
  return Array.from({ length: count }, (_, i) => person(`${name}/${i}`));
}

/** Owns what can be owned in the core. */
export const GOVERNOR = person('governor');
/** Owns the BAMM. */
export const BAMM_OWNER = person('bamm owner');
/** Publishes on both feeds; has nothing to do with the core. */
export const REPORTER = person('reporter');
/** Liquidates. */
export const KEEPER = person('keeper');
/** Buys collateral from the BAMM. */
export const BUYER = person('buyer');
/** Buys the stablecoin from borrowers and passes it on. */
export const BANK = person('bank');
/** Who act without a trove or a deposit. */
export const OFFICIALS = [GOVERNOR, BAMM_OWNER, REPORTER, KEEPER, BUYER];
export const FEE_POOL = person('fee pool');

export const HOLDERS = people('holder', 3);
export const BAMM_DEPOSITORS = people('bamm depositor', 5);
export const POOL_DEPOSITORS = people('pool depositor', 3);
