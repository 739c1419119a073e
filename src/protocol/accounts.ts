import { type Address, getAddress, keccak256, stringToBytes } from 'viem';

/**
 * Address of a named account, e.g. `borrowers/17`: derived, so that it is the same in every run. Nobody has its key;
 * Anvil impersonates it.
 *
 * @returns lower-case address
 */
export function accountOf(name: string): Address {
  return `0x${keccak256(stringToBytes(`breakwater account ${name}`)).slice(-40)}`;
}

/** Same address in lower case: the form in which logs, maps and records hold it. */
export function lower(address: string): Address {
  return address.toLowerCase() as Address;
}

/** Checksummed form, for people. */
export function checksummed(address: Address): Address {
  return getAddress(address);
}
